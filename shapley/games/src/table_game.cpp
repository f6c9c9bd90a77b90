#include "essmap/shapley/table_game.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "essmap/model/parameters.hpp"
#include "shapley_weight.hpp"

namespace essmap::shapley {

using model::InvalidValue;

namespace {

constexpr std::size_t most_scanned = std::size_t{1} << 22;
constexpr std::size_t most_exact = std::size_t{1} << 12;

std::size_t members_of(std::size_t coalitions) {
    if (coalitions < 2 || !std::has_single_bit(coalitions))
        throw InvalidValue("values", std::to_string(coalitions) + " of them",
                           "2^n, one for each coalition of n members, nobody's first");
    return static_cast<std::size_t>(std::countr_zero(coalitions));
}

class TableAssembly final : public Assembly {
public:
    explicit TableAssembly(std::span<const double> values) : values_(values) {}
    void clear() override { present_ = 0; }
    double join(std::size_t member) override {
        present_ |= Coalition{1} << member;
        return values_[present_];
    }

private:
    std::span<const double> values_;
    Coalition present_ = 0;
};

}  // namespace

TableGame::TableGame(std::span<const double> values, std::shared_ptr<const void> owner)
    : CoalitionGame(members_of(values.size())), owner_(std::move(owner)), values_(values) {
    if (values_.front() != 0.0)
        throw InvalidValue("values 1", model::shortest(values_.front()), "0: v of nobody");
}

TableGame::TableGame(std::vector<double> values) : CoalitionGame(members_of(values.size())) {
    require_values("values", values);
    const auto owned = std::make_shared<const std::vector<double>>(std::move(values));
    values_ = *owned;
    owner_ = owned;
    if (values_.front() != 0.0)
        throw InvalidValue("values 1", model::shortest(values_.front()), "0: v of nobody");
}

double TableGame::alone(std::size_t member) const { return values_[Coalition{1} << member]; }

template <class Visit>
void TableGame::each_marginal(std::size_t member, Visit visit) const {
    const std::size_t step = std::size_t{1} << member;
    for (std::size_t block = 0; block < values_.size(); block += 2 * step)
        for (std::size_t S = block; S < block + step; ++S) visit(values_[S + step] - values_[S]);
}

MarginalBounds TableGame::marginal_bounds(std::size_t member) const {
    if (values_.size() > most_scanned) {
        const auto [least, largest] = std::ranges::minmax(values_);
        return {least - largest, largest - least};
    }
    MarginalBounds bounds{std::numeric_limits<double>::infinity(),
                          -std::numeric_limits<double>::infinity()};
    each_marginal(member, [&](double marginal) {
        bounds.least = std::min(bounds.least, marginal);
        bounds.largest = std::max(bounds.largest, marginal);
    });
    return bounds;
}

std::unique_ptr<Assembly> TableGame::assembly() const {
    return std::make_unique<TableAssembly>(values_);
}

std::span<const double> TableGame::values(Coalition high, unsigned low,
                                          std::span<double> /*buffer*/) const {
    return values_.subspan(high << low, std::size_t{1} << low);
}

std::optional<ShapleyValues> TableGame::by_formula(double /*work*/) const {
    if (values_.size() > most_exact) return std::nullopt;
    const std::vector<Rational> weights = exact_shapley_weights(size());
    std::vector<Rational> shares(size());
    for (Coalition S = 0; S < values_.size(); ++S) {
        const Rational value = model::decimal_value(values_[S]);
        const auto count = static_cast<std::size_t>(std::popcount(S));
        for (std::size_t i = 0; i < size(); ++i) {
            const bool inside = (S >> i & 1U) != 0;
            shares[i] +=
                inside ? Rational(weights[count - 1] * value) : Rational(-weights[count] * value);
        }
    }
    return shapley_values(std::move(shares));
}

bool TableGame::is_dummy(std::size_t member, double /*phi*/) const {
    const double own = alone(member);
    const double rounding = 1e-12 * std::max(std::abs(own), std::abs(grand_value()));
    bool dummy = true;
    each_marginal(member,
                  [&](double marginal) { dummy = dummy && std::abs(marginal - own) <= rounding; });
    return dummy;
}

}  // namespace essmap::shapley
