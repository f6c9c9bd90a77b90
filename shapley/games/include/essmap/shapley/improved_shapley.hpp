#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/shapley/factor_weights.hpp"

/// Shapley values corrected by factors that the game does not know ('improved' Shapley values;
/// paper on CITAShare, after Xu 2018), what the correction breaks, and its repair.
namespace essmap::shapley {

/// How R_i enters. n members, phi_i Shapley values, v(N) what all earn, v(i) what one earns alone.
enum class Correction : std::uint8_t {
    additive,        ///< phi'_i = phi_i + (R_i - 1/n) v(N)
    surplus_only,    ///< phi'_i = phi_i + (R_i - 1/n) (v(N) - sum_j v(j))
    multiplicative,  ///< phi'_i = v(N) phi_i R_i / sum_j phi_j R_j
};
/// The name of a correction in specifications.
std::string_view name_of(Correction correction);
/// The enumerator a name means. @throws model::InvalidValue naming `key` and the names allowed
void by_name(const std::string& key, const std::string& name, Correction& correction);

/// A game as corrections need it.
struct ShapleyGame {
    std::vector<double> phi;    ///< Shapley values, n >= 1
    std::vector<double> alone;  ///< v(i)
    double total = 0.0;         ///< v(N)
    bool costs = false;         ///< v is what coalitions pay, as in an airport game
};

/// By how much a member misses what it should get.
struct Miss {
    std::size_t member = 0;  ///< from 0 on
    double by = 0.0;
};

/// What shares break of what Shapley's keep. Differences within ImprovedShapley::rounding() break
/// nothing.
struct Broken {
    double excess = 0.0;           ///< sum_i phi'_i - v(N)
    bool efficient = true;         ///< excess is 0
    std::vector<Miss> irrational;  ///< phi'_i < v(i), by v(i) - phi'_i; of costs phi'_i > v(i)
    std::vector<Miss> dummies;     ///< phi'_i != v(i) though i is a dummy, by phi'_i - v(i)
    std::vector<Miss> negative;    ///< phi'_i < 0, by -phi'_i
    std::uint64_t reversed = 0;    ///< pairs i, k with phi_i > phi_k and phi'_i < phi'_k
};

/// Corrects the Shapley values of one game by any factors and weights: a sweep makes it once.
class ImprovedShapley {
public:
    /// @throws model::InvalidValue for no members, as many v(i) as phi_i not being there, numbers
    /// that are not finite or beyond 1e100
    explicit ImprovedShapley(ShapleyGame game);

    /// The game whose values are corrected.
    [[nodiscard]] const ShapleyGame& game() const { return game_; }
    /// 1e-12 of the largest of |v(N)|, |v(i)|, |phi_i|.
    [[nodiscard]] double rounding() const { return rounding_; }

    /// phi' by member, each the double next to the formula's value; O(members factors). In sum
    /// v(N) where phi is (multiplicative: whatever phi is).
    /// @param lambda one weight >= 0 per factor; they are normalised
    /// @throws model::InvalidValue for factors of another number of members or another number of
    /// weights; multiplicative: unless sum_j phi_j R_j > 0
    [[nodiscard]] std::vector<double> shares(const Factors& factors, std::span<const double> lambda,
                                             Correction correction) const;

    /// What `shares` break. O(n log n). @param dummies by member, those known to add v(i) to every
    /// coalition; empty: none known. @throws model::InvalidValue for another number of either
    [[nodiscard]] Broken broken(std::span<const double> shares,
                                const std::vector<bool>& dummies = {}) const;

    /// The nearest point, min sum_i (x_i - phi'_i)^2, of {x: sum_i x_i = v(N), x_i >= v(i)} (of
    /// costs: x_i <= v(i)):
    ///
    ///     x_i = max(v(i), phi'_i - tau),   tau such that sum_i x_i = v(N)
    ///
    /// Exact, by sorting; O(n log n) (Held, Wolfe, Crowder, Math. Program. 6, 62, 1974). Where sum
    /// v(i) exceeds v(N) by no more than rounding(), x_i = v(i).
    /// @throws model::InvalidValue where there is no such point: sum v(i) > v(N) (costs: <)
    [[nodiscard]] std::vector<double> repaired(std::span<const double> shares) const;

private:
    ShapleyGame game_;
    model::DoubleDouble alone_;  ///< sum v(i)
    double rounding_ = 0.0;
};

}  // namespace essmap::shapley
