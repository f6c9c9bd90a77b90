#include "sum_counts.hpp"

#include "shapley_weight.hpp"

namespace essmap::shapley {

bool can_count_sums(const SumGame& game, const SumTypes& types, double work) {
    // Additions of whole numbers of many words, that take as long as so many of two doubles.
    constexpr double exact_addition = 50.0;
    constexpr double most_numbers = 2e6;
    return game.rational() && 2.0 * types.pairs() * exact_addition <= work / 4.0 &&
           static_cast<double>(types.contributors()) * types.sums() <= most_numbers;
}

std::vector<Rational> count_sums(const SumGame& game, const SumTypes& types) {
    const auto sums = static_cast<std::size_t>(types.sums());
    const std::size_t n = types.contributors();
    const auto at = [&](std::size_t size, std::size_t sum) { return size * sums + sum; };
    std::vector<mpz_class> sets((n + 1) * sums);
    sets[0] = 1;
    std::size_t added = 0;
    for (const auto& type : types.types())
        for (std::size_t member = 0; member < type.members; ++member) {
            for (std::size_t size = ++added; size > 0; --size)
                for (std::size_t sum = type.units; sum < sums; ++sum)
                    sets[at(size, sum)] += sets[at(size - 1, sum - type.units)];
        }
    const auto weights = exact_shapley_weights(n);
    std::vector<Rational> growth(sums);  // f, then what a type adds to it
    std::vector<Rational> shares;
    shares.reserve(types.types().size());
    std::vector<mpz_class> others(n * sums);
    for (const auto& type : types.types()) {
        for (std::size_t sum = 0; sum < sums; ++sum)
            growth[sum] = game.exact_f(sum + type.units) - game.exact_f(sum);
        Rational share;
        for (std::size_t size = 0; size < n; ++size) {
            Rational of_size;
            for (std::size_t sum = 0; sum < sums; ++sum) {
                mpz_class& count = others[at(size, sum)];
                count = sets[at(size, sum)];
                if (size > 0 && sum >= type.units) count -= others[at(size - 1, sum - type.units)];
                if (growth[sum] != 0 && count != 0) of_size += count * growth[sum];
            }
            share += weights[size] * of_size;
        }
        shares.push_back(share);
    }
    return shares;
}

}  // namespace essmap::shapley
