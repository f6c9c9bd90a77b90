#include "essmap/shapley/payout.hpp"

#include <gtest/gtest.h>

#include "essmap/files/errors.hpp"

namespace {

using namespace essmap::shapley;
using Shares = std::vector<double>;
using Units = std::vector<std::int64_t>;

/// A game and its values by formula.
struct Found {
    explicit Found(const std::string& text) : specification(parse_shapley("g.toml", text)) {
        values.exact = by_formula(*specification.game).value();
    }
    [[nodiscard]] ShapleyFindings findings() const { return find_shares(specification, values); }

    ShapleySpecification specification;
    ShapleyReport values;
};

/// Values 9.5, 8 and 6.5; together 24.
const std::string three = R"([game]
kind = "table"
members = ["ana", "ben", "cleo"]
values = [0, 2, 4, 18, 5, 14, 9, 24]
)";
/// All credit goes to ana: 25.5, 0 and -1.5; repaired 15, 4 and 5, what ben and cleo have alone.
const std::string improved = R"([improved]
[improved.factors]
quality = [1, 0, 0]
)";
std::string with_pot(std::int64_t pot) { return "[payout]\npot = " + std::to_string(pot) + "\n"; }

TEST(payout, without_corrections_is_by_the_values) {
    const Found found(three + with_pot(48));
    const auto findings = found.findings();
    EXPECT_EQ(findings.alone, (Shares{2, 4, 5}));
    EXPECT_EQ(findings.shares, (Shares{9.5, 8, 6.5}));
    EXPECT_FALSE(findings.plain || findings.broken || findings.repaired());
    EXPECT_EQ(findings.part(0), 9.5 / 24);
    EXPECT_EQ(findings.paid->pot, 48);
    EXPECT_EQ(findings.paid->weights, (Units{19, 16, 13}));
    EXPECT_EQ(findings.paid->amounts, (Units{19, 16, 13}));
    EXPECT_EQ(findings.payout_refused, "");
    EXPECT_FALSE(Found(three).findings().paid);
}

/// 1/6, 1/6 and 2/3 are no doubles: only the fractions give small weights.
TEST(payout, is_by_the_fractions_where_they_are_known) {
    const Found found("[game]\nkind = \"glove\"\nleft = 2\nright = 1\n" + with_pot(8));
    const auto paid = found.findings().paid.value();
    EXPECT_EQ(paid.weights, (Units{1, 1, 4}));
    EXPECT_EQ(paid.amounts[0] + paid.amounts[1] + paid.amounts[2], 8);
    // Bases 1, 1 and 5 of 8 by sixths, and one unit is left over: the first of equals is paid it.
    EXPECT_EQ(paid.total, 6);
    EXPECT_EQ(std::pair(paid.cut_remainder, paid.cut_number), std::pair(2L, 0L));
}

TEST(payout, is_by_the_repaired_shares_where_a_repair_is_asked_for) {
    std::string text = three + improved + with_pot(24);
    text.insert(text.find("[improved.factors]"), "repair = true\n");
    const Found found(text);
    const auto findings = found.findings();
    EXPECT_TRUE(findings.repaired());
    EXPECT_EQ(*findings.plain, (Shares{25.5, 0, -1.5}));
    EXPECT_EQ(findings.shares, (Shares{15, 4, 5}));
    EXPECT_EQ(findings.broken->irrational.size(), 2U);
    EXPECT_EQ(findings.dummies, (std::vector<bool>{false, false, false}));
    EXPECT_EQ(findings.paid->amounts, (Units{15, 4, 5}));
}

TEST(payout, is_refused_where_somebody_would_pay_into_the_pot) {
    const Found found(three + improved + with_pot(24));
    const auto findings = found.findings();
    EXPECT_FALSE(findings.repaired());
    EXPECT_EQ(findings.shares, *findings.plain);
    EXPECT_FALSE(findings.paid);
    EXPECT_EQ(findings.payout_refused,
              "payout.pot = 24 is not paid out: share of cleo = -1.5 is not allowed: 0 or more: "
              "nobody pays into the pot");
}

/// Alone ana, ben and cleo have 6, 6 and 13, together 24.
TEST(payout, a_repair_that_is_not_possible_is_bad_data) {
    std::string text = three + improved;
    text.replace(text.find("[0, 2, 4, 18, 5,"), 16, "[0, 6, 6, 18, 13,");
    text.insert(text.find("[improved.factors]"), "repair = true\n");
    const Found found(text);
    EXPECT_THROW(static_cast<void>(found.findings()), essmap::files::DataError);
}

TEST(payout, a_member_has_no_part_of_nothing) {
    const Found found(
        "[game]\nkind = \"table\"\nmembers = [\"a\", \"b\"]\nvalues = [0, 1, 2, 0]\n");
    EXPECT_EQ(found.findings().part(0), std::nullopt);
}

TEST(payout, says_in_which_order_a_table_is_what_one_expects) {
    EXPECT_EQ(Found(three).findings().order_note(), "");
    std::string text = three;
    text.replace(text.find("[0, 2, 4, 18, 5,"), 16, "[0, 2, 4, 5, 18,");
    const auto note = Found(text).findings().order_note();
    EXPECT_TRUE(note.starts_with("in order of size the values would be ")) << note;
    EXPECT_TRUE(note.ends_with("is order = \"size\" meant?")) << note;
}

}  // namespace
