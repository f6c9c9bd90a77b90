#include "solver_methods.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "essmap/model/parameters.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"
#include "solver_rivals.hpp"

namespace essmap::bench {

namespace {

using solver::Growth;
using solver::Path;

Run reused_integrator(double tolerance, solver::CvodeMethod method) {
    auto integrator = std::make_shared<solver::CvodeIntegrator>(
        solver::IntegratorOptions{.tolerance = tolerance, .method = method});
    return [integrator](const Workload& workload, Times& times) {
        each(workload, times, [&](const Trajectory& trajectory) {
            const auto& [path, growth] = trajectory;
            const auto result = integrator->integrate(coefficients(growth), path.x0, path.x1, {},
                                                      {}, {.at_start = growth.g0});
            return result.t_sat.value_or(std::numeric_limits<double>::quiet_NaN());
        });
    };
}

Run ensemble(double tolerance) {
    struct State {
        solver::CvodeEnsemble solver;
        std::vector<double> ratio;
    };
    auto state = std::make_shared<State>(
        State{solver::CvodeEnsemble(solver::EnsembleOptions{.tolerance = tolerance}), {}});
    return [state](const Workload& workload, Times& times) {
        for (std::size_t p = 0; p < workload.paths.size(); ++p) {
            const auto& trajectories = workload.paths[p];
            state->ratio.clear();
            for (const auto& t : trajectories) state->ratio.push_back(t.growth.g0 / t.growth.g1);
            state->solver.unit_times(trajectories.front().path, state->ratio, times[p]);
            for (std::size_t i = 0; i < trajectories.size(); ++i)
                times[p][i] /= std::abs(trajectories[i].growth.g1);
        }
    };
}

/// A method that treats each trajectory by itself and keeps nothing.
std::function<Run(double)> one_by_one(double (*time)(const Trajectory&, double)) {
    return [time](double tolerance) {
        return [time, tolerance](const Workload& workload, Times& times) {
            each(workload, times, [&](const Trajectory& t) { return time(t, tolerance); });
        };
    };
}

double closed_form_time(const Trajectory& trajectory, double) {
    return solver::travel_time(trajectory.path, trajectory.growth);
}

}  // namespace

Workload Workload::thinned(std::size_t by) const {
    Workload some = *this;
    for (std::size_t p = 0; p < paths.size(); ++p) {
        const std::size_t kept = std::max<std::size_t>(paths[p].size() / by, 1);
        some.paths[p].resize(kept, paths[p].front());
        some.exact[p].resize(kept);
    }
    return some;
}

std::size_t Workload::size() const {
    std::size_t sum = 0;
    for (const auto& path : paths) sum += path.size();
    return sum;
}

Workload random_workload(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto pick = [&](double lo, double hi) {
        return std::uniform_real_distribution<double>(lo, hi)(random);
    };
    Workload workload;
    for (const double x0 : {0.02, 0.1, 0.2, 0.5}) {
        auto& trajectories = workload.paths.emplace_back();
        auto& exact = workload.exact.emplace_back();
        const Path path = Path::between(x0, 0.95);
        while (trajectories.size() < count) {
            const double r = std::floor(pick(1, 20));
            const model::Parameters<double> p{r,
                                              r * pick(0, 1.5),
                                              pick(-10, 10),
                                              pick(0, 10),
                                              pick(0.02, 0.9),
                                              pick(0, 5),
                                              std::log1p(std::pow(10.0, pick(-2, 5)))};
            const Growth growth = Growth::along(path, model::coefficients(p));
            if (!solver::flows_along(path, growth)) continue;
            trajectories.push_back({path, growth});
            exact.push_back(solver::travel_time(path, growth));
        }
    }
    return workload;
}

std::vector<Method> methods() {
    using solver::CvodeMethod;
    const auto integrator = [](CvodeMethod method) {
        return [method](double tolerance) { return reused_integrator(tolerance, method); };
    };
    return {
        {"naive_cvode", one_by_one(naive_time), 1e-14, 1e-9, 16},
        {"cvode_integrator_bdf", integrator(CvodeMethod::bdf), 1e-12, 1e-9, 16},
        {"cvode_integrator", integrator(CvodeMethod::adams), 1e-12, 1e-9, 16},
        {"arkode_exchanged", &arkode_exchanged, 1e-14, 1e-11, 16},
        {"gsl_rk8pd_exchanged", &gsl_exchanged, 1e-14, 1e-11, 1},
        {"odeint_dopri5", one_by_one(odeint_logit_time), 1e-14, 1e-11, 16},
        {"odeint_dopri5_exchanged", one_by_one(odeint_exchanged_time), 1e-14, 1e-11, 1},
        {"cvode_ensemble", &ensemble, 1e-12, 1e-11, 1},
        {"closed_form", one_by_one(closed_form_time), 0, 1e-11, 1},
    };
}

double largest_error(const Workload& workload, const Times& times) {
    double largest = 0.0;
    for (std::size_t p = 0; p < times.size(); ++p) {
        for (std::size_t i = 0; i < times[p].size(); ++i) {
            const double error =
                std::abs(times[p][i] - workload.exact[p][i]) / workload.exact[p][i];
            if (std::isnan(error)) return std::numeric_limits<double>::infinity();
            largest = std::max(largest, error);
        }
    }
    return largest;
}

}  // namespace essmap::bench
