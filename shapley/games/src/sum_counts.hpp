#pragma once

#include "sum_types.hpp"

namespace essmap::shapley {

/// Has the game exact values, and do they take no more than about `work` operations?
bool can_count_sums(const SumGame& game, const SumTypes& types, double work);

/// Shapley values of the types, exactly: counts the sets of each size and sum by adding the members
/// one by one; without one of a type, by taking him out again. Time O(n^2 sums), memory O(n sums),
/// of whole numbers of many words.
std::vector<Rational> count_sums(const SumGame& game, const SumTypes& types);

}  // namespace essmap::shapley
