#include "essmap/solver/simulated_orbits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_integrator.hpp"

namespace essmap::solver {

using model::Attractor;

namespace {

constexpr std::size_t samples_in_time = 401;
constexpr std::size_t samples_in_share = 200;  ///< shared by the orbits

/// What no double holds is no answer: neither "never" nor a number. @throws model::NoResult
void require_finite(double time, const char* name, double x0) {
    if (!std::isfinite(time))
        throw model::NoResult(
            fmt::format("{} from x0 = {} is not known: the time is beyond what a double holds "
                        "(1.8e308)",
                        name, x0));
}

SimulatedOrbit run_exact(const model::PointGame& game, double x0, const OrbitOptions& options,
                         std::span<const double> times) {
    SimulatedOrbit run;
    run.limit = limit_of(game, x0);
    const bool saturates =
        x0 >= options.saturation || (game.growth(x0).value() > 0.0 &&
                                     game.growth(options.saturation).value() > 0.0 && x0 > 0.0);
    if (saturates) run.t_sat = time_to_saturation(game, x0, options.saturation);
    run.t_settle = settling_time(game, x0, options.saturation);
    const auto c = game.classification();
    const double growth = game.growth(x0).value();
    const bool moves = game.attractor(x0) != Attractor::stays;
    for (const double t : times)
        run.shares.push_back(moves ? share_at({c.a, c.b, c.q}, x0, t, growth).x : x0);
    return run;
}

SimulatedOrbit run_cvode(const model::PointGame& game, CvodeIntegrator& integrator, double x0,
                         const OrbitOptions& options, std::span<const double> times) {
    const auto c = game.classification();
    const auto result =
        integrator.integrate({c.a, c.b, c.q}, x0, options.saturation, {}, times,
                             {game.growth(x0).value(), game.growth(options.saturation).value()});
    if (result.reason != StopReason::converged && result.reason != StopReason::equilibrium)
        throw model::NoResult(
            fmt::format("CVODE stopped early from x0 = {}: {}{}{}; --engine "
                        "exact answers",
                        x0, stop_reason_name(result.reason), result.message.empty() ? "" : ": ",
                        result.message));
    SimulatedOrbit run;
    run.limit = result.limit;
    run.t_sat = result.t_sat;
    run.t_settle = result.t_settle.value_or(0.0);
    run.steps = result.steps;
    for (const auto& sample : result.samples) run.shares.push_back(sample.x);
    return run;
}

}  // namespace

std::vector<double> orbit_times(const model::PointGame& game, std::span<const double> shares,
                                double saturation) {
    std::vector<double> times{0.0};
    const std::size_t parts = std::max<std::size_t>(samples_in_share / shares.size(), 4);
    for (const double x0 : shares) {
        if (game.attractor(x0) == Attractor::stays) continue;
        const double way = limit_of(game, x0) - x0;
        const double last =
            1.0 - std::min({1.0 - saturation, 0.05, 0.05 * std::abs(way)}) / std::abs(way);
        for (std::size_t i = 1; i <= parts; ++i) {
            const double part = last * static_cast<double>(i) / static_cast<double>(parts);
            const auto path = Path::between(x0, x0 + part * way);
            const double t = travel_time(path, Growth::along(path, game));
            if (std::isfinite(t)) times.push_back(t);
        }
    }
    const double longest = std::ranges::max(times);
    const double end = longest > 0.0 ? 1.1 * longest : 1.0;
    for (std::size_t i = 1; i < samples_in_time; ++i)
        times.push_back(end * static_cast<double>(i) / static_cast<double>(samples_in_time - 1));
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

std::vector<SimulatedOrbit> simulate_orbits(const model::PointGame& game,
                                            std::span<const double> shares,
                                            const OrbitOptions& options,
                                            std::span<const double> times) {
    CvodeIntegrator integrator({.tolerance = options.tolerance});
    std::vector<SimulatedOrbit> orbits;
    for (const double x0 : shares) {
        orbits.push_back(options.cvode ? run_cvode(game, integrator, x0, options, times)
                                       : run_exact(game, x0, options, times));
        require_finite(orbits.back().t_sat.value_or(0.0), "t_sat", x0);
        require_finite(orbits.back().t_settle, "t_settle", x0);
        orbits.back().x0 = x0;
        orbits.back().attractor = game.attractor(x0);
    }
    return orbits;
}

}  // namespace essmap::solver
