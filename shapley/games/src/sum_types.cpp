#include "sum_types.hpp"

#include <map>

namespace essmap::shapley {

SumTypes::SumTypes(const SumGame& game) : sums_(game.sums()) {
    std::map<std::size_t, std::size_t> count;
    for (const double units : game.units()) ++count[static_cast<std::size_t>(units)];
    count.erase(0);
    std::map<std::size_t, std::size_t> number;
    for (const auto& [units, members] : count) {
        number[units] = types_.size();
        types_.push_back({units, members});
        contributors_ += members;
    }
    for (const double units : game.units()) {
        const auto found = number.find(static_cast<std::size_t>(units));
        type_of_.push_back(found == number.end() ? types_.size() : found->second);
    }
}

}  // namespace essmap::shapley
