#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "essmap/solver/closed_form.hpp"
#include "harness.hpp"

namespace essmap::bench {

/// Trajectories of many games from one start to saturation, as a row of a map has them.
struct Games {
    solver::Path path = solver::Path::between(0.2, 0.95);
    std::vector<double> a, q, g0, g1, times;

    explicit Games(std::size_t count) : times(count) {
        std::mt19937_64 random(3);
        std::uniform_real_distribution<double> rate(-5, 20);
        while (a.size() < count) {
            const double at_none = rate(random);
            const double at_all = rate(random);
            const auto g = solver::Growth::along(path, {at_none, at_all - at_none, at_all});
            if (!solver::flows_along(path, g)) continue;
            a.push_back(g.a);
            q.push_back(g.q);
            g0.push_back(g.g0);
            g1.push_back(g.g1);
        }
    }
    [[nodiscard]] solver::Growth growth(std::size_t i) const { return {a[i], q[i], g0[i], g1[i]}; }
    /// Largest relative difference of the times from the formula in long double.
    [[nodiscard]] double error() const {
        using Wide = long double;
        const auto term = [](Wide rate, Wide length, Wide ratio) {
            const Wide w = rate * length;
            return w == 0 ? length : (w > -0.5L ? std::log1p(w) : std::log(ratio)) / rate;
        };
        double worst = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const Wide ratio = Wide(g0[i]) / g1[i];
            const Wide exact =
                term(a[i], path.d / (Wide(path.x0) * g1[i]), Wide(path.x1) / path.x0 * ratio) +
                term(q[i], path.d / (g0[i] * Wide(path.c1)), Wide(path.c0) / path.c1 / ratio);
            worst = std::max(worst, std::abs(static_cast<double>((times[i] - exact) / exact)));
        }
        return worst;
    }
};

template <class Run>
void time_games(benchmark::State& state, Run run) {
    Games games(8192);
    for (auto _ : state) {
        run(games);
        benchmark::DoNotOptimize(games.times.data());
    }
    const double error = games.error();
    if (!(error < 1e-12)) wrong(state, "times err by more than 1e-12");
    state.counters["max_relative_error"] = error;
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(games.times.size()));
}

/// What a sweep does.
inline void many_times(benchmark::State& state) {
    time_games(state, [](Games& games) {
        solver::travel_times(games.path, {games.a, games.q, games.g0, games.g1}, games.times);
    });
}

}  // namespace essmap::bench
