#include "essmap/model/parameters.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace {

using namespace essmap::model;

ParameterValues valid() { return {4, 2, 2, 8, 0.25, 1, {BenefitKind::given, 10}}; }

struct Wrong {
    std::function<void(ParameterValues&)> change;
    std::string message;
};

class invalid_parameters : public testing::TestWithParam<Wrong> {};

TEST_P(invalid_parameters, name_key_value_and_what_is_allowed) {
    ParameterValues p = valid();
    GetParam().change(p);
    try {
        validate(p);
        FAIL() << "accepted: " << GetParam().message;
    } catch (const InvalidValue& error) {
        EXPECT_EQ(std::string(error.what()).rfind(GetParam().message, 0), 0U) << error.what();
    }
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

INSTANTIATE_TEST_SUITE_P(
    parameters, invalid_parameters,
    testing::Values(
        Wrong{[](auto& p) { p.r = 0.5; }, "r = 0.5 is not allowed: r >= 1"},
        Wrong{[](auto& p) { p.r = nan; }, "r = nan is not allowed"},
        Wrong{[](auto& p) { p.r = inf; }, "r = inf is not allowed"},
        Wrong{[](auto& p) { p.theta = -1e-9; }, "theta = -1e-09 is not allowed: theta >= 0"},
        Wrong{[](auto& p) { p.gamma = nan; }, "gamma = nan is not allowed: a finite number"},
        Wrong{[](auto& p) { p.gamma = -inf; }, "gamma = -inf is not allowed"},
        Wrong{[](auto& p) { p.mu = 1e200; }, "mu = 1e+200 is not allowed"},
        Wrong{[](auto& p) { p.k = 0; }, "k = 0 is not allowed: 0 < k < 1"},
        Wrong{[](auto& p) { p.k = 1; }, "k = 1 is not allowed: 0 < k < 1"},
        Wrong{[](auto& p) { p.k = 1e-200; }, "k = 1e-200 is not allowed"},
        Wrong{[](auto& p) { p.omega = -1; }, "omega = -1 is not allowed: omega >= 0"},
        Wrong{[](auto& p) { p.benefit.value = 0; }, "U = 0 is not allowed: U > 0"},
        Wrong{[](auto& p) {
                  p.benefit = {BenefitKind::from_cost, -3};
              },
              "C = -3 is not allowed: C > 0"},
        Wrong{[](auto& p) {
                  p.benefit = {BenefitKind::from_cost, nan};
              },
              "C = nan is not allowed"}));

TEST(parameters, the_edges_of_the_domains_are_allowed) {
    ParameterValues p = valid();
    p.r = 1;
    p.theta = 0;
    p.omega = 0;
    p.mu = -5;  // outside the paper, with a meaning
    EXPECT_NO_THROW(validate(p));
    EXPECT_NO_THROW(validate_share("x0", 0.0));
    EXPECT_NO_THROW(validate_share("x0", 1.0));
    EXPECT_THROW(validate_share("x0", 1.0000001), InvalidValue);
    EXPECT_THROW(validate_share("x0", nan), InvalidValue);
    EXPECT_THROW(validate_saturation(0.0), InvalidValue);
    EXPECT_THROW(validate_saturation(1.0), InvalidValue);
    EXPECT_THROW(parameter_info("zeta"), InvalidValue);
}

}  // namespace
