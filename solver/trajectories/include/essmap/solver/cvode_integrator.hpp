#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/model/game.hpp"

namespace essmap::solver {

using model::Coefficients;

enum class CvodeMethod { adams, bdf };

struct IntegratorOptions {
    double tolerance = 1e-8;  ///< relative error asked of times and logits, 1e-12..1e-2
    CvodeMethod method = CvodeMethod::adams;
    long max_steps = 100000;    ///< of one trajectory
    double t_max = never_ends;  ///< stop at this time; default: none, however long it takes

    static constexpr double never_ends = 1e300;
};

/// Checks options. @throws model::InvalidValue naming the first that is out of range
void validate(const IntegratorOptions& options);

/// Checks output times: each must be finite, >= 0, and no less than the one before.
/// @throws model::InvalidValue for the first that is not
void validate_output_times(std::span<const double> output_times);

/// Why an integration stopped.
enum class StopReason {
    equilibrium,  ///< x0 is an equilibrium: nothing to integrate
    converged,  ///< within 1 - saturation of the limit (past saturation where the flow leads there)
    t_max,
    max_steps,
    failed,  ///< CVODE gave up; see message
};

/// A stop reason in words for reports, e.g. "step limit reached".
std::string_view stop_reason_name(StopReason reason);

/// Growth rates a + b x that are known better than the coefficients give them: near eta they
/// cancel.
struct KnownGrowth {
    std::optional<double> at_start{};       ///< at x0
    std::optional<double> at_saturation{};  ///< at saturation
};

struct Sample {
    double t;
    double x;
};

struct Trajectory {
    double limit = 0.0;  ///< share the orbit tends to (where it stopped, unless settled)
    /// Time to saturation; nullopt where never reached, infinity where a double holds no such time.
    std::optional<double> t_sat;
    std::optional<double> t_settle;  ///< time until |x - limit| <= 1 - saturation
    double t_end = 0.0;
    long steps = 0;
    double tolerance = 0.0;
    StopReason reason = StopReason::failed;
    std::string message;            ///< CVODE's own words where reason is failed
    std::vector<Sample> crossings;  ///< of the thresholds, in time order
    std::vector<Sample> samples;    ///< at the output times asked for
};

/// Integrates z' = a + b sigma(z), z = logit x (Eq. 6 in the logit variable), forward in time by
/// CVODE, one trajectory at a time, with root finding for saturation, settling and thresholds. It
/// reuses its CVODE memory. Use one object per thread.
class CvodeIntegrator {
public:
    /// @throws model::InvalidValue as validate()
    explicit CvodeIntegrator(const IntegratorOptions& options = {});
    ~CvodeIntegrator();
    CvodeIntegrator(CvodeIntegrator&&) noexcept;
    CvodeIntegrator& operator=(CvodeIntegrator&&) noexcept;

    /// Integrates the trajectory from x0 until it has settled and the output times are over, or
    /// until an option stops it.
    /// @param c growth coefficients @param x0 in [0,1] @param saturation in (0,1)
    /// @param thresholds shares in (0,1) whose crossing times are wanted
    /// @param output_times ascending, >= 0: samples there (the integration then runs to the last)
    /// @param known growth rates that are more accurate than c
    ///
    /// A share means its decimal (model/exact.hpp): 1 less 0.9999999999999999 is 1e-16. Thresholds
    /// past the settling point are reported only if the output times lead there. From within the
    /// tolerance of an interior limit on, samples are the limit, and the distance to it is taken to
    /// shrink exponentially, which gives the remaining times without further steps.
    /// @throws model::InvalidValue naming the argument that is not allowed. Where CVODE fails, that
    /// is a StopReason, not an exception.
    Trajectory integrate(const Coefficients<double>& c, double x0, double saturation,
                         std::span<const double> thresholds = {},
                         std::span<const double> output_times = {}, const KnownGrowth& known = {});

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace essmap::solver
