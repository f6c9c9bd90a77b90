#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "essmap/model/classification.hpp"
#include "essmap/solver/birth_death.hpp"
#include "essmap/solver/closed_form.hpp"

/// The game among n members, i of whom share: a birth-death chain that ends at 0 or n. As n grows,
/// its mean follows the replicator equation (Eq. 6). There are no mutations: nobody shares or keeps
/// by mistake.
namespace essmap::solver {

inline constexpr std::int64_t fewest_members = 10;
inline constexpr std::int64_t most_members = 1000000;

/// How members imitate each other. Time is the replicator equation's.
enum class Update : std::uint8_t {
    /// Pairwise comparison: each member compares itself with another, drawn among the n-1 others,
    /// at rate s, and takes the other's strategy with probability (1 + difference/s)/2, where
    /// difference is the other's payoff less its own: at rate (s + difference)/2. s >= max |d_i|.
    /// The linear rule of Traulsen, Claussen and Hauert, Phys. Rev. Lett. 95, 238701 (2005).
    pairwise,
    /// Moran: a member of payoff pi multiplies at rate s + pi and its like replaces one of the n-1
    /// others. The states come in the order of Moran's process with fitness 1 + w pi, w = 1/s
    /// (Nowak et al., Nature 428, 646, 2004). Births come at s times the fitness, not divided by
    /// its mean, so that Eq. 6 is the limit at every w, not for w -> 0 alone. s > max(-pi).
    moran,
};

struct PopulationOptions {
    std::int64_t n = 100;  ///< members, 10..1e6
    Update update = Update::pairwise;
    /// s, in payoffs: the larger, the more chance and the less payoff decides. It is not in the
    /// paper and not in Eq. 6; the noise, and all that hangs on it, is in proportion to it.
    /// Default: max |d_i| for pairwise, the least allowed (a rate against the largest difference is
    /// then 0), 2 max |pi| for moran; 1 where those are 0.
    std::optional<double> s;
};

/// Rates of the chain:
///
///     T+(i) = i (n-i)/(n-1) f+(i),   T-(i) = i (n-i)/(n-1) f-(i),   f+ - f- = d_i
///
/// pairwise: f+- = (s +- d_i)/2; moran: f+ = s + pi_share(i), f- = s + pi_keep(i). A member meets
/// the n-1 others, not itself:
///
///     pi_share(i) = ((i-1) m_ss + (n-i) m_sk)/(n-1),   pi_keep(i) = (i m_ks + (n-1-i) m_kk)/(n-1)
///     d_i = pi_share - pi_keep = a + (b i - omega U)/(n-1)
///
/// with m of model::payoff_matrix. d_i -> a + b x as n grows. omega does not quite drop out: one
/// who shares meets one sharer fewer than one who does not, and forgoes omega U/(n-1), as if gamma
/// were that much higher. So the first sharer gains iff a > (omega U - b)/(n-1) and the last keeper
/// iff a + b > omega U/(n-1), where the equation has a > 0 and a + b > 0.
///
/// x changes at a mean rate of x (1-x) d_i n/(n-1), and its variance grows at a rate of x (1-x) (f+
/// + f-)/(n-1): with pairwise f+ + f- = s, which omega does not enter; with moran f+ + f- holds 2
/// omega U x, which no n makes small beside the rest.
class FinitePopulation {
public:
    /// @throws model::InvalidValue naming the parameter, n, or s where it leaves a rate negative.
    FinitePopulation(const model::ParameterValues& values, const PopulationOptions& options);

    /// The number of members.
    [[nodiscard]] std::int64_t n() const { return n_; }
    /// The scale s in force, in payoffs: the given one, or the default of PopulationOptions.
    [[nodiscard]] double s() const { return s_; }
    /// The game in the limit of large n.
    [[nodiscard]] const model::PointGame& game() const { return game_; }

    /// pi_share(i), the mean payoff of a sharer. @param i sharers, 1..n-1; it need not be whole
    [[nodiscard]] double sharing_payoff(double i) const;
    /// pi_keep(i), the mean payoff of a member that does not share. @param i as above
    [[nodiscard]] double keeping_payoff(double i) const;
    /// d_i = pi_share(i) - pi_keep(i) = a + (b i - omega U)/(n-1). @param i as above
    [[nodiscard]] double difference(double i) const;
    /// f+(i) >= 0, affine in i. @param i as above
    [[nodiscard]] double gain(double i) const;
    /// f-(i) >= 0, affine in i. @param i as above
    [[nodiscard]] double loss(double i) const;
    /// T+(i) = i (n-i)/(n-1) f+(i), the rate from i to i + 1 sharers; 0 at i = 0 and n.
    [[nodiscard]] double birth(double i) const { return meetings(i) * gain(i); }
    /// T-(i) = i (n-i)/(n-1) f-(i), the rate from i to i - 1 sharers; 0 at i = 0 and n.
    [[nodiscard]] double death(double i) const { return meetings(i) * loss(i); }
    /// birth(i) and death(i) of all states i = 0..n.
    [[nodiscard]] BirthDeathRates rates() const;

    /// The state nearest to a share, floor(n x0 + 1/2), of the decimal x0 in [0,1].
    /// @throws model::InvalidValue for another share
    [[nodiscard]] std::int64_t state_at(double x0) const;
    /// The first state that counts as saturated, ceil(n saturation), of the decimal in (0,1).
    /// @throws model::InvalidValue for another saturation
    [[nodiscard]] std::int64_t saturated_at(double saturation) const;

private:
    [[nodiscard]] double meetings(double i) const {
        const auto size = static_cast<double>(n_);
        return i * (size - i) / (size - 1.0);
    }
    void set_scale(const std::optional<double>& s);

    model::PointGame game_;
    model::PayoffMatrix<double> payoffs_{};
    double a_, b_, defence_;  ///< defence = omega U
    std::int64_t n_;
    Update update_;
    double s_ = 0.0;
};

enum class Simulation : std::uint8_t {
    exact,    ///< every event (Gillespie 1977); time in proportion to n
    leaping,  ///< many events at once where they hardly change the rates; a few hundred leaps
};

struct RunOptions {
    double x0 = 0.2;  ///< share at time 0, rounded to whole members; in [0,1]
    double saturation = 0.95;
    Simulation simulation = Simulation::exact;
    /// A leap changes neither i, n-i nor, relative to f+ + f-, f+ and f- by more than this share,
    /// in its mean and in its standard deviation. 0.001..0.1. Times from next to eta come out too
    /// long: in case 3 of Table 3, n = 1000, x0 = 0.43, by 0.3 % at 0.03 and by 1.3 % at 0.1.
    double epsilon = 0.03;
    std::uint64_t seed = 1;
    double t_max = never;                  ///< stop at this time; default: none
    std::uint64_t max_steps = 1000000000;  ///< events and leaps of one run
    std::vector<double> output_times;      ///< ascending, >= 0; leaps end there
};

enum class RunEnd : std::uint8_t { none_share, all_share, t_max, max_steps };

struct PopulationRun {
    RunEnd end = RunEnd::max_steps;
    double time = 0.0;            ///< when it ended
    std::optional<double> t_sat;  ///< first at or above saturation; nullopt where never
    std::uint64_t events = 0;     ///< simulated one by one
    std::uint64_t leaps = 0;
    std::vector<double> shares;  ///< at the output times up to t_max; fewer after max_steps
};

/// Simulates the runs with numbers first..last-1 of the chain from state_at(x0).
/// @return the runs in order
///
/// Run k draws from Philox4x64 with key (seed, k): the same for any split of the runs over ranks
/// and threads, and for any order. A leap (Gillespie 2001, by the estimated midpoint; step as in
/// Cao, Gillespie and Petzold 2006) draws from Poisson distributions how many of the n-i and of the
/// i members change, never more than there are, so that no run leaves 0..n. Leaps are short before
/// saturation, until it is reached; where one would expect fewer than 16 events these are simulated
/// one by one: next to 0 and n, and for n < 268 at the default epsilon all of them. Boost's
/// distributions do not differ from one standard library to another, as std's do.
/// @throws model::InvalidValue naming the option that is not allowed, or runs unless first < last.
std::vector<PopulationRun> simulate_runs(const FinitePopulation& population,
                                         const RunOptions& options, std::uint64_t first,
                                         std::uint64_t last);

/// A share of runs with its Wilson interval of 95 %.
struct Fraction {
    std::size_t count = 0;
    double value = 0.0, lo = 0.0, hi = 1.0;
};
/// Mean over `count` runs; nullopt where there are too few (none; fewer than two).
struct Mean {
    std::size_t count = 0;
    std::optional<double> value, standard_error;
};
struct RunStatistics {
    Fraction all_share;    ///< absorbed at n
    Fraction none_share;   ///< absorbed at 0
    Fraction saturated;    ///< reached saturation
    Mean absorption_time;  ///< over the absorbed runs
    Mean t_sat;            ///< over the runs that reached saturation
};
/// Fractions and means over runs. Sums are taken in the order given, so that they do not depend on
/// how the runs were split. Runs stopped at t_max or max_steps count in the fractions as not
/// absorbed. @throws model::InvalidValue for no runs.
RunStatistics statistics(std::span<const PopulationRun> runs);

/// count/of with its Wilson interval of 95 % (z = 1.96), p = count/of, n = of:
///
///     (p + z^2/2n +- z sqrt(p (1-p)/n + z^2/4n^2))/(1 + z^2/n)
///
/// The lower end is exactly 0 for count = 0, and the upper end exactly 1 for count = of.
/// @throws model::InvalidValue unless 0 < of and count <= of
Fraction wilson_interval(std::size_t count, std::size_t of);

/// The saturation of n members beside that of the replicator equation.
struct OdeComparison {
    double ode_time = never;  ///< T(x0 -> saturation) of Eq. 6; +infinity where never
    Exit saturation;          ///< of the chain: before 0, and the mean time where it happens
    /// mean time/ode_time - 1; nullopt unless both exist and ode_time > 0.
    std::optional<double> relative_difference;
};

/// Compares the chain with the replicator equation from x0 to saturation. Trust the equation where
/// saturation.probability is near 1 (or near 0 where ode_time is infinite) and relative_difference
/// is small. It takes time O(n).
/// @throws model::InvalidValue as state_at() and saturated_at()
OdeComparison compare_with_ode(const FinitePopulation& population, double x0, double saturation);

}  // namespace essmap::solver
