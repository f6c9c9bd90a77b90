#include <Random123/philox.h>

#include <Random123/conventional/Engine.hpp>
#include <Random123/uniform.hpp>
#include <algorithm>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <string>

#include "essmap/solver/finite_population.hpp"

namespace essmap::solver {

namespace {

using model::InvalidValue;
using model::shortest;
using Philox = r123::Philox4x64;

/// Leaps that expect fewer events are not worth their own cost.
constexpr double fewest_events = 16.0;

/// One run, event by event or leap by leap.
class Walk {
public:
    Walk(const FinitePopulation& population, const RunOptions& options, std::uint64_t number)
        : population_(population),
          options_(options),
          n_(population.n()),
          saturated_at_(population.saturated_at(options.saturation)),
          slope_(slope_of(population)),
          random_(Philox::ukey_type{{options.seed, number}}),
          i_(population.state_at(options.x0)) {}

    PopulationRun finish();

private:
    static double slope_of(const FinitePopulation& population);
    double uniform() { return r123::u01fixedpt<double, std::uint64_t>(random_()); }
    std::int64_t changes(std::int64_t of, double expected);
    [[nodiscard]] double next_stop() const;
    [[nodiscard]] double leap_length(double up, double down) const;
    void leap(double end, double up, double down);
    void event(double up, double down);
    void move(double time, std::int64_t i);
    void record(double until);

    const FinitePopulation& population_;
    const RunOptions& options_;
    std::int64_t n_;
    std::int64_t saturated_at_;
    double slope_;  ///< most that f+ or f- changes per member
    r123::Engine<Philox> random_;
    std::int64_t i_;
    double t_ = 0.0;
    PopulationRun run_;
};

double Walk::slope_of(const FinitePopulation& population) {
    const auto last = static_cast<double>(population.n() - 1);
    return std::max(std::abs(population.gain(last) - population.gain(1.0)),
                    std::abs(population.loss(last) - population.loss(1.0))) /
           (last - 1.0);
}

/// Poisson, and no more than there are; a leap expects so few of them that this never decides.
std::int64_t Walk::changes(std::int64_t of, double expected) {
    if (expected == 0.0) return 0;
    return std::min(of, boost::random::poisson_distribution<std::int64_t>(expected)(random_));
}

double Walk::next_stop() const {
    const auto& times = options_.output_times;
    const std::size_t next = run_.shares.size();
    return next < times.size() ? std::min(times[next], options_.t_max) : options_.t_max;
}

/// Longest time in which i, in its mean and in its standard deviation, changes by no more than
/// `change`, and none of the members is likely to change twice.
double Walk::leap_length(double up, double down) const {
    const auto i = static_cast<double>(i_);
    const auto rest = static_cast<double>(n_ - i_);
    const double total = up + down;
    const double per_meeting = population_.gain(i) + population_.loss(i);
    double change = options_.epsilon / (1.0 / std::min(i, rest) + slope_ / per_meeting);
    if (!run_.t_sat) change = std::min(change, 0.25 * static_cast<double>(saturated_at_ - i_));
    return std::min({change / std::abs(up - down), change * change / total,
                     options_.epsilon * rest / up, options_.epsilon * i / down});
}

void Walk::leap(double end, double up, double down) {
    const double length = end - t_;
    const double middle = static_cast<double>(i_) + 0.5 * length * (up - down);
    const std::int64_t births = changes(n_ - i_, length * population_.birth(middle));
    const std::int64_t deaths = changes(i_, length * population_.death(middle));
    ++run_.leaps;
    move(end, i_ + births - deaths);
    record(end);
}

void Walk::event(double up, double down) {
    const double total = up + down;
    const double time = t_ - std::log(uniform()) / total;
    const bool rises = uniform() * total < up;
    if (time > options_.t_max) {
        t_ = options_.t_max;
        return;
    }
    ++run_.events;
    record(time);
    move(time, rises ? i_ + 1 : i_ - 1);
}

void Walk::move(double time, std::int64_t i) {
    if (!run_.t_sat && i >= saturated_at_) run_.t_sat = time;
    t_ = time;
    i_ = i;
}

/// The present state at the output times up to `until`.
void Walk::record(double until) {
    const auto& times = options_.output_times;
    while (run_.shares.size() < times.size() && times[run_.shares.size()] <= until)
        run_.shares.push_back(static_cast<double>(i_) / static_cast<double>(n_));
}

PopulationRun Walk::finish() {
    run_.shares.reserve(options_.output_times.size());
    record(0.0);
    if (i_ >= saturated_at_) run_.t_sat = 0.0;
    while (i_ > 0 && i_ < n_ && t_ < options_.t_max) {
        if (run_.events + run_.leaps == options_.max_steps) {
            run_.time = t_;
            return run_;
        }
        const double up = population_.birth(static_cast<double>(i_));
        const double down = population_.death(static_cast<double>(i_));
        if (options_.simulation == Simulation::leaping) {
            const double end = std::min(t_ + leap_length(up, down), next_stop());
            if ((end - t_) * (up + down) >= fewest_events) {
                leap(end, up, down);
                continue;
            }
        }
        event(up, down);
    }
    run_.time = t_;
    const bool absorbed = i_ == 0 || i_ == n_;
    record(absorbed ? never : t_);
    run_.end = !absorbed ? RunEnd::t_max : i_ == 0 ? RunEnd::none_share : RunEnd::all_share;
    return run_;
}

void validate_options(const RunOptions& options) {
    const auto refuse = [](const char* name, double value, const char* allowed) {
        throw InvalidValue(name, shortest(value), allowed);
    };
    if (!(options.epsilon >= 0.001 && options.epsilon <= 0.1))
        refuse("epsilon", options.epsilon, "0.001 <= epsilon <= 0.1");
    if (!(options.t_max > 0.0)) refuse("t_max", options.t_max, "t_max > 0");
    if (options.max_steps == 0) throw InvalidValue("max_steps", "0", "max_steps >= 1");
    double before = 0.0;
    for (const double t : options.output_times) {
        if (!(t >= before && std::isfinite(t)))
            refuse("output time", t, "finite, >= 0 and ascending");
        before = t;
    }
}

/// Mean of values given by `value(run)`, over the runs where there is one.
template <class Value>
Mean mean_of(std::span<const PopulationRun> runs, const Value& value) {
    Mean result;
    double sum = 0.0;
    for (const PopulationRun& run : runs) {
        if (const std::optional<double> v = value(run)) {
            sum += *v;
            ++result.count;
        }
    }
    if (result.count == 0) return result;
    const auto count = static_cast<double>(result.count);
    result.value = sum / count;
    if (result.count == 1) return result;
    double squares = 0.0;
    for (const PopulationRun& run : runs)
        if (const std::optional<double> v = value(run))
            squares += (*v - *result.value) * (*v - *result.value);
    result.standard_error = std::sqrt(squares / (count - 1.0) / count);
    return result;
}

}  // namespace

std::vector<PopulationRun> simulate_runs(const FinitePopulation& population,
                                         const RunOptions& options, std::uint64_t first,
                                         std::uint64_t last) {
    validate_options(options);
    if (first >= last)
        throw InvalidValue("runs", std::to_string(first) + ".." + std::to_string(last),
                           "at least one run, first < last");
    std::vector<PopulationRun> runs;
    runs.reserve(last - first);
    for (std::uint64_t number = first; number < last; ++number)
        runs.push_back(Walk(population, options, number).finish());
    return runs;
}

Fraction wilson_interval(std::size_t count, std::size_t of) {
    if (of == 0) throw InvalidValue("runs", "0", "at least one run");
    if (count > of) throw InvalidValue("count", std::to_string(count), "at most the runs");
    constexpr double z = 1.959963984540054;  // 97.5 % of the normal distribution
    const auto size = static_cast<double>(of);
    const double p = static_cast<double>(count) / size;
    const double middle = (p + z * z / (2.0 * size)) / (1.0 + z * z / size);
    const double reach =
        z / (1.0 + z * z / size) * std::sqrt(p * (1.0 - p) / size + z * z / (4.0 * size * size));
    return {count, p, count == 0 ? 0.0 : middle - reach, count == of ? 1.0 : middle + reach};
}

RunStatistics statistics(std::span<const PopulationRun> runs) {
    const auto fraction = [&](const auto& holds) {
        return wilson_interval(static_cast<std::size_t>(std::ranges::count_if(runs, holds)),
                               runs.size());
    };
    const auto ends = [&](RunEnd end) {
        return fraction([end](const PopulationRun& run) { return run.end == end; });
    };
    const auto absorption_time = [](const PopulationRun& run) -> std::optional<double> {
        if (run.end == RunEnd::none_share || run.end == RunEnd::all_share) return run.time;
        return std::nullopt;
    };
    return {ends(RunEnd::all_share), ends(RunEnd::none_share),
            fraction([](const PopulationRun& run) { return run.t_sat.has_value(); }),
            mean_of(runs, absorption_time),
            mean_of(runs, [](const PopulationRun& run) { return run.t_sat; })};
}

}  // namespace essmap::solver
