#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

/// Exact probabilities and times of a birth-death chain: from i to i + 1 at rate birth_i, to i - 1
/// at rate death_i.
///
///     phi_i = (1 + sum_{k<i} prod_{j<=k} gamma_j)/(1 + sum_{k<n} prod_{j<=k} gamma_j),
///     gamma_j = death_j/birth_j, k and j from 1
///
/// is the probability to end at n, not at 0. Computed as the product over k = i..n-1 of
///
///     h_k = birth_k/(birth_k + death_k m_(k-1)),   m_k = 1 - h_k = death_k m_(k-1)/(the same),
///
/// h_k the probability to come from k to k + 1 before 0, m_0 = 1. The time from k to k + 1, where
/// it is reached, is w_k = (1 + death_k h_(k-1) w_(k-1))/(birth_k + death_k m_(k-1)): the chain
/// conditioned on its end is again a birth-death chain (Doob's transform). No term is negative, so
/// nothing cancels; with exponents of 64 bits nothing over- or underflows; and rates of 0 need no
/// formulas of their own. (Karlin and Taylor, A First Course in Stochastic Processes, sec. 4.7;
/// Traulsen and Hauert, Stochastic evolutionary game dynamics, 2009.)
namespace essmap::solver {

/// Rates by state: as long as each other, n + 1 entries; those of the ends 0 and n are not read.
struct BirthDeathRates {
    std::vector<double> birth;  ///< per unit time, >= 0, finite
    std::vector<double> death;  ///< likewise
};

/// One end of an interval of states.
struct Exit {
    double probability = 0.0;  ///< that this end is reached, and before the other
    /// Its logarithm, finite where the probability underflows; -infinity where it is 0.
    double log_probability = -std::numeric_limits<double>::infinity();
    std::optional<double> mean_time;  ///< until then, where it happens; nullopt where it cannot
};

/// How a chain leaves the states between 0 and `upper`. Times are in units of 1/rate; +infinity
/// stands for a time beyond the range of a double.
struct Passage {
    Exit lower;  ///< at 0 before `upper`
    Exit upper;  ///< at `upper` before 0: fixation where upper = n
    /// Until either end; +infinity where neither may ever be reached (death_j = birth_k = 0, j <=
    /// k).
    double mean_time = 0.0;
};

/// The passage of the chain from `start` out of the states 1..upper-1. The relative error of
/// probabilities and times is about 1e-15; below 1e-308 that holds for the logarithm of the
/// probability. It takes time O(upper): 0.4 s for 1e6 states.
/// @param start in 0..upper @param upper in 1..n
/// @throws model::InvalidValue for rates that are negative or not finite, or start or upper out of
/// range.
Passage passage(const BirthDeathRates& rates, std::size_t start, std::size_t upper);

}  // namespace essmap::solver
