#pragma once

#include <optional>
#include <span>
#include <vector>

#include "essmap/solver/rank_mixture.hpp"

/// Where a mixture of ranks goes, by both forms of its equations, and what would be said of it if
/// the ranks were averaged first.
namespace essmap::solver {

/// The game of members whose ranks are averaged before the dynamics: r = 1/mean(1/r), as r enters
/// by theta/r alone.
struct AveragedRanks {
    double mean_inverse_rank;  ///< sum_r p_r/r
    double x0;                 ///< sum_r p_r x_r(0)
    double a;
    std::optional<double> eta;
    model::Attractor attractor;  ///< from x0
    double limit;                ///< of the share of sharers
};

/// Averages a mixture. @param game whose r is not read @param x0 by rank, in [0,1]
/// @throws model::InvalidValue for a parameter outside its domain
AveragedRanks average_ranks(const RankMixture& mixture, model::ParameterValues game,
                            std::span<const double> x0);

struct MixtureStudyOptions {
    std::vector<double> x0;  ///< by rank
    double saturation = 0.95;
    std::vector<MixtureForm> forms{MixtureForm::reduced, MixtureForm::full};  ///< one or both
    IntegratorOptions integrator{.tolerance = 1e-10};
    std::vector<std::size_t> watched = {};  ///< ranks whose samples must follow their curves
};

/// What the forms find.
struct MixtureStudy {
    MixtureTrajectory orbit;  ///< of the first form, with samples from 0 until a little after t_end
    bool confirmed = true;    ///< by each form, and they agree
    bool agree = true;        ///< the same attractors and saturation, difference <= sqrt(tolerance)
    /// Of two forms: the largest of |X - X'| and |x_r - x_r'| at the samples, |X - X'| in the limit
    /// and |t_sat - t_sat'|/t_sat.
    std::optional<double> difference;
    long steps = 0;  ///< of all forms, until settled
    AveragedRanks averaged;

    /// Did the first form settle?
    [[nodiscard]] bool settled() const {
        return orbit.reason == StopReason::converged || orbit.reason == StopReason::equilibrium;
    }
    /// X in the end; nullopt where it has not settled.
    [[nodiscard]] std::optional<double> limit() const {
        return settled() ? std::optional(orbit.limit) : std::nullopt;
    }
    /// x_r in the end, of rank r = i + 1; nullopt where undecided.
    [[nodiscard]] std::optional<double> limit_of(std::size_t i) const {
        return orbit.attractors[i] ? std::optional(orbit.by_rank[i]) : std::nullopt;
    }
    /// How far the averaged game's limit of X is off; nullopt where X's is not confirmed.
    [[nodiscard]] std::optional<double> averaging_error() const;
    /// Is averaging right: off by the tolerance at most? nullopt where X's limit is not confirmed.
    [[nodiscard]] std::optional<bool> averaging_is_right() const;
};

/// Integrates a mixture by each form and compares them. Where b < 0, ranks may wait for one that
/// hardly moves (rank_mixture.hpp): then by bdf. Samples are 401 at even times and more where X or
/// a watched rank moves by more than 0.02 from one to the next.
/// @throws model::NoResult where CVODE fails, model::InvalidValue as integrate
MixtureStudy study_mixture(const RankMixture& mixture, const model::ParameterValues& game,
                           const MixtureStudyOptions& options);

}  // namespace essmap::solver
