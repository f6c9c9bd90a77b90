#include "essmap/verify/finding.hpp"

#include <gtest/gtest.h>

namespace {

using namespace essmap::verify;

/// A property of an id, which nobody decides here.
Property named(const std::string& id, Expect expect = Expect::proved) {
    return make_property<Rational>(Subject::theory, {id, "a sentence", "x", expect},
                                   [](auto& s) { s.claim("nothing", true); });
}

/// What became of it, its assumptions satisfiable.
Finding found(const Property& property, Result result) {
    Finding finding{&property, {}, {}};
    finding.verdict.result = result;
    finding.verdict.assumptions_satisfiable = true;
    return finding;
}

TEST(finding, is_as_expected_only_with_satisfiable_assumptions_and_without_contradiction) {
    const Property proof = named("a");
    const Property refutation = named("b", Expect::refuted);
    EXPECT_TRUE(found(proof, Result::proved).as_expected());
    EXPECT_TRUE(found(refutation, Result::refuted).as_expected());
    EXPECT_FALSE(found(proof, Result::refuted).as_expected());
    EXPECT_FALSE(found(refutation, Result::unknown).as_expected());
    auto vacuous = found(proof, Result::proved);
    vacuous.verdict.assumptions_satisfiable = false;
    EXPECT_FALSE(vacuous.as_expected());
    auto contradicted = found(proof, Result::proved);
    contradicted.second.emplace();
    contradicted.second->undecided = {"a.1"};
    EXPECT_TRUE(contradicted.as_expected());
    contradicted.second->disagreed = {"a.1"};
    EXPECT_FALSE(contradicted.as_expected());
}

TEST(tally, counts_what_is_unexpected_apart_from_what_is_undecided) {
    const Property proof = named("a");
    const Property refutation = named("b", Expect::refuted);
    const Tally tally({found(proof, Result::proved), found(proof, Result::refuted),
                       found(refutation, Result::refuted), found(proof, Result::unknown)});
    EXPECT_EQ(tally.proved, 1U);
    EXPECT_EQ(tally.refuted, 2U);
    EXPECT_EQ(tally.undecided, 1U);
    EXPECT_EQ(tally.unexpected, 1U);
}

TEST(outcome, tells_failures_before_stops_before_what_is_undecided) {
    const Property proof = named("a");
    const auto good = found(proof, Result::proved);
    const auto bad = found(proof, Result::refuted);
    const auto open = found(proof, Result::unknown);
    const Limit none;
    const Limit stop(60.0, [] { return true; });
    const Limit used_up(0.0, {});
    EXPECT_EQ(outcome_of(Tally({good}), none), Outcome::as_expected);
    EXPECT_EQ(outcome_of(Tally({good}), stop), Outcome::as_expected);
    EXPECT_EQ(outcome_of(Tally({good, open}), none), Outcome::undecided);
    EXPECT_EQ(outcome_of(Tally({good, open}), used_up), Outcome::undecided);
    EXPECT_EQ(outcome_of(Tally({good, open}), stop), Outcome::stopped);
    EXPECT_EQ(outcome_of(Tally({bad, open}), stop), Outcome::unexpected);
}

TEST(weakest_guard, needs_both_directions_over_the_integers) {
    const Property sufficient = named("guarded.guard.sufficient.fixed");
    const Property necessary = named("guarded.guard.necessary.fixed");
    const Property over_reals = named("guarded.guard.necessary.real");
    const auto enough = found(sufficient, Result::proved);
    EXPECT_TRUE(prove_weakest_guard({enough, found(necessary, Result::proved)}));
    EXPECT_FALSE(prove_weakest_guard({enough, found(necessary, Result::unknown)}));
    EXPECT_FALSE(prove_weakest_guard({enough, found(over_reals, Result::proved)}));
}

TEST(find, keeps_queries_only_where_they_are_wanted) {
    const auto properties = theory_properties();
    const Property& property = properties.front();
    const Finding plain = find(property, {}, false);
    EXPECT_TRUE(plain.as_expected());
    EXPECT_EQ(plain.property, &property);
    EXPECT_TRUE(plain.verdict.queries.empty());
    EXPECT_FALSE(plain.second);
    const Finding twice = find(property, {}, true);
    EXPECT_FALSE(twice.verdict.queries.empty());
    ASSERT_TRUE(twice.second);
    EXPECT_GT(twice.second->agreed, 0U);
    EXPECT_TRUE(twice.as_expected());
}

TEST(property, is_named_by_its_id_and_by_its_groups) {
    const Property property = named("guarded.sgm.points.real");
    for (const auto* name :
         {"guarded.sgm.points.real", "guarded.sgm.points", "guarded.sgm", "guarded"})
        EXPECT_TRUE(property.is_named(name)) << name;
    for (const auto* name : {"guarded.sgm.point", "guarded.sg", "sgm", "guarded.sgm.points.real.1"})
        EXPECT_FALSE(property.is_named(name)) << name;
}

}  // namespace
