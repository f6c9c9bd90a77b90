#include "essmap/shapley/coalition_order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "essmap/model/find_name.hpp"

namespace essmap::shapley {

namespace {

constexpr std::size_t most_compared = std::size_t{1} << 12U;

/// What comparisons of sums of the values may be off by.
double rounding_of(std::span<const double> values) {
    double largest = 0.0;
    for (const double value : values) largest = std::max(largest, std::abs(value));
    return 1e-12 * largest;
}

struct Properties {
    bool monotone = false;
    bool superadditive = false;
};
Properties properties_of(std::span<const double> values) {
    return {is_monotone(values), is_superadditive(values)};
}

}  // namespace

std::string_view name_of(CoalitionOrder order) {
    return order == CoalitionOrder::binary ? "binary" : "size";
}

void by_name(const std::string& key, const std::string& name, CoalitionOrder& order) {
    model::find_name(key, name, {CoalitionOrder::binary, CoalitionOrder::size}, order);
}

std::vector<Coalition> coalitions_by_size(std::size_t members) {
    std::vector<Coalition> all(std::size_t{1} << members);
    // Of one size, the one with the first member that the other lacks comes first: the larger one
    // of the two read backwards.
    const auto backwards = [&](Coalition who) {
        Coalition result = 0;
        for (std::size_t i = 0; i < members; ++i) result = result << 1U | (who >> i & 1U);
        return result;
    };
    std::vector<std::size_t> next(members + 2);  // where the next one of each size goes
    for (Coalition who = 0; who < all.size(); ++who)
        ++next[static_cast<std::size_t>(std::popcount(who)) + 1];
    for (std::size_t size = 1; size < next.size(); ++size) next[size] += next[size - 1];
    for (Coalition mirrored = all.size(); mirrored-- > 0;)
        all[next[static_cast<std::size_t>(std::popcount(mirrored))]++] = backwards(mirrored);
    return all;
}

std::vector<double> from_order_of_size(std::span<const double> values) {
    const auto order =
        coalitions_by_size(static_cast<std::size_t>(std::countr_zero(values.size())));
    std::vector<double> result(values.size());
    for (std::size_t place = 0; place < values.size(); ++place)
        result[order[place]] = values[place];
    return result;
}

bool is_monotone(std::span<const double> values) {
    const double rounding = rounding_of(values);
    for (std::size_t bit = 1; bit < values.size(); bit <<= 1U)
        for (std::size_t who = 0; who < values.size(); ++who)
            if ((who & bit) == 0 && values[who | bit] < values[who] - rounding) return false;
    return true;
}

bool is_superadditive(std::span<const double> values) {
    const double rounding = rounding_of(values);
    for (std::size_t all = 1; all < values.size(); ++all)
        for (std::size_t part = (all - 1) & all; part > 0; part = (part - 1) & all)
            if (values[all] < values[part] + values[all ^ part] - rounding) return false;
    return true;
}

std::optional<std::string> only_in_other_order(std::span<const double> listed,
                                               CoalitionOrder order) {
    if (listed.size() > most_compared) return std::nullopt;
    const auto by_size = properties_of(from_order_of_size(listed));
    const auto binary = properties_of(listed);
    const auto& here = order == CoalitionOrder::binary ? binary : by_size;
    const auto& there = order == CoalitionOrder::binary ? by_size : binary;
    const bool monotone = there.monotone && !here.monotone;
    const bool superadditive = there.superadditive && !here.superadditive;
    const bool lost =
        (here.monotone && !there.monotone) || (here.superadditive && !there.superadditive);
    if (lost || !(monotone || superadditive)) return std::nullopt;
    return monotone && superadditive ? "monotone and superadditive"
           : monotone                ? "monotone"
                                     : "superadditive";
}

}  // namespace essmap::shapley
