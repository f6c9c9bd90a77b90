#pragma once

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// What one member's report of one item is worth.
struct Holding {
    std::uint32_t member;
    std::uint32_t item;
    double value;  ///< x_ij >= 0

    bool operator==(const Holding&) const = default;
};

/// v(S) = sum over items j of max over i in S of x_ij: the value of the union of what members have,
/// where an item that several have counts once, at its best. Shared indicators; and with one item
/// that everybody needs, an airport's runway.
class UnionGame final : public CoalitionGame {
public:
    /// @param holdings of one member and item, the best counts. @param costs v is what is paid
    /// @throws model::InvalidValue for members and items that are not there, and values
    UnionGame(std::size_t members, std::size_t items, std::vector<Holding> holdings,
              bool costs = false);

    [[nodiscard]] bool costs() const override { return costs_; }
    [[nodiscard]] double alone(std::size_t member) const override { return alone_[member]; }
    [[nodiscard]] double grand_value() const override { return together_; }
    /// A member adds most to nobody, and least to all the others.
    [[nodiscard]] MarginalBounds marginal_bounds(std::size_t member) const override;
    [[nodiscard]] std::unique_ptr<Assembly> assembly() const override;
    /// Littlechild and Owen (1973), item by item: those who have one, x_1 <= ... <= x_m, share each
    /// rise of x among all who reach it,
    ///     phi_i = sum over k <= i of (x_k - x_(k-1))/(m - k + 1).
    /// Time O(h log h) of h holdings, whatever `work`; fractions for 2000 holdings at most.
    [[nodiscard]] std::optional<ShapleyValues> by_formula(double work) const override;

    /// Holdings of one member.
    [[nodiscard]] std::span<const Holding> of(std::size_t member) const {
        return std::span(holdings_).subspan(first_[member], first_[member + 1] - first_[member]);
    }
    /// The number of items.
    [[nodiscard]] std::size_t items() const { return items_; }

private:
    template <class Value, class Exact>
    [[nodiscard]] std::vector<Value> shares(Exact exact) const;

    std::size_t items_;
    bool costs_;
    std::vector<Holding> holdings_;     ///< by member, then item; one each
    std::vector<std::size_t> first_;    ///< of each member, and an end
    std::vector<std::size_t> by_item_;  ///< numbers of holdings, by item, then value
    std::vector<double> alone_;
    std::vector<double> last_;  ///< what each adds to all others
    double together_ = 0.0;
};

}  // namespace essmap::shapley
