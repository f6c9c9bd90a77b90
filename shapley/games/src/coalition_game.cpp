#include "essmap/shapley/coalition_game.hpp"

#include <algorithm>
#include <cmath>

#include "essmap/model/parameters.hpp"

namespace essmap::shapley {

using model::InvalidValue;

CoalitionGame::CoalitionGame(std::size_t members) : size_(members) {
    if (members < 1 || members > 1'000'000)
        throw InvalidValue("members", std::to_string(members), "1 to 1000000 of them");
}

std::span<const double> CoalitionGame::values(Coalition high, unsigned low,
                                              std::span<double> buffer) const {
    const auto group = assembly();
    double outside = 0.0;
    for (Coalition inside = 0; inside < buffer.size(); ++inside) {
        group->clear();
        outside = 0.0;
        for (std::size_t i = 0; i < size_; ++i)
            if (((inside | high << low) >> i & 1U) != 0) outside = group->join(i);
        buffer[inside] = outside;
    }
    return buffer;
}

std::optional<ShapleyValues> CoalitionGame::by_formula(double /*work*/) const {
    return std::nullopt;
}

std::unique_ptr<ShapleyPieces> CoalitionGame::by_pieces(double /*work*/) const { return nullptr; }

bool CoalitionGame::is_dummy(std::size_t member, double phi) const {
    const double scale = std::max(std::abs(grand_value()), std::abs(alone(member)));
    return std::abs(phi - alone(member)) <= 1e-12 * scale;
}

std::optional<ShapleyValues> by_formula(const CoalitionGame& game, double work) {
    if (auto values = game.by_formula(work)) return values;
    const auto pieces = game.by_pieces(work);
    return pieces ? std::optional(pieces->run()) : std::nullopt;
}

void require_values(const std::string& key, std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(std::abs(values[i]) <= 1e100))
            throw InvalidValue(key + " " + std::to_string(i + 1), model::shortest(values[i]),
                               "-1e100 to 1e100");
}

void require_amounts(const std::string& key, std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(values[i] >= 0.0 && values[i] <= 1e100))
            throw InvalidValue(key + " " + std::to_string(i + 1), model::shortest(values[i]),
                               "0 to 1e100");
}

}  // namespace essmap::shapley
