#pragma once

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// Shapley values by all 2^n coalitions, in O(2^n) operations: with w(s) = s! (n-s-1)!/n! and
/// c(s) = w(s-1) + w(s),
///     phi_i = A_i - B,   A_i = sum over S with i of c(|S|) v(S),   B = sum of w(|S|) v(S), S != N,
/// and sum phi_i = v(N) gives B. Each c(s) v(S) is computed once; the sums over those with i, for
/// all i at once, fold a table of half sums.
///
/// Compensated: sums of up to 2^10 terms in pairs, all longer ones in two doubles, so that the
/// error stays below 4 10^-15 of sum over S of c(|S|) |v(S)|, which is at most 2 max |v|.
/// A piece is a range of coalitions, a sum A_i.
class ShapleyEnumeration final : public ShapleyPieces {
public:
    static constexpr std::size_t most_members = 48;

    /// @param game outlives this
    /// @throws model::InvalidValue for more than most_members members
    explicit ShapleyEnumeration(const CoalitionGame& game);

    [[nodiscard]] std::int64_t pieces() const override { return pieces_; }
    [[nodiscard]] std::size_t width() const override { return game_.size(); }
    void add_piece(std::int64_t number, std::span<DoubleDouble> sums) const override;
    [[nodiscard]] ShapleyValues finish(std::span<const DoubleDouble> sums) const override;

private:
    const CoalitionGame& game_;
    unsigned low_;  ///< members whose coalitions share one sum
    std::int64_t pieces_;
    std::vector<double> weights_;  ///< c(high + |low coalition|), one row for each `high`
};

}  // namespace essmap::shapley
