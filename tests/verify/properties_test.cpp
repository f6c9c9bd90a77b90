#include <gtest/gtest.h>

#include <set>

#include "essmap/verify/decide.hpp"

/// All properties of all contracts.
namespace {

using namespace essmap;
using namespace essmap::verify;

TEST(properties, have_ids_that_are_unique_and_fit_for_files) {
    std::set<std::string> ids;
    for (const auto& property : all_properties()) {
        const auto& statement = property.statement;
        EXPECT_TRUE(ids.insert(statement.id).second) << statement.id;
        EXPECT_EQ(statement.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-"),
                  std::string::npos)
            << statement.id;
        EXPECT_FALSE(statement.sentence.empty()) << statement.id;
        EXPECT_FALSE(statement.equation.empty()) << statement.id;
    }
    EXPECT_GT(ids.size(), 150U);
}

TEST(properties, hold_of_something) {
    for (const auto& property : all_properties())
        EXPECT_TRUE(property.replay({}).assumptions_hold)
            << property.statement.id << ": its example does not satisfy its assumptions";
}

TEST(properties, proved_ones_hold_at_their_example) {
    for (const auto& property : all_properties())
        if (property.statement.expect == Expect::proved) {
            EXPECT_FALSE(property.replay({}).refuted) << property.statement.id;
        }
}

TEST(properties, claim_something) {
    for (const auto& property : all_properties()) {
        Encoding encoding(property.numbers);
        property.encode(encoding);
        const bool arithmetic = property.statement.id.starts_with("guarded.arithmetic.");
        EXPECT_TRUE(arithmetic || !encoding.claims().empty()) << property.statement.id;
        for (const auto& input : encoding.inputs())
            EXPECT_EQ(input.name.find_first_of(" |"), std::string::npos) << input.name;
    }
}

/// Algorithm 1 with line 16 in an else.
class RewardingSgm : public PublishedMachine<CheckedInteger> {
public:
    [[nodiscard]] model::published::Feedback<CheckedInteger> sgm(
        const model::published::Game<CheckedInteger>& game, const bool& valid) const override {
        auto result = PublishedMachine::sgm(game, valid);
        if (game.sharers < game.users) result.feedback = game.reward;
        return result;
    }
};

TEST(replays, run_on_the_machine_they_are_given) {
    for (const auto& property : published_properties()) {
        if (property.statement.id != "published.sgm.reward") continue;
        EXPECT_TRUE(property.replay({}).refuted);
        const Replayed repaired = property.replay_on({}, RewardingSgm());
        EXPECT_TRUE(repaired.assumptions_hold);
        EXPECT_FALSE(repaired.refuted);
        return;
    }
    FAIL() << "published.sgm.reward is gone";
}

TEST(counterexamples, replay_on_the_concrete_contract) {
    int replayed = 0;
    for (const auto& property : all_properties()) {
        if (property.statement.expect != Expect::refuted) continue;
        const Verdict verdict = decide(property, {});
        ASSERT_EQ(verdict.result, Result::refuted) << property.statement.id;
        ASSERT_TRUE(verdict.counterexample) << property.statement.id;
        const Replayed again = property.replay(verdict.counterexample->values);
        EXPECT_TRUE(again.assumptions_hold) << property.statement.id;
        EXPECT_TRUE(again.refuted) << property.statement.id;
        EXPECT_EQ(again.trace, verdict.counterexample->trace) << property.statement.id;
        // The example itself is innocent, or the counterexample.
        EXPECT_EQ(property.replay({}).refuted, verdict.counterexample->changed.empty())
            << property.statement.id;
        ++replayed;
    }
    EXPECT_GE(replayed, 40);
}

}  // namespace
