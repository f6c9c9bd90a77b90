#include "essmap/shapley/shapley_values.hpp"

#include <utility>

namespace essmap::shapley {

ShapleyValues shapley_values(std::vector<Rational> fractions) {
    ShapleyValues result;
    result.values.reserve(fractions.size());
    for (const Rational& value : fractions) result.values.push_back(model::to_double_double(value));
    result.fractions = std::move(fractions);
    return result;
}

ShapleyValues ShapleyPieces::run() const {
    const auto count = static_cast<std::size_t>(pieces());
    std::vector<DoubleDouble> parts(count * width());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t piece = 0; piece < count; ++piece)
        add_piece(static_cast<std::int64_t>(piece),
                  std::span(parts).subspan(piece * width(), width()));
    std::vector<DoubleDouble> sums(width());
    for (std::size_t i = 0; i < parts.size(); ++i) sums[i % width()] = sums[i % width()] + parts[i];
    return finish(sums);
}

}  // namespace essmap::shapley
