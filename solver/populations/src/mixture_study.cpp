#include "essmap/solver/mixture_study.hpp"

#include <algorithm>
#include <cmath>

namespace essmap::solver {

using model::Attractor;

namespace {

constexpr std::size_t samples_in_time = 401;
constexpr double smooth = 0.02;  ///< largest step of a watched curve

class Integration {
public:
    Integration(const RankMixture& mixture, const MixtureStudyOptions& options)
        : mixture_(mixture), asked_(options), integrator_(options.integrator) {
        // Ranks that wait for one that hardly moves (rank_mixture.hpp).
        if (mixture.b().hi < 0.0) integrator_.method = CvodeMethod::bdf;
    }

    [[nodiscard]] MixtureStudy study(const AveragedRanks& averaged) const {
        MixtureStudy result{run(asked_.forms.front(), {}), true, true, {}, 0, averaged};
        const auto times = output_times(result.orbit);
        result.steps = result.orbit.steps;
        result.confirmed = result.orbit.confirmed;
        result.orbit.samples = run(asked_.forms.front(), times).samples;
        if (asked_.forms.size() > 1) {
            auto other = run(asked_.forms.back(), {});
            other.samples = run(asked_.forms.back(), times).samples;
            result.steps += other.steps;
            result.difference = difference(result.orbit, other);
            result.agree = result.orbit.attractors == other.attractors &&
                           result.orbit.t_sat.has_value() == other.t_sat.has_value() &&
                           *result.difference <= std::sqrt(integrator_.tolerance);
            result.confirmed = result.confirmed && other.confirmed && result.agree;
        }
        return result;
    }

private:
    [[nodiscard]] MixtureTrajectory run(MixtureForm form, const std::vector<double>& times) const {
        auto orbit = integrate(mixture_, asked_.x0, asked_.saturation, times, form, integrator_);
        if (orbit.reason == StopReason::failed)
            throw model::NoResult("CVODE failed on [ranks]: " + orbit.message);
        return orbit;
    }

    /// Even from 0 until it has converged and a little longer, and more where a curve is steep.
    [[nodiscard]] std::vector<double> output_times(const MixtureTrajectory& orbit) const {
        const double end = orbit.t_end > 0.0 ? 1.2 * orbit.t_end : 1.0;
        std::vector<double> times;
        times.reserve(samples_in_time);
        for (std::size_t i = 0; i < samples_in_time; ++i)
            times.push_back(end * static_cast<double>(i) / (samples_in_time - 1.0));
        for (int round = 0; round < 3; ++round) {
            const auto samples = run(asked_.forms.front(), times).samples;
            const std::size_t before = times.size();
            for (std::size_t i = 1; i < samples.size(); ++i) {
                double jump = std::abs(samples[i].x - samples[i - 1].x);
                for (const std::size_t r : asked_.watched)
                    jump = std::max(
                        jump, std::abs(samples[i].by_rank[r - 1] - samples[i - 1].by_rank[r - 1]));
                const int parts = jump > smooth ? static_cast<int>(2.0 * jump / smooth) + 1 : 1;
                for (int part = 1; part < parts; ++part)
                    times.push_back(std::lerp(samples[i - 1].t, samples[i].t,
                                              static_cast<double>(part) / parts));
            }
            if (times.size() == before) break;
            std::ranges::sort(times);
        }
        return times;
    }

    /// Largest difference of X and x_r at the output times and in the limit, and, relative, of the
    /// time to saturation.
    static double difference(const MixtureTrajectory& one, const MixtureTrajectory& other) {
        double largest = std::abs(one.limit - other.limit);
        if (one.t_sat && other.t_sat && *one.t_sat != *other.t_sat)
            largest = std::max(largest, std::abs(*one.t_sat - *other.t_sat) / *one.t_sat);
        for (std::size_t i = 0; i < std::min(one.samples.size(), other.samples.size()); ++i) {
            const auto& here = one.samples[i];
            const auto& there = other.samples[i];
            largest = std::max(largest, std::abs(here.x - there.x));
            for (std::size_t r = 0; r < here.by_rank.size(); ++r)
                largest = std::max(largest, std::abs(here.by_rank[r] - there.by_rank[r]));
        }
        return largest;
    }

    const RankMixture& mixture_;
    const MixtureStudyOptions& asked_;
    IntegratorOptions integrator_;
};

}  // namespace

AveragedRanks average_ranks(const RankMixture& mixture, model::ParameterValues game,
                            std::span<const double> x0) {
    DoubleDouble inverse;
    DoubleDouble start;
    for (std::size_t i = 0; i < mixture.size(); ++i) {
        const auto share = mixture.shares()[i];
        inverse = inverse + share / DoubleDouble(static_cast<double>(i + 1));
        start = start + share * model::Decimal(x0[i]).value;
    }
    game.r = 1.0;  // theta/r is all that r does
    game.theta = (model::Decimal(game.theta).value * inverse).value();
    const model::PointGame point(game);
    AveragedRanks result{inverse.value(), start.value(),    point.a().value(),
                         point.eta(),     Attractor::stays, 0.0};
    result.attractor = point.attractor(result.x0);
    switch (result.attractor) {
        case Attractor::none: result.limit = 0.0; break;
        case Attractor::all: result.limit = 1.0; break;
        case Attractor::interior: result.limit = *result.eta; break;
        case Attractor::stays: result.limit = result.x0;
    }
    return result;
}

std::optional<double> MixtureStudy::averaging_error() const {
    return confirmed ? std::optional(std::abs(orbit.limit - averaged.limit)) : std::nullopt;
}

std::optional<bool> MixtureStudy::averaging_is_right() const {
    const auto error = averaging_error();
    return error ? std::optional(*error <= orbit.tolerance) : std::nullopt;
}

MixtureStudy study_mixture(const RankMixture& mixture, const model::ParameterValues& game,
                           const MixtureStudyOptions& options) {
    return Integration(mixture, options).study(average_ranks(mixture, game, options.x0));
}

}  // namespace essmap::solver
