#pragma once

#include "essmap/shapley/sum_game.hpp"

namespace essmap::shapley {

/// The members of a SumGame of whole units, by what they contribute: those who contribute the same
/// have one Shapley value.
class SumTypes {
public:
    struct Type {
        std::size_t units;
        std::size_t members;
    };

    explicit SumTypes(const SumGame& game);

    /// Those that contribute something, by units.
    [[nodiscard]] const std::vector<Type>& types() const { return types_; }
    [[nodiscard]] std::size_t contributors() const { return contributors_; }
    /// Distinct sums 0..sums-1 after which f may still grow.
    [[nodiscard]] double sums() const { return sums_; }
    /// Pairs of members, times sums.
    [[nodiscard]] double pairs() const {
        const auto n = static_cast<double>(contributors_);
        return n * n * sums_;
    }

    /// Values by type, for every member: 0 for those who contribute nothing.
    template <class Value>
    [[nodiscard]] std::vector<Value> to_members(std::span<const Value> by_type) const {
        std::vector<Value> result(type_of_.size());
        for (std::size_t i = 0; i < result.size(); ++i)
            if (type_of_[i] < types_.size()) result[i] = by_type[type_of_[i]];
        return result;
    }

private:
    std::vector<Type> types_;
    std::vector<std::size_t>
        type_of_;  ///< member -> type; types_.size() where he contributes nothing
    double sums_;
    std::size_t contributors_ = 0;
};

}  // namespace essmap::shapley
