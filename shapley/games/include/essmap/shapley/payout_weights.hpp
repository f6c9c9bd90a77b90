#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "essmap/model/exact.hpp"

/// Whole numbers in proportion to shares, for the payout contract (model/guarded/payout.hpp).
namespace essmap::shapley {

/// w_i = phi_i D with D their least common denominator, where all sum to 10^9 at most: the contract
/// then divides the pot by the values themselves. Else 10^9 phi_i/sum phi in whole numbers that sum
/// to 10^9, by largest remainder: a weight is off by less than 10^-9 of the pot.
/// @param shares at least one, each >= 0, not all 0 @param members their names; none: 1, 2, ...
/// @throws model::InvalidValue naming the members who would have to pay; where all shares are 0
std::vector<std::int64_t> payout_weights(std::span<const model::Rational> shares,
                                         std::span<const std::string> members = {});
/// The same of the doubles' exact values.
/// @param shares as above; down to -10^-12 of their sum counts as 0
std::vector<std::int64_t> payout_weights(std::span<const double> shares,
                                         std::span<const std::string> members = {});

}  // namespace essmap::shapley
