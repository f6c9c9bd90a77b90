#pragma once

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// A game by the table of all its coalitions: v(S) is element number S of 2^n, with bit i of S for
/// member i.
class TableGame final : public CoalitionGame {
public:
    /// @param values 2^n long, the first 0; not copied: whoever has it (`owner`) is kept
    /// @throws model::InvalidValue for another length or v(nobody) != 0. That the others are finite
    /// is for whoever sums them to see: reading them here would take as long as the sum.
    TableGame(std::span<const double> values, std::shared_ptr<const void> owner);
    /// The game v(S) = values[S]. @param values 2^n of them, by the bits of the coalition;
    /// values[0] = 0
    explicit TableGame(std::vector<double> values);

    [[nodiscard]] double alone(std::size_t member) const override;
    [[nodiscard]] double grand_value() const override { return values_.back(); }
    /// Of all coalitions of up to 2^22 values, else what the least and the largest v allow.
    [[nodiscard]] MarginalBounds marginal_bounds(std::size_t member) const override;
    [[nodiscard]] std::unique_ptr<Assembly> assembly() const override;
    [[nodiscard]] std::span<const double> values(Coalition high, unsigned low,
                                                 std::span<double> buffer) const override;
    /// As exact fractions of the decimals given, for n <= 12.
    [[nodiscard]] std::optional<ShapleyValues> by_formula(double work) const override;
    /// Looks at every coalition: O(2^n).
    [[nodiscard]] bool is_dummy(std::size_t member, double phi) const override;

private:
    /// Calls visit(v(S + i) - v(S)) for all S without i.
    template <class Visit>
    void each_marginal(std::size_t member, Visit visit) const;

    std::shared_ptr<const void> owner_;
    std::span<const double> values_;
};

}  // namespace essmap::shapley
