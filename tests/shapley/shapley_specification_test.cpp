#include "essmap/shapley/shapley_specification.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "essmap/files/errors.hpp"
#include "essmap/shapley/sensitivity.hpp"

namespace {

using namespace essmap;

const std::string three = R"([game]
kind = "table"
members = ["ana", "ben", "cleo"]
values = [0, 2, 4, 18, 5, 14, 9, 24]
)";
const std::string improved = three + R"([improved]
[improved.factors]
quality = [3, 2, 1]
speed = [1, 2, 3]
trust = [2, 5, 2]
)";

std::string message_of(const std::string& text, const std::string& name = "g.toml") {
    try {
        shapley::parse_shapley(name, text);
    } catch (const files::DataError& error) {
        return error.what();
    } catch (const files::IoError& error) {
        return std::string("io: ") + error.what();
    }
    return "(accepted)";
}

double value_of(const shapley::ShapleySpecification& spec, std::size_t member) {
    return shapley::by_formula(*spec.game).value().values[member].value();
}

TEST(shapley_specification, reads_every_kind_of_game) {
    const auto game = [](const std::string& body) {
        return shapley::parse_shapley("g.toml", "[game]\n" + body);
    };
    EXPECT_EQ(value_of(shapley::parse_shapley("g.toml", three), 0), 9.5);
    const auto voting = game("kind = \"voting\"\nweights = [4, 4, 4, 2, 2, 1]\nquota = 12\n");
    EXPECT_DOUBLE_EQ(value_of(voting, 3), 0.15);
    EXPECT_EQ(voting.members[5], "6");
    const auto airport = game("kind = \"airport\"\ncosts = [8, 11, 13, 18]\n");
    EXPECT_EQ(value_of(airport, 3), 9.0);
    EXPECT_TRUE(airport.game->costs());
    EXPECT_DOUBLE_EQ(value_of(game("kind = \"glove\"\nleft = 2\nright = 1\n"), 2), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(value_of(game("kind = \"sum\"\nfunction = \"min(x, cap)\"\ncap = 1\n"
                                   "contributions = [1, 1]\n"),
                              0),
                     0.5);
    EXPECT_EQ(value_of(game("kind = \"table\"\nmembers = [\"a\", \"b\"]\n[game.coalitions]\n"
                            "a = 1\nb = 2\n\"b , a\" = 5\n"),
                       1),
              3.0);
}

TEST(shapley_specification, reads_tables_and_indicators_from_files_beside_it) {
    const std::string folder =
        testing::TempDir() + "shapley_files_" + std::to_string(::getpid()) + "/";
    std::filesystem::create_directories(folder);
    const std::vector<double> values{0, 2, 4, 18, 5, 14, 9, 24};
    std::ofstream(folder + "v.f64", std::ios::binary)
        .write(reinterpret_cast<const char*>(values.data()), 64);
    const std::string table = "[game]\nkind = \"table\"\nfile = \"v.f64\"\n";
    EXPECT_EQ(value_of(shapley::parse_shapley(folder + "g.toml", table), 2), 6.5);
    std::ofstream(folder + "broken.f64") << std::string(15, '\0');
    EXPECT_EQ(message_of("[game]\nkind = \"table\"\nfile = \"broken.f64\"\n", folder + "g.toml"),
              folder +
                  "broken.f64: 15 bytes is not allowed: 2^n doubles, one for each coalition "
                  "of n members");
    const std::vector<double> endless{0, 1, NAN, 2};
    std::ofstream(folder + "nan.f64", std::ios::binary)
        .write(reinterpret_cast<const char*>(endless.data()), 32);
    EXPECT_EQ(message_of("[game]\nkind = \"table\"\nfile = \"nan.f64\"\n", folder + "g.toml"),
              folder + "nan.f64: value 3 = nan is not allowed: -1e100 to 1e100");
    EXPECT_TRUE(message_of("[game]\nkind = \"table\"\nfile = \"none\"\n", folder + "g.toml")
                    .starts_with("io: cannot read " + folder + "none"));

    std::ofstream(folder + "reports.csv") << "member,indicator,seen\n"
                                             "ana,x,2026-01-01\nben,x,2026-01-11\n"
                                             "ben,y,2026-01-11\nben,old,2026-01-11\n";
    std::ofstream(folder + "known.txt") << "old\n";
    const auto shared = shapley::parse_shapley(
        folder + "g.toml",
        "[game]\nkind = \"indicators\"\nmembers = [\"zoe\", \"ben\"]\nreports = \"reports.csv\"\n"
        "half_life = 10\nas_of = \"2026-01-21\"\nknown = \"known.txt\"\nknown_value = 0.5\n");
    EXPECT_EQ(shared.members, (std::vector<std::string>{"zoe", "ben", "ana"}));
    // x is worth 1/4 by ana and 1/2 by ben, y 1/2, old 1/4.
    EXPECT_DOUBLE_EQ(shared.game->grand_value(), 1.25);
    EXPECT_EQ(value_of(shared, 0), 0.0);
    EXPECT_DOUBLE_EQ(value_of(shared, 2), 0.125);
    EXPECT_DOUBLE_EQ(value_of(shared, 1), 1.125);
    std::filesystem::remove_all(folder);
}

TEST(shapley_specification, weights_come_from_entropy_judgements_both_or_the_user) {
    const auto weights = [](const std::string& lines) {
        const auto at = improved.find("[improved.factors]");
        return shapley::parse_shapley("g.toml",
                                      improved.substr(0, at) + lines + improved.substr(at))
            .improvement->weights.lambda;
    };
    EXPECT_NEAR(weights("")[2], 0.37260718276, 1e-11);
    const std::string judged =
        "comparisons = { \"quality/speed\" = 2, \"trust/quality\" = 0.25, \"speed/trust\" = 2 }\n";
    const auto ahp = weights("weighting = \"ahp\"\n" + judged);  // 4 : 2 : 1
    EXPECT_NEAR(ahp[0], 4.0 / 7.0, 1e-15);
    EXPECT_NEAR(ahp[2], 1.0 / 7.0, 1e-15);
    const auto both = weights("weighting = \"combined\"\n" + judged);
    EXPECT_NEAR(both[0] / both[1], 2.0, 1e-12);
    EXPECT_EQ(weights("weighting = \"given\"\nlambda = { quality = 1, speed = 1, trust = 2 }\n")[2],
              0.5);
}

TEST(shapley_specification, shares_by_factors_and_weights) {
    const auto spec = shapley::parse_shapley(
        "g.toml", improved +
                      "[sensitivity]\n\"quality.ana\" = [0, 3]\n\"lambda.trust\" = [0, "
                      "0.37260718275723953, 1]\n");
    shapley::ShapleyGame game{{9.5, 8, 6.5}, {2, 4, 5}, 24, false};
    const auto shares = shapley::run_sensitivity(spec, shapley::ImprovedShapley(game));
    ASSERT_EQ(shares.shares.size(), 2U * 3U * 3U);
    // The point that changes nothing: the vector of the theory.
    const std::size_t same = 1 * 3 + 1;
    EXPECT_NEAR(shares.shares[same * 3 + 0], 8.50638084598, 1e-11);
    EXPECT_NEAR(shares.shares[same * 3 + 1], 9.98723830804, 1e-11);
    EXPECT_EQ(shares.irrational[same], 0);
    // Without trust and with lambda alike, quality (0, 2, 1)/3 weighs by its own entropy.
    const std::size_t none = 0;
    EXPECT_LT(shares.shares[none * 3 + 0], 5.0);
    for (std::size_t point = 0; point < 6; ++point)
        EXPECT_NEAR(
            shares.shares[point * 3] + shares.shares[point * 3 + 1] + shares.shares[point * 3 + 2],
            24.0, 1e-12);
}

TEST(shapley_specification, refusals_name_line_key_value_and_what_is_allowed) {
    const auto game = [](const std::string& body) { return message_of("[game]\n" + body); };
    EXPECT_EQ(message_of(""), "g.toml: [game] is missing: its kind, and what that needs");
    EXPECT_EQ(
        game("kind = \"chess\"\n"),
        "g.toml:2: game.kind = 'chess' is not allowed: airport, glove, indicators, sum, table "
        "or voting");
    EXPECT_EQ(game("kind = \"airport\"\ncost = [1]\n"),
              "g.toml:3: unknown key game.cost: allowed are kind, members, costs");
    EXPECT_EQ(game("kind = \"airport\"\ncosts = [1, -1]\n"),
              "g.toml:3: game.costs 2 = -1 is not allowed: 0 to 1e100");
    EXPECT_EQ(game("kind = \"voting\"\nweights = [1, 1]\nquota = 3\n"),
              "g.toml:4: game.quota = 3 is not allowed: at most 2, the sum of weights");
    EXPECT_EQ(game("kind = \"sum\"\ncontributions = [1]\nfunction = \"exp\"\n"),
              "g.toml:4: game.function = exp is not allowed: x, ln(1+x), sqrt(x), x^exponent or "
              "min(x, cap)");
    EXPECT_EQ(game("kind = \"table\"\nmembers = [\"a\", \"b\"]\n[game.coalitions]\na = 1\nb = 1\n"),
              "g.toml: game.coalitions.\"a, b\" is missing: v of every coalition");
    EXPECT_EQ(game("kind = \"table\"\nmembers = [\"a\", \"a\"]\nvalues = [0, 1]\n"),
              "g.toml:3: game.members = 'a' is not allowed: different names");
    EXPECT_EQ(game("kind = \"glove\"\nleft = 1\nright = 1\nmembers = [\"a\"]\n"),
              "g.toml:5: game.members = 1 names is not allowed: one for each of the 2 members");
    EXPECT_EQ(game("kind = \"glove\"\nleft = 1\nright = 1\nmembers = []\n"),
              "g.toml:5: game.members = [] is not allowed: a name for each member");
    EXPECT_EQ(game("kind = \"sum\"\nfunction = \"x^exponent\"\nexponent = 10\n"
                   "contributions = [1e100]\n"),
              "g.toml:5: game.contributions = v(N) = inf is not allowed: v(N) <= 1e100");
    const std::string two = "kind = \"table\"\nmembers = [\"a\", \"b\"]\n[game.coalitions]\n";
    EXPECT_EQ(game(two + "\"a, a\" = 1\n"), "g.toml:5: game.coalitions.\"a, a\": a is there twice");
    EXPECT_EQ(game(two + "\"a,b\" = 1\n\"b, a\" = 1\n"),
              "g.toml:6: game.coalitions.\"b, a\": this coalition is there twice");
    EXPECT_EQ(game(two + "a = nan\n"),
              "g.toml:5: game.coalitions.\"a\" = nan is not allowed: -1e100 to 1e100");
    EXPECT_EQ(game("kind = \"sum\"\nfunction = \"sqrt(x)\"\ncap = 3\ncontributions = [1, 2]\n"),
              "g.toml:4: game.cap has no effect with game.function = sqrt(x)");
    EXPECT_EQ(game("kind = \"airport\"\ncosts = [1, 2]\n[payout]\npot = 3\n"),
              "g.toml:5: payout.pot cannot be paid out in a game of costs: members pay in it");
}

TEST(shapley_specification, refusals_of_values_payouts_and_factors) {
    EXPECT_EQ(message_of(three + "[improved.factors]\nlambda = [1, 2, 3]\nana = [1, 1, 2]\n"
                                 "[sensitivity]\n\"lambda.ana\" = [1, 2]\n"),
              "g.toml:9: ambiguous key sensitivity.\"lambda.ana\": allowed are FACTOR.MEMBER and "
              "lambda.FACTOR");
    EXPECT_EQ(message_of(three + "[values]\nby = \"guess\"\n"),
              "g.toml:6: values.by = 'guess' is not allowed: auto, formula, enumerate or sample");
    EXPECT_EQ(message_of(three + "[values]\nprecision = 0\n"),
              "g.toml:5: values.precision = 0 is not allowed: 1e-09 to 1");
    EXPECT_EQ(message_of(three + "[payout]\npot = -1\n"),
              "g.toml:6: payout.pot = -1 is not allowed: 0 to 1000000000 units");
    EXPECT_EQ(message_of(three + "[improved]\n"),
              "g.toml: improved.factors is missing: a row of the members' values for each factor");
    EXPECT_EQ(message_of(three + "[improved.factors]\nquality = [1, 2]\n"),
              "g.toml:6: improved.factors.quality = 2 values is not allowed: one for each of the 3 "
              "members");
    EXPECT_EQ(message_of(improved + "[improved.comparisons]\n\"quality/speed\" = 3\n"),
              "g.toml:10: improved.comparisons has no effect with improved.weighting = entropy");
    EXPECT_EQ(message_of(improved.substr(0, improved.find("[improved.factors]")) +
                         "lambda = { quality = 1 }\n[improved.factors]\nquality = [1, 2, 3]\n"),
              "g.toml:6: improved.lambda has no effect with improved.weighting = entropy");
    EXPECT_EQ(message_of(improved + "[sensitivity]\n"),
              "g.toml:10: [sensitivity] is empty: it must have at least one axis");
    EXPECT_EQ(message_of(improved + "[sensitivity]\n\"quality.dan\" = [1, 2]\n"),
              "g.toml:11: unknown key sensitivity.\"quality.dan\": allowed are FACTOR.MEMBER and "
              "lambda.FACTOR");
    EXPECT_EQ(message_of(three + "[sensitivity]\n\"quality.ana\" = 1\n"),
              "g.toml:5: [sensitivity] needs [improved]");
}

TEST(shapley_specification, inconsistent_judgements_are_refused_unless_forced) {
    const auto at = improved.find("[improved.factors]");
    const std::string judged =
        "weighting = \"ahp\"\ncomparisons = { \"quality/speed\" = 5, "
        "\"speed/trust\" = 5, \"quality/trust\" = 0.2 }\n";
    EXPECT_NE(message_of(improved.substr(0, at) + judged + improved.substr(at)).find("CR"),
              std::string::npos);
    EXPECT_EQ(message_of(improved.substr(0, at) + judged + "force = true\n" + improved.substr(at)),
              "(accepted)");
}

}  // namespace
