#pragma once

#include "essmap/solver/coalition_game.hpp"

namespace essmap::solver {

/// Shapley values by all 2^n coalitions, in O(2^n) operations: with w(s) = s! (n-s-1)!/n! and
/// c(s) = w(s-1) + w(s),
///     phi_i = A_i - B,   A_i = sum over S with i of c(|S|) v(S),   B = sum of w(|S|) v(S), S != N,
/// and sum phi_i = v(N) gives B. Each c(s) v(S) is computed once; the sums over those with i, for
/// all i at once, fold a table of half sums.
///
/// Compensated: sums of up to 2^10 terms in pairs, all longer ones in two doubles, so that the
/// error stays below 4 10^-15 of sum over S of c(|S|) |v(S)|, which is at most 2 max |v|.
/// The coalitions fall into pieces that do not depend on who computes them: results have the same
/// bits for any number of threads and ranks.
class ShapleyEnumeration {
public:
    static constexpr std::size_t most_members = 48;

    /// @param game outlives this
    /// @throws model::InvalidValue for more than most_members members
    explicit ShapleyEnumeration(const CoalitionGame& game);

    [[nodiscard]] std::int64_t pieces() const { return pieces_; }
    /// Adds piece `number` of A to `sums`, one a member. Safe to call from several threads.
    void add_piece(std::int64_t number, std::span<DoubleDouble> sums) const;
    /// phi from A. @throws model::InvalidValue where some v(S) was not finite
    [[nodiscard]] ShapleyValues finish(std::span<const DoubleDouble> sums) const;

    /// All pieces, by OpenMP's threads.
    [[nodiscard]] ShapleyValues run() const;

private:
    const CoalitionGame& game_;
    unsigned low_;  ///< members whose coalitions are summed together
    std::int64_t pieces_;
    std::vector<double> weights_;  ///< c(high + |low coalition|), one row for each `high`
};

}  // namespace essmap::solver
