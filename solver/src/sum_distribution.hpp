#pragma once

#include "essmap/solver/sum_game.hpp"

namespace essmap::solver {

/// Shapley values of a SumGame of whole units from how its sums are distributed.
class SumDistribution {
public:
    explicit SumDistribution(const SumGame& game);

    /// nullopt where it would take more than about `work` operations
    [[nodiscard]] std::optional<ShapleyValues> shapley(double work) const;

private:
    /// Members of one contribution: they have one Shapley value.
    struct Type {
        std::size_t units;
        std::size_t members;
    };
    [[nodiscard]] std::vector<Rational> exactly() const;
    [[nodiscard]] std::vector<DoubleDouble> by_integral() const;
    template <class Value>
    [[nodiscard]] std::vector<Value> to_members(const std::vector<Value>& by_type) const;

    const SumGame& game_;
    std::vector<Type> types_;  ///< that contribute something, by units
    std::vector<std::size_t>
        type_of_;  ///< member -> type; types_.size() where he contributes nothing
    double sums_;  ///< distinct sums 0..sums-1 after which f may still grow
    std::size_t contributors_ = 0;
};

}  // namespace essmap::solver
