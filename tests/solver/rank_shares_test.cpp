#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "../refusal.hpp"
#include "essmap/solver/rank_mixture.hpp"

namespace {

using namespace essmap;
using namespace essmap::solver;
using essmap::test::refusal;

std::vector<double> doubles(std::span<const DoubleDouble> values) {
    std::vector<double> result;
    for (const auto& value : values) result.push_back(value.value());
    return result;
}

TEST(rank_shares, are_normalised_and_refused_by_name) {
    EXPECT_EQ(doubles(RankShares::uniform(4).by_rank()), (std::vector<double>(4, 0.25)));
    EXPECT_EQ(doubles(RankShares::zipf(3, 1).by_rank()),
              (std::vector<double>{6.0 / 11, 3.0 / 11, 2.0 / 11}));
    EXPECT_DOUBLE_EQ(RankShares::zipf(3, -2).by_rank()[2].value(), 9.0 / 14);
    EXPECT_EQ(RankShares::zipf(1000, 30).size(), 1000U);
    const std::vector<double> nearly{0.333333333, 0.333333333, 0.3333333335};
    const auto shares = RankShares::given(nearly);
    DoubleDouble sum;
    for (const auto& share : shares.by_rank()) sum = sum + share;
    EXPECT_LT(std::abs((sum - DoubleDouble(1.0)).value()), 0x1p-100);
    EXPECT_NE(shares.by_rank()[0].value(), nearly[0]);

    const auto given = [](std::vector<double> p) { return refusal([&] { RankShares::given(p); }); };
    EXPECT_EQ(given({0.5, -0.1, 0.6}), "share of rank 2 = -0.1 is not allowed: 0 <= share <= 1");
    EXPECT_EQ(given({std::nan(""), 1}), "share of rank 1 = nan is not allowed: 0 <= share <= 1");
    EXPECT_EQ(given({0.5, 0.5 + 1.1e-9}).substr(0, 21), "sum of the shares = 1");
    EXPECT_EQ(given({0, 0}), "sum of the shares = 0 is not allowed: 1 to within 1e-9");
    EXPECT_EQ(given({}), "ranks = 0 is not allowed: 1 <= ranks <= 1000");
    EXPECT_EQ(given(std::vector<double>(1001, 1 / 1001.0)),
              "ranks = 1001 is not allowed: 1 <= ranks <= 1000");
    EXPECT_THROW(RankShares::uniform(0), model::InvalidValue);
    EXPECT_THROW(RankShares::zipf(1001, 1), model::InvalidValue);
    EXPECT_THROW(RankShares::zipf(3, std::nan("")), model::InvalidValue);
    EXPECT_THROW(RankShares::zipf(3, 31), model::InvalidValue);
}

TEST(rank_shares, count_the_members_of_a_table) {
    const auto read = [](std::string_view text) {
        return doubles(RankShares::from_csv("m.csv", text).by_rank());
    };
    const std::vector<double> expected{0.25, 0, 0.75};
    EXPECT_EQ(read("rank\n3\n1\n3\n3\n"), expected);
    EXPECT_EQ(read("rank,count\n3,600\n1,250\n3,150"), expected);
    EXPECT_EQ(read("\xEF\xBB\xBFname,rank,since\r\nann,1,\r\nbob,3,2020\r\neve,3,\r\ndan,3,x\r\n"),
              expected);
    EXPECT_EQ(read("count,rank\n0,5\n2,1\n"), (std::vector<double>{1, 0, 0, 0, 0}));
}

TEST(rank_shares, every_bad_line_of_a_table_is_refused_with_its_number) {
    const auto read = [](std::string_view text) {
        return refusal([&] { RankShares::from_csv("m.csv", text); });
    };
    const std::string rank = " is not allowed: a whole number, 1 to 1000";
    EXPECT_EQ(read("rank\n1\n0\n"), "m.csv:3: rank = 0" + rank);
    EXPECT_EQ(read("rank\n1001\n"), "m.csv:2: rank = 1001" + rank);
    EXPECT_EQ(read("rank\n-1\n"), "m.csv:2: rank = -1" + rank);
    EXPECT_EQ(read("rank\n2.5\n"), "m.csv:2: rank = 2.5" + rank);
    EXPECT_EQ(read("rank\n1\n\n2\n"), "m.csv:3: rank = (empty)" + rank);
    EXPECT_EQ(read("rank\n 1\n"), "m.csv:2: rank =  1" + rank);
    EXPECT_EQ(read("rank\n99999999999999999999\n"), "m.csv:2: rank = 99999999999999999999" + rank);
    EXPECT_EQ(read("rank,count\n1,2\n1,-2\n"),
              "m.csv:3: count = -2 is not allowed: a whole number, 0 to 9007199254740992");
    EXPECT_EQ(read("rank,count\n1\n"), "m.csv:2: fields = 1 is not allowed: 2 as in the header");
    EXPECT_EQ(read("rank\n1,2\n"), "m.csv:2: fields = 2 is not allowed: 1 as in the header");
    EXPECT_EQ(read("rank\n\"1\"\n"), "m.csv:2: line = \"1\" is not allowed: no quotes");
    EXPECT_EQ(read("rank,count\n1,9007199254740992\n2,1\n"),
              "m.csv:3: members = 9007199254740993 is not allowed: at most 2^53");
    EXPECT_EQ(read("rank,count\n1,0\n"), "m.csv:2: members = 0 is not allowed: at least 1");
    EXPECT_EQ(read("rank\n"), "m.csv:1: members = 0 is not allowed: at least 1");
    EXPECT_EQ(read("level\n1\n"),
              "m.csv:1: header = level is not allowed: a line that names the column rank");
    EXPECT_EQ(read("rank,rank\n1,1\n"),
              "m.csv:1: header = rank is not allowed: one column of a name");
    EXPECT_EQ(read(""),
              "m.csv:1: header = (empty) is not allowed: a line that names the column rank");
}

}  // namespace
