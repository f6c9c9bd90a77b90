#include "options.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <new>
#include <stdexcept>

#include "../refusal.hpp"

namespace {

using namespace essmap;
using namespace essmap::cli;

TEST(options, numbers_are_decimal_and_whole) {
    EXPECT_EQ(parse_number("--x", "+0.25"), 0.25);
    EXPECT_EQ(parse_number("--x", "-1e-3"), -0.001);
    EXPECT_FALSE(std::signbit(parse_number("--x", "-0")));
    for (const char* text : {"", "4x", "0x10", "nan", "inf", "1e999", "+-1", " 1"})
        EXPECT_THROW(parse_number("--x", text), UsageError) << text;
    EXPECT_EQ(parse_integer("--n", "10", 1, 10), 10);
    for (const char* text : {"0", "11", "1.0", ""})
        EXPECT_THROW(parse_integer("--n", text, 1, 10), UsageError) << text;
}

TEST(options, an_output_has_a_name_and_a_suffix) {
    const auto refused = [](const std::string& path, const std::vector<std::string>& suffixes) {
        return test::refusal([&] { check_suffix("--out", path, suffixes); });
    };
    const std::string accepted = "nothing was refused";
    EXPECT_EQ(refused("a/m.nc", {".nc"}), accepted);
    EXPECT_EQ(refused("-", {".csv", ".png"}), accepted);
    EXPECT_EQ(refused("-", {".nc"}), "--out = - is not allowed: a name ending in .nc");
    EXPECT_EQ(refused("folder/.nc", {".nc"}),
              "--out = folder/.nc is not allowed: a name ending in .nc");
    EXPECT_EQ(refused("m.csv.gz", {".csv"}),
              "--out = m.csv.gz is not allowed: a name ending in .csv, or - for a table (CSV) on "
              "standard output");
}

TEST(options, a_part_is_one_of_so_many) {
    EXPECT_EQ(parse_part("3/8").number, 3);
    EXPECT_EQ(parse_part("3/8").of, 8);
    for (const char* text : {"0/8", "9/8", "3", "/", "3/8/1", "1/1000001"})
        EXPECT_THROW(parse_part(text), model::InvalidValue) << text;
}

TEST(options, exactly_one_benefit_is_given) {
    GameOptions options;
    options.values = {4, 2, 2, 8, 0.25, 1, {}};
    EXPECT_THROW(static_cast<void>(options.parameters()), UsageError);
    options.C = 9;
    EXPECT_EQ(options.parameters().benefit.kind, model::BenefitKind::from_cost);
    options.U = 10;
    EXPECT_THROW(static_cast<void>(options.parameters()), UsageError);
}

TEST(options, errors_have_the_exit_codes_of_the_manual) {
    const auto code = [](const auto& error) {
        return report_errors(false, [&]() -> int { throw error; });
    };
    EXPECT_EQ(report_errors(true, [] { return 2; }), 2);
    EXPECT_EQ(code(UsageError("")), 64);
    EXPECT_EQ(code(model::InvalidValue("")), 64);
    EXPECT_EQ(code(model::NoResult("")), 2);
    EXPECT_EQ(code(std::runtime_error("")), 70);
    EXPECT_EQ(code(std::bad_alloc()), 74);
}

TEST(options, what_is_not_finite_is_null_in_json) {
    EXPECT_EQ(number_or_null(2.5), 2.5);
    EXPECT_TRUE(number_or_null(std::nullopt).is_null());
    EXPECT_TRUE(number_or_null(std::numeric_limits<double>::infinity()).is_null());
}

}  // namespace
