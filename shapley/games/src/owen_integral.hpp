#pragma once

#include "gauss_legendre.hpp"
#include "sum_types.hpp"

namespace essmap::shapley {

/// Shapley values of a SumGame of whole units by Owen's integral (1972)
///     phi_i = integral over t from 0 to 1 of E[f(X_t + c_i) - f(X_t)],
/// X_t the sum of the others, each present with probability t: a polynomial in t, integrated
/// exactly by Gauss and Legendre's rule. A piece is a node, a sum a type of members.
class OwenIntegral final : public ShapleyPieces {
public:
    OwenIntegral(const SumGame& game, SumTypes types);

    /// Operations of all pieces, about; infinite where memory does not do.
    [[nodiscard]] static double work(const SumTypes& types);

    [[nodiscard]] std::int64_t pieces() const override {
        return static_cast<std::int64_t>(nodes_.size());
    }
    [[nodiscard]] std::size_t width() const override { return types_.types().size(); }
    void add_piece(std::int64_t number, std::span<DoubleDouble> sums) const override;
    [[nodiscard]] ShapleyValues finish(std::span<const DoubleDouble> sums) const override {
        return {types_.to_members(sums), {}};
    }

private:
    SumTypes types_;
    std::vector<Node> nodes_;
    std::vector<double> f_;  ///< at 0, 1, ..., sums: from there on it no longer grows
};

}  // namespace essmap::shapley
