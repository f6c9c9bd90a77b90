#pragma once

#include <string_view>

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// f of v(S) = f(sum of c_i): never decreasing, f(0) = 0.
enum class SumFunction : std::uint8_t {
    identity,  ///< x
    log1p,   ///< ln(1+x): the benefit of this game, where c_i is the cost C_i of a member's report
    sqrt,    ///< sqrt(x)
    power,   ///< x^p, 0 < p <= 10
    capped,  ///< min(x, p), p > 0
    quota,   ///< 1 if x >= p, else 0; p > 0: weighted voting
};

/// v(S) = f(sum over S of c_i), c_i >= 0.
///
/// Contributions mean decimals, as everywhere (model/exact.hpp). Sums of them are exact where all
/// are whole multiples of one unit and their total is below 2^53 units; weighted voting demands it,
/// so that a coalition that just reaches the quota wins.
class SumGame final : public CoalitionGame {
public:
    /// @param parameter p of the functions that have one
    /// @throws model::InvalidValue naming contributions, exponent, cap or quota
    SumGame(std::vector<double> contributions, SumFunction function, double parameter = 0.0);

    [[nodiscard]] double alone(std::size_t member) const override;
    [[nodiscard]] double grand_value() const override { return f(total_); }
    [[nodiscard]] MarginalBounds marginal_bounds(std::size_t member) const override;
    [[nodiscard]] std::unique_ptr<Assembly> assembly() const override;
    [[nodiscard]] std::span<const double> values(Coalition high, unsigned low,
                                                 std::span<double> buffer) const override;
    /// Of the identity; of quotas and caps, exactly, from how many coalitions of each size have
    /// each sum: O(n^2 total).
    [[nodiscard]] std::optional<ShapleyValues> by_formula(double work) const override;
    /// Of whole units, to rounding, by Owen's integral (1972): O(n^2 log n total).
    [[nodiscard]] std::unique_ptr<ShapleyPieces> by_pieces(double work) const override;

    /// v of coalitions whose contributions sum to `units`.
    [[nodiscard]] double f(double units) const;
    [[nodiscard]] Rational exact_f(unsigned long units) const;  ///< exactly, if rational()
    /// Are its values fractions?
    [[nodiscard]] bool rational() const {
        return function_ == SumFunction::quota || function_ == SumFunction::capped;
    }
    /// Distinct sums 0..sums-1, in units, after which f may still grow.
    [[nodiscard]] double sums() const;
    /// Contributions, in units.
    [[nodiscard]] std::span<const double> units() const { return units_; }

private:
    SumFunction function_;
    double parameter_;
    Rational exact_unit_ = 1;   ///< what one unit is
    double unit_ = 1.0;         ///< the same, rounded
    bool whole_ = false;        ///< contributions are whole units, sums exact
    double quota_units_ = 0.0;  ///< least whole number of units that reaches the quota
    std::vector<double> units_;
    double total_ = 0.0;
};

/// @throws model::InvalidValue for another name
SumFunction sum_function_by_name(std::string_view name);

}  // namespace essmap::shapley
