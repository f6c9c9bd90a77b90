#pragma once

#include <random>
#include <vector>

#include "essmap/shapley/glove_game.hpp"
#include "essmap/shapley/sum_game.hpp"
#include "essmap/shapley/table_game.hpp"
#include "essmap/shapley/union_game.hpp"

/// Games that several tests play.
namespace essmap::shapley {

/// Contributions 1..n, v = ln(1 + sum): paper sec. 7 of the theory for n = 20.
inline shapley::SumGame log_game(std::size_t n) {
    std::vector<double> c(n);
    for (std::size_t i = 0; i < n; ++i) c[i] = static_cast<double>(i + 1);
    return {c, shapley::SumFunction::log1p};
}

/// The UN's security council: five with a veto, ten without.
inline shapley::SumGame security_council() {
    std::vector<double> weights(15, 1.0);
    std::fill(weights.begin(), weights.begin() + 5, 7.0);
    return {weights, shapley::SumFunction::quota, 39.0};
}

/// Members who hold each item with probability 1/4, worth 0..1, whole thousandths.
inline shapley::UnionGame random_union(std::size_t members, std::size_t items, unsigned seed) {
    std::mt19937_64 random(seed);
    std::vector<Holding> holdings;
    for (std::uint32_t i = 0; i < members; ++i)
        for (std::uint32_t j = 0; j < items; ++j)
            if (random() % 4 == 0)
                holdings.push_back({i, j, static_cast<double>(random() % 1001) / 1000.0});
    return {members, items, holdings};
}

/// The same game by its table.
inline shapley::TableGame tabulated(const shapley::CoalitionGame& game) {
    std::vector<double> values(std::size_t{1} << game.size());
    const auto filled = game.values(0, static_cast<unsigned>(game.size()), values);
    return shapley::TableGame(std::vector<double>(filled.begin(), filled.end()));
}

}  // namespace essmap::shapley
