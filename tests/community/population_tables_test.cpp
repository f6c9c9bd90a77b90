#include <gtest/gtest.h>

#include "../refusal.hpp"
#include "essmap/community/finite_communities.hpp"
#include "essmap/community/rank_members.hpp"
#include "essmap/files/errors.hpp"

/// [ranks] and [finite] of a specification.
namespace {

using namespace essmap;
using namespace essmap::community;

/// The table `name` of a text, read by `read`.
template <class Read>
auto of_table(const std::string& name, const std::string& lines, Read read) {
    const auto root = sweep::parse_toml("s.toml", "[" + name + "]\n" + lines);
    const sweep::TomlReader reader("s.toml");
    return read(reader, *reader.table(root, name));
}

RankMembers ranks(const std::string& lines) {
    return of_table("ranks", lines, [](const auto& reader, const auto& table) {
        return read_rank_members(reader, table, 0.3, 0.9);
    });
}
std::string refused_ranks(const std::string& lines) {
    return test::refusal<files::DataError>([&] { static_cast<void>(ranks(lines)); });
}

TEST(rank_members, are_studied_by_both_forms_from_the_share_of_the_specification) {
    const auto members = ranks("uniform = 3");
    EXPECT_EQ(members.shares.size(), 3U);
    EXPECT_EQ(members.study.x0, (std::vector<double>{0.3, 0.3, 0.3}));
    EXPECT_EQ(members.study.saturation, 0.9);
    EXPECT_EQ(members.study.forms.size(), 2U);
    EXPECT_EQ(members.study.integrator.tolerance, 1e-10);
}

TEST(rank_members, are_as_the_table_says) {
    const auto members =
        ranks("shares = [0.25, 0.75]\nx0 = [0.1, 0.2]\nform = \"full\"\ntolerance = 1e-6");
    EXPECT_EQ(members.shares.by_rank()[1].value(), 0.75);
    EXPECT_EQ(members.study.x0, (std::vector<double>{0.1, 0.2}));
    EXPECT_EQ(members.study.forms, std::vector{solver::MixtureForm::full});
    EXPECT_EQ(members.study.integrator.tolerance, 1e-6);
    EXPECT_EQ(ranks("zipf = { ranks = 4, exponent = 0 }\nx0 = 0.7").study.x0,
              std::vector<double>(4, 0.7));
}

TEST(rank_members, are_given_once_and_within_bounds) {
    const std::string once = "ranks must have exactly one of shares, uniform, zipf and csv";
    EXPECT_EQ(refused_ranks(""), "s.toml:1: " + once);
    EXPECT_EQ(refused_ranks("uniform = 2\nshares = [1]"), "s.toml:2: " + once);
    EXPECT_EQ(refused_ranks("uniform = 1001"),
              "s.toml:2: ranks.uniform = 1001 is not allowed: 1 to 1000");
    EXPECT_EQ(refused_ranks("uniform = 0"),
              "s.toml:2: ranks.uniform = 0 is not allowed: 1 to 1000");
    EXPECT_EQ(refused_ranks("uniform = 2\nx0 = [0.5, 0.25, 0]"),
              "s.toml:3: ranks.x0 = [ 0.5, 0.25, 0 ] is not allowed: a number, or one for each of "
              "the 2 ranks");
    EXPECT_EQ(refused_ranks("uniform = 2\nform = \"half\""),
              "s.toml:3: ranks.form = 'half' is not allowed: full, reduced or both");
    EXPECT_EQ(refused_ranks("uniform = 2\nshare = 1").substr(0, 9), "s.toml:3:");
}

FiniteCommunities finite(const std::string& lines) {
    return of_table("finite", lines, [](const auto& reader, const auto& table) {
        return read_finite_communities(reader, table, 0.3, 0.9);
    });
}
std::string refused_finite(const std::string& lines) {
    return test::refusal<files::DataError>([&] { static_cast<void>(finite(lines)); });
}

TEST(finite_communities, are_of_three_sizes_where_none_is_given) {
    const auto communities = finite("");
    EXPECT_EQ(communities.members, (std::vector<std::int64_t>{20, 200, 2000}));
    EXPECT_EQ(communities.update, solver::Update::pairwise);
    EXPECT_EQ(communities.study.x0, 0.3);
    EXPECT_EQ(communities.study.saturation, 0.9);
    EXPECT_EQ(communities.study.runs, 1000U);
    EXPECT_EQ(communities.study.seed, 1U);
    EXPECT_FALSE(communities.s || communities.study.simulation);
}

TEST(finite_communities, are_as_the_table_says) {
    const auto communities = finite(
        "members = [10, 1000000]\nruns = 0\nseed = 7\nupdate = \"moran\"\n"
        "comparison_scale = 30\nmethod = \"leaping\"\nepsilon = 0.1");
    EXPECT_EQ(communities.members, (std::vector<std::int64_t>{10, 1'000'000}));
    EXPECT_EQ(communities.update, solver::Update::moran);
    EXPECT_EQ(communities.s, 30);
    EXPECT_EQ(communities.study.runs, 0U);
    EXPECT_EQ(communities.study.seed, 7U);
    EXPECT_EQ(communities.study.simulation, solver::Simulation::leaping);
    EXPECT_EQ(communities.study.epsilon, 0.1);
}

TEST(finite_communities, are_within_bounds) {
    const std::string sizes = "is not allowed: an array of whole numbers from 10 to 1000000";
    EXPECT_EQ(refused_finite("members = [9]"), "s.toml:2: finite.members = 9 " + sizes);
    EXPECT_EQ(refused_finite("members = [1000001]"), "s.toml:2: finite.members = 1000001 " + sizes);
    EXPECT_EQ(refused_finite("runs = 1000001"),
              "s.toml:2: finite.runs = 1000001 is not allowed: 0 <= runs <= 1e6");
    EXPECT_EQ(refused_finite("seed = -1"), "s.toml:2: finite.seed = -1 is not allowed: seed >= 0");
    const std::string epsilon = " is not allowed: 0.001 <= epsilon <= 0.1";
    EXPECT_EQ(refused_finite("epsilon = 0.0009"), "s.toml:2: finite.epsilon = 9e-04" + epsilon);
    EXPECT_EQ(refused_finite("epsilon = 0.11"), "s.toml:2: finite.epsilon = 0.11" + epsilon);
    EXPECT_EQ(refused_finite("method = \"exact\"\nepsilon = 0.1"),
              "s.toml:3: finite.epsilon = 0.1 is not allowed: only where method may be leaping");
}

TEST(finite_communities, refuse_a_comparison_scale_by_its_line) {
    const auto message = test::refusal<files::DataError>([] {
        of_table("finite", "members = [20]\ncomparison_scale = 0.1",
                 [](const auto& reader, const auto& table) {
                     return populations(reader, table,
                                        read_finite_communities(reader, table, 0.2, 0.95),
                                        {4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}});
                 });
    });
    EXPECT_TRUE(message.starts_with("s.toml:3: finite.comparison_scale at 20 members: "))
        << message;
}

}  // namespace
