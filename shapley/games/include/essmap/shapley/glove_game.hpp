#pragma once

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// v(S) = min(left gloves in S, right gloves in S): pairs. Members 0..left-1 have a left one each,
/// the others a right one (Shapley and Shubik 1969).
class GloveGame final : public CoalitionGame {
public:
    /// @throws model::InvalidValue unless both are >= 0 and there is a member
    GloveGame(long long left, long long right);

    [[nodiscard]] double alone(std::size_t /*member*/) const override { return 0.0; }
    [[nodiscard]] double grand_value() const override;
    [[nodiscard]] MarginalBounds marginal_bounds(std::size_t member) const override;
    [[nodiscard]] std::unique_ptr<Assembly> assembly() const override;
    [[nodiscard]] std::span<const double> values(Coalition high, unsigned low,
                                                 std::span<double> buffer) const override;
    /// A left glove adds a pair to those coalitions of others that have more right ones than left:
    /// exactly in O(left right) where that is little, else by Owen's integral in O(n^2).
    [[nodiscard]] std::optional<ShapleyValues> by_formula(double work) const override;

private:
    std::size_t left_;
    std::size_t right_;
};

}  // namespace essmap::shapley
