#include "essmap/model/egdsi.hpp"

#include <gtest/gtest.h>

#include "essmap/model/classification.hpp"

namespace {

using namespace essmap::model;

/// B-CTISM of Figure 7 (Table 3 case 1 at omega = 4) with other gamma, k and U.
ParameterValues ours(double gamma, double k, double U) {
    return {4, 2, gamma, 8, k, 4, {BenefitKind::given, U}};
}

TEST(egdsi, reconstructions_have_the_assumed_coefficients) {
    for (const double gamma : {-1.0, 2.0}) {
        for (const double k : {0.25, 0.75}) {
            for (const double U : {3.0, 10.0}) {
                const auto r1 = classify(egdsi_r1_reconstruction(ours(gamma, k, U)));
                EXPECT_NEAR(r1.a, (1 - k) * U - gamma, 1e-14);
                EXPECT_NEAR(r1.b, k * U, 1e-14);
                for (int level = 1; level <= 5; ++level) {
                    const auto r2 = classify(egdsi_r2_reconstruction(level, ours(gamma, k, U)));
                    EXPECT_NEAR(r2.a, (level / 5.0 - k) * U - gamma, 1e-14);
                    EXPECT_NEAR(r2.b, k * U, 1e-14);
                }
                const auto top = classify(egdsi_r2_reconstruction(5, ours(gamma, k, U)));
                EXPECT_EQ(top.a, r1.a);
                EXPECT_EQ(top.q, r1.q);
            }
        }
    }
}

TEST(egdsi, decimals_are_exact_at_figure7) {
    const auto game = [](int level) {
        return PointGame(egdsi_r2_reconstruction(level, ours(2, 0.25, 10)));
    };
    EXPECT_EQ(game(2).attractor(0.2), Attractor::stays);  // eta = 0.2 exactly
    EXPECT_EQ(game(2).outcome(), Case::bistable);
    EXPECT_EQ(game(1).outcome(), Case::degenerate);  // a + b = 0 exactly
    EXPECT_EQ(game(1).attractor(0.999), Attractor::none);
    for (int level = 3; level <= 5; ++level) EXPECT_EQ(game(level).outcome(), Case::all_share);
}

TEST(egdsi, other_levels_are_refused) {
    EXPECT_THROW(egdsi_r2_reconstruction(0, ours(2, 0.25, 10)), InvalidValue);
    EXPECT_THROW(egdsi_r2_reconstruction(6, ours(2, 0.25, 10)), InvalidValue);
}

}  // namespace
