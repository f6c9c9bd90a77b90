#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/closed_loop.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"
#include "essmap/solver/rank_mixture.hpp"

/// Both engines over the whole of what is allowed: the same decimals, the same answers.
namespace {

using namespace essmap;
using namespace essmap::solver;

/// Games, starts and saturations of every size that is allowed; decimals of 1 to 17 digits.
class Draws {
public:
    explicit Draws(unsigned seed) : random_(seed) {}

    model::ParameterValues game() {
        const bool mild = chance(2);
        model::ParameterValues v;
        v.k = chance(3)   ? decimal(uniform(0.01, 0.99))
              : chance(2) ? magnitude(-100, -1)
                          : 1 - std::pow(10, uniform(-15, -1));
        v.r = mild ? 1 + std::floor(uniform(0, 10)) : magnitude(0, 100);
        v.theta = chance(4) ? 0 : std::min(1e100, v.r * decimal(uniform(0, 2)));
        const auto any = [&] { return mild ? magnitude(-4, 4) : magnitude(-100, 100); };
        v.benefit = {chance(2) ? model::BenefitKind::given : model::BenefitKind::from_cost, any()};
        v.gamma = chance(3) ? 0 : sign() * any();
        v.mu = chance(3) ? 0 : sign() * any();
        switch (draw(8)) {
            case 0: v.r = 8, v.theta = 2, v.k = 0.75, v.gamma = 0; break;  // a = 0
            case 1: v.r = v.theta = 4, v.gamma = v.mu; break;              // a + b = 0
            case 2: v.mu = -std::min(1e99, v.benefit.value) * 1.3; break;  // coexistence
            case 3:
                v.r = 8, v.theta = 2, v.k = 0.75, v.gamma = sign() * magnitude(-100, -20);
                break;
            default: break;
        }
        return v;
    }
    double share() {
        switch (draw(6)) {
            case 0: return std::max(1e-300, 0.99 * decimal(std::pow(10, uniform(-299, 0))));
            case 1: return 1 - std::pow(10, uniform(-15.5, -0.1));
            case 2: return std::nextafter(1.0, 0.0);
            case 3: return 1e-300;
            default: return decimal(uniform(0.01, 0.99));
        }
    }

private:
    double uniform(double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random_);
    }
    unsigned draw(unsigned of) { return static_cast<unsigned>(random_() % of); }
    bool chance(unsigned of) { return draw(of) == 0; }
    double sign() { return chance(2) ? -1 : 1; }
    double decimal(double value) {
        char text[40];
        std::snprintf(text, sizeof text, "%.*e", chance(4) ? 16 : 1 + static_cast<int>(draw(3)),
                      value);
        return std::stod(text);
    }
    double magnitude(double lo, double hi) {
        return std::clamp(decimal(std::pow(10, uniform(lo, hi))), std::pow(10, lo),
                          std::pow(10, hi));
    }

    std::mt19937_64 random_;
};

std::string shown(const model::ParameterValues& v, double x0, double saturation) {
    std::string text;
    for (const double value : {v.r, v.theta, v.gamma, v.mu, v.k, v.benefit.value, x0, saturation})
        text += model::shortest(value) + " ";
    return text + std::string(model::benefit_name(v.benefit.kind));
}

void expect_time(double cvode, double exact, double tolerance) {
    if (std::isinf(exact))
        EXPECT_EQ(cvode, exact);
    else
        EXPECT_NEAR(cvode, exact, tolerance * exact);
}

TEST(engines, agree_over_all_that_is_allowed_or_say_that_they_do_not_know) {
#ifdef ESSMAP_FEW_SAMPLES
    constexpr int samples = 1000;
#else
    constexpr int samples = 6000;
#endif
    Draws draws(18);
    CvodeIntegrator integrator;
    CvodeEnsemble ensemble;
    int unknown = 0;
    int finite = 0;
    for (int i = 0; i < samples; ++i) {
        const auto values = draws.game();
        const double x0 = draws.share();
        const double saturation = draws.share();
        SCOPED_TRACE(shown(values, x0, saturation));
        const model::PointGame game(values);
        const auto c = game.classification();
        const double g0 = game.growth(x0).value();
        const double g1 = game.growth(saturation).value();
        const auto attractor = game.attractor(x0);
        const double exact = time_to_saturation(game, x0, saturation);
        const auto orbit = integrator.integrate({c.a, c.b, c.q}, x0, saturation, {}, {}, {g0, g1});
        const bool stays = attractor == model::Attractor::stays;
        if (orbit.reason != (stays ? StopReason::equilibrium : StopReason::converged)) {
            ++unknown;
            continue;
        }
        const bool saturates = x0 >= saturation || (!stays && g0 > 0 && g1 > 0);
        ASSERT_EQ(orbit.t_sat.has_value(), saturates);
        if (orbit.t_sat) expect_time(*orbit.t_sat, exact, 1e-6);
        ASSERT_NEAR(orbit.limit, limit_of(game, x0), 1e-12);
        // Beside an interior limit a distance of nearly 1 is not resolved by either.
        if (attractor != model::Attractor::interior || saturation > 1e-3) {
            const double settled = settling_time(game, x0, saturation);
            const double blur = 0x1p-50 / std::max(std::abs(g0), 1e-300);  // of x0 by its double
            if (settled > blur || *orbit.t_settle > blur)
                expect_time(*orbit.t_settle, settled, 1e-6);
        }
        if (!std::isfinite(exact) || exact == 0) continue;
        ++finite;
        const double ratio = (game.growth(x0) / game.growth(saturation)).value();
        double time = 0;
        try {
            ensemble.unit_times(Path::between(x0, saturation), {&ratio, 1}, {&time, 1});
            expect_time(time / std::abs(g1), exact, 3e-7);
        } catch (const model::NoResult&) {
            ++unknown;
        }
        ASSERT_FALSE(HasFailure());
    }
    EXPECT_LE(unknown, samples / 1000);
    EXPECT_GT(finite, samples / 10);
}

TEST(engines, saturation_next_to_one_is_its_decimal) {
    // Case 1 of Table 3: at x near 1, T = ln(1/(1-x))/Q + const, by the digits that are written.
    const model::PointGame game({4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}});
    const auto c = game.classification();
    CvodeIntegrator integrator({.tolerance = 1e-10});
    for (const auto& [saturation, missing] : {std::pair{0.999999999999, 1e-12},
                                              {0.9999999999999999, 1e-16},
                                              {0.99999999999999, 1e-14},
                                              {0.9999999999999993, 7e-16}}) {
        const double near = integrator.integrate({c.a, c.b, c.q}, 0.2, 0.999).t_sat.value();
        const double expected = near + std::log(1e-3 / missing) / c.q;
        const auto orbit = integrator.integrate({c.a, c.b, c.q}, 0.2, saturation);
        EXPECT_NEAR(orbit.t_sat.value(), expected, 1e-3);  // q (1-x) is a little more at 0.999
        EXPECT_NEAR(*orbit.t_sat, time_to_saturation(game, 0.2, saturation), 1e-9 * expected);
    }
}

TEST(engines, a_start_next_to_one_is_its_decimal) {
    const model::PointGame game({4, 2, 4, 0.2, 0.25, 1, {model::BenefitKind::given, 4}});
    const auto c = game.classification();  // case 2: all fall to 0
    CvodeIntegrator integrator({.tolerance = 1e-10});
    for (const double x0 : {0.9999999999999999, 0.9999999999999996, 0.999999999999}) {
        const auto orbit = integrator.integrate({c.a, c.b, c.q}, x0, 0.95);
        const double exact = settling_time(game, x0, 0.95);
        EXPECT_NEAR(orbit.t_settle.value(), exact, 1e-9 * exact);
        const double threshold[] = {0.5};
        const auto crossing = integrator.integrate({c.a, c.b, c.q}, x0, 0.95, threshold);
        const Path path = Path::between(x0, 0.5);
        EXPECT_NEAR(crossing.crossings.at(0).t, travel_time(path, Growth::along(path, game)), 1e-8);
    }
}

TEST(engines, what_lies_next_to_an_interior_limit_is_resolved) {
    // eta = 0.4; settling within 1e-16 of it, saturation 1e-13 below it.
    const model::PointGame game({4, 1, 4, -5, 0.25, 1, {model::BenefitKind::given, 10}});
    const auto c = game.classification();
    ASSERT_EQ(game.eta(), 0.4);
    CvodeIntegrator integrator({.tolerance = 1e-10});
    const double exact = settling_time(game, 0.05, 0.9999999999999999);
    EXPECT_NEAR(integrator.integrate({c.a, c.b, c.q}, 0.05, 0.9999999999999999).t_settle.value(),
                exact, 1e-9 * exact);
    const double just_below = 0.3999999999999;
    const auto orbit =
        integrator.integrate({c.a, c.b, c.q}, 0.05, just_below, {}, {},
                             {game.growth(0.05).value(), game.growth(just_below).value()});
    EXPECT_NEAR(orbit.t_sat.value(), time_to_saturation(game, 0.05, just_below), 1e-8);
    const auto above =
        integrator.integrate({c.a, c.b, c.q}, 0.05, 0.4000000000001, {}, {},
                             {game.growth(0.05).value(), game.growth(0.4000000000001).value()});
    EXPECT_FALSE(above.t_sat);
}

TEST(engines, the_closed_loop_means_the_same_decimal) {
    for (const double saturation : {0.999999999999, 0.9999999999999999, 0.99999999999999}) {
        Regulation r;
        r.game = {4, 1.5, 2, 8, 0.25, 1, 10};
        r.saturation = saturation;
        r.contract = Contract::unguarded;
        r.N = 1.0;
        LoopResult results[2];
        for (const bool cvode : {false, true})
            results[cvode ? 1 : 0] = ClosedLoop({.cvode = cvode}).simulate(r);
        EXPECT_EQ(results[0].regime, results[1].regime);
        EXPECT_NEAR(results[0].theta, results[1].theta, 1e-7);
        const model::PointGame game(
            {4, results[0].theta, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}});
        EXPECT_NEAR(results[0].time, time_to_saturation(game, 0.2, saturation), 1e-9);
    }
}

TEST(engines, ranks_mean_the_same_decimal) {
    const model::ParameterValues values{4, 2, 2, 8, 0.25, 1, {model::BenefitKind::given, 10}};
    const model::PointGame game(values);
    const double p[] = {0, 0, 0, 1};
    const RankMixture mixture(RankShares::given(p), values);
    for (const double saturation : {0.999999999999, 0.9999999999999999}) {
        const double x0 = 0.2;
        const auto orbit = integrate(mixture, {&x0, 1}, saturation, {}, MixtureForm::reduced,
                                     {.tolerance = 1e-10});
        const double exact = time_to_saturation(game, x0, saturation);
        EXPECT_NEAR(orbit.t_sat.value(), exact, 1e-8 * exact);
    }
}

}  // namespace
