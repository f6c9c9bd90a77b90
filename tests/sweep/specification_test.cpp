#include "essmap/sweep/specification.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "essmap/files/errors.hpp"

namespace {

using namespace essmap;

const std::string axes = R"([axes]
r = { values = [1, 2, 4], discrete = true }
theta = { from = 0, to = 4, count = 5 }
gamma = [-4, 0, 2]
mu = 8
k = 0.25
omega = [1, 4]
U = 10
)";

std::string message_of(const std::string& text) {
    try {
        sweep::parse_specification("spec.toml", text);
    } catch (const files::DataError& error) {
        return error.what();
    }
    return "(accepted)";
}

TEST(specification, reads_axes_starts_layers_and_options) {
    const auto spec = sweep::parse_specification(
        "spec.toml",
        "title = \"t\"\nx0 = [0.2, 0.5]\nsaturation = 0.9\nengine = \"exact\"\n"
        "layers = [\"t_sat\", \"case\"]\ntolerance = 1e-6\n" +
            axes + "[output]\ncompression = 4\nprecision = \"float32\"\n");
    EXPECT_EQ(spec.map.grid.cells(), 3 * 5 * 3 * 2);
    EXPECT_EQ(spec.map.grid.stored_cells(), 3 * 5 * 3);
    EXPECT_EQ(spec.map.x0, (std::vector<double>{0.2, 0.5}));
    EXPECT_EQ(spec.map.saturation, 0.9);
    EXPECT_EQ(spec.map.engine, maps::Engine::exact);
    EXPECT_EQ(spec.engine_origin, "file");
    EXPECT_EQ(spec.map.layers,
              (std::vector<maps::Layer>{maps::Layer::outcome, maps::Layer::t_sat}));
    EXPECT_EQ(spec.map.compression, 4);
    EXPECT_EQ(spec.map.precision, maps::Precision::float32);
}

TEST(specification, defaults_are_all_point_layers_and_cvode) {
    const auto spec = sweep::parse_specification("spec.toml", axes);
    EXPECT_EQ(spec.map.engine, maps::Engine::cvode);
    EXPECT_EQ(spec.engine_origin, "default");
    EXPECT_EQ(spec.map.layers.size(), 4U);
    EXPECT_EQ(spec.map.grid.benefit_kind(), model::BenefitKind::given);
}

TEST(specification, the_command_line_wins_and_both_records_disagreement) {
    const auto spec = sweep::parse_specification("s", "engine = \"exact\"\nx0 = 0.2\n" + axes,
                                                 maps::Engine::both);
    EXPECT_EQ(spec.engine_origin, "command line");
    EXPECT_TRUE(spec.map.has(maps::Layer::disagreement));
}

struct Refusal {
    std::string text;
    std::string message;  ///< regular expression
};

class refused : public testing::TestWithParam<Refusal> {};

TEST_P(refused, in_one_line_with_key_value_and_what_is_allowed) {
    const std::string message = message_of(GetParam().text);
    EXPECT_TRUE(std::regex_search(message, std::regex(GetParam().message))) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    EXPECT_EQ(message.rfind("spec.toml", 0), 0U) << message;
}

std::string with(const std::string& from, const std::string& to) {
    std::string text = axes;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
}

INSTANTIATE_TEST_SUITE_P(
    specification, refused,
    testing::Values(
        Refusal{"colour = 3\n" + axes, ":1: unknown key colour: allowed are .*axes"},
        Refusal{"", "\\[axes\\] is missing"}, Refusal{"x0 = [0.2\n" + axes, ":2: "},
        Refusal{with("mu = 8", "mu = 8\nmu = 9"), ":6: .*mu"},
        Refusal{with("mu = 8\n", ""), "axes.mu is missing"},
        Refusal{with("mu = 8", "mu = \"8\""), ":5: axes.mu = .*8.* is not allowed: a number"},
        Refusal{with("mu = 8", "mu = nan"), "axes.mu = nan is not allowed"},
        Refusal{with("mu = 8", "mu = inf"), "axes.mu = inf is not allowed"},
        Refusal{with("mu = 8", "mu = 1e999"), ":5: "},
        Refusal{with("mu = 8", "mu = []"), "axes.mu = \\[\\] is not allowed: at least one point"},
        Refusal{with("k = 0.25", "k = 1"), "axes.k = 1 is not allowed: 0 < k < 1"},
        Refusal{with("1, 2, 4", "0.5, 2"), "axes.r = 0.5 is not allowed: r >= 1"},
        Refusal{with("U = 10", "C = 0"), "axes.C = 0 is not allowed: C > 0"},
        Refusal{with("U = 10", "U = 10\nC = 5"), "exactly one of C and U"},
        Refusal{with("U = 10", "zeta = 10"), "unknown key axes.zeta"},
        Refusal{with("[-4, 0, 2]", "[2, 0]"), "axes.gamma = 0 after 2 .*strictly ascending"},
        Refusal{with("to = 4", "to = -4"), "axes.theta"},
        Refusal{with("count = 5", "count = 0"), "axes.theta.count = 0 is not allowed: 1 <= count"},
        Refusal{with("count = 5", "count = 2.5"), "axes.theta.count = 2.5 .*whole number"},
        Refusal{with("count = 5", "steps = 5"), "unknown key axes.theta.steps"},
        Refusal{with(", count = 5", ""), "axes.theta.count is missing"},
        Refusal{with("count = 5", "count = 5, scale = \"log\""), "axes.theta.from = 0 .*log"},
        Refusal{with("count = 5", "count = 5, scale = \"cubic\""), "linear or log"},
        Refusal{"x0 = 1.5\n" + axes, ":1: x0 = 1.5 is not allowed: 0 <= x0 <= 1"},
        Refusal{"x0 = [0.5, 0.2]\n" + axes, "x0 .*strictly ascending"},
        Refusal{"x0 = []\n" + axes, "x0 = \\[\\] is not allowed"},
        Refusal{"saturation = 1\n" + axes, "saturation = 1 is not allowed: 0 < saturation < 1"},
        Refusal{"engine = \"fast\"\n" + axes, "engine = fast is not allowed: cvode, exact or both"},
        Refusal{"tolerance = 0\n" + axes, "tolerance = 0.* is not allowed"},
        Refusal{"layers = [\"heat\"]\n" + axes, "layers = .*heat.* is not allowed: case"},
        Refusal{"layers = [\"case\", \"case\"]\n" + axes, "each layer once"},
        Refusal{"layers = [\"t_sat\"]\n" + axes, "x0 is missing: layer t_sat"},
        Refusal{axes + "[output]\ncompression = 10\n", "output.compression = 10 .*0 to 9"},
        Refusal{axes + "[output]\nprecision = \"half\"\n", "float32 or float64"},
        Refusal{R"([axes]
r = { from = 1, to = 9, count = 1000000 }
theta = { from = 0, to = 4, count = 1000000 }
gamma = { from = 0, to = 4, count = 1000000 }
mu = { from = 0, to = 4, count = 1000000 }
k = 0.25
U = 10
)",
                "beyond 2\\^63"}));

}  // namespace
