#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/shapley/coalition_game.hpp"

/// The orders in which tables list the 2^n coalitions of n members.
namespace essmap::shapley {

enum class CoalitionOrder : std::uint8_t {
    binary,  ///< bit i of a coalition's place, from 0 on, is set where member i is in it
    size,    ///< the smaller first; of one size by members: {}, 1, 2, 3, 12, 13, 23, 123
};
/// "binary" or "size".
std::string_view name_of(CoalitionOrder order);
/// The order of that name. @throws model::InvalidValue naming `key`
void by_name(const std::string& key, const std::string& name, CoalitionOrder& order);

/// All coalitions of `members` members, by size: O(2^n).
std::vector<Coalition> coalitions_by_size(std::size_t members);

/// Values listed by size, in binary order. @param values 2^n long
std::vector<double> from_order_of_size(std::span<const double> values);

/// Does v(S + i) >= v(S) hold for every coalition and member, to rounding? O(n 2^n).
/// @param values 2^n long, in binary order
bool is_monotone(std::span<const double> values);

/// Does v(S + T) >= v(S) + v(T) hold for all coalitions without a common member, to rounding?
/// O(3^n). @param values 2^n long, in binary order
bool is_superadditive(std::span<const double> values);

/// What the values would be if they were listed in the other order, and are not as they were read:
/// "monotone", "superadditive" or "monotone and superadditive". Nothing where the reading given has
/// a property that the other lacks, and for more than 12 members.
/// @param listed 2^n values as they were listed @param order in which they were read
std::optional<std::string> only_in_other_order(std::span<const double> listed,
                                               CoalitionOrder order);

}  // namespace essmap::shapley
