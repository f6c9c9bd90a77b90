#include "essmap/solver/switching.hpp"

#include <gtest/gtest.h>

namespace {

using namespace essmap;
using solver::Crossing;
using solver::Switching;

/// Table 3, case 1.
const model::Parameters<double> table3{4, 2, 2, 8, 0.25, 1, 10};

TEST(switching, hysteresis_has_the_paper_s_period) {
    const Switching switching(table3, -4, 12, 0.6);
    const auto cycle = switching.cycle(0.05).value();
    EXPECT_NEAR(cycle.period(), 0.164926784341603968, 1e-14);
    EXPECT_GT(cycle.rising, 0.0);
    EXPECT_GT(cycle.falling, 0.0);
    EXPECT_EQ(switching.crossing(), Crossing::sliding);
}

TEST(switching, it_slides_exactly_between_the_two_equilibria) {
    // eta(gamma) = (gamma - 2.5)/10.5
    const auto crossing = [](double reward, double charge, double threshold) {
        return Switching(table3, reward, charge, threshold).crossing();
    };
    EXPECT_EQ(crossing(4.5, 8.5, 0.2), Crossing::sliding);  // 0.190476 < 0.2 < 0.571429
    EXPECT_EQ(crossing(4.7, 8.5, 0.2), Crossing::downward);
    EXPECT_EQ(crossing(4.5, 8.5, 0.571), Crossing::sliding);
    EXPECT_EQ(crossing(4.5, 8.5, 0.572), Crossing::upward);
}

TEST(switching, the_mean_gamma_of_sliding_holds_the_threshold_outside_case_1) {
    const Switching switching(table3, -4, 12, 0.6);
    const double duty = switching.duty().value();
    EXPECT_NEAR((1 - duty) * -4 + duty * 12, switching.holding_gamma(), 1e-12);
    auto held = table3;
    held.gamma = switching.holding_gamma();
    EXPECT_NEAR(model::growth_rate(model::coefficients(held), 0.6, 0.4), 0.0, 1e-12);
    EXPECT_LT(model::coefficients(held).a, 0.0);
    EXPECT_FALSE(Switching(table3, -4, 0, 0.6).duty());
}

TEST(switching, what_cannot_be_is_refused_by_name) {
    EXPECT_THROW(Switching(table3, 2, 2, 0.6), model::InvalidValue);
    EXPECT_THROW(Switching(table3, -4, 12, 1.0), model::InvalidValue);
    EXPECT_THROW(static_cast<void>(Switching(table3, -4, 12, 0.6).cycle(0.4)), model::InvalidValue);
    EXPECT_THROW(static_cast<void>(Switching(table3, -4, 12, 0.6).cycle(0.0)), model::InvalidValue);
}

TEST(switching, no_cycle_where_one_way_leads_nowhere) {
    EXPECT_FALSE(Switching(table3, -4, 0, 0.6).cycle(0.05));
}

}  // namespace
