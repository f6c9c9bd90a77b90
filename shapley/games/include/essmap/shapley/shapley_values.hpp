#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "essmap/model/exact.hpp"

namespace essmap::shapley {

using model::DoubleDouble;
using model::Rational;

/// Shapley values, one a member:
///     phi_i = sum over S without i of |S|! (n-|S|-1)!/n! (v(S + i) - v(S)).
struct ShapleyValues {
    std::vector<DoubleDouble> values;
    std::vector<Rational> fractions;  ///< the same exactly; empty where that is not known
};
/// Of exact values, both. Time O(n).
ShapleyValues shapley_values(std::vector<Rational> fractions);

/// Shapley values from sums of many pieces. What a piece is does not depend on who computes it, and
/// pieces are added in order: values have the same bits for any number of threads and ranks.
class ShapleyPieces {
public:
    ShapleyPieces() = default;
    ShapleyPieces(const ShapleyPieces&) = delete;
    ShapleyPieces& operator=(const ShapleyPieces&) = delete;
    virtual ~ShapleyPieces() = default;

    /// The number of pieces.
    [[nodiscard]] virtual std::int64_t pieces() const = 0;
    [[nodiscard]] virtual std::size_t width() const = 0;  ///< sums
    /// Adds piece `number` to `sums`. Safe to call from several threads.
    virtual void add_piece(std::int64_t number, std::span<DoubleDouble> sums) const = 0;
    /// @param sums of all pieces. @throws model::InvalidValue where some v(S) was not finite
    [[nodiscard]] virtual ShapleyValues finish(std::span<const DoubleDouble> sums) const = 0;

    /// All pieces, by OpenMP's threads.
    [[nodiscard]] ShapleyValues run() const;
};

}  // namespace essmap::shapley
