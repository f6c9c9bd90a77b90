#include "essmap/shapley/union_game.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

#include "essmap/model/parameters.hpp"

namespace essmap::shapley {

using model::InvalidValue;

namespace {

constexpr std::size_t most_exact = 2000;

class UnionAssembly final : public Assembly {
public:
    explicit UnionAssembly(const UnionGame& game) : game_(game), best_(game.items()) {}
    void clear() override {
        for (const std::uint32_t item : touched_) best_[item] = 0.0;
        touched_.clear();
        value_ = 0.0;
    }
    double join(std::size_t member) override {
        for (const Holding& holding : game_.of(member)) {
            double& best = best_[holding.item];
            if (!(holding.value > best)) continue;
            if (best == 0.0) touched_.push_back(holding.item);
            value_ += holding.value - best;
            best = holding.value;
        }
        return value_;
    }

private:
    const UnionGame& game_;
    std::vector<double> best_;
    std::vector<std::uint32_t> touched_;
    double value_ = 0.0;
};

}  // namespace

UnionGame::UnionGame(std::size_t members, std::size_t items, std::vector<Holding> holdings,
                     bool costs)
    : CoalitionGame(members),
      items_(items),
      costs_(costs),
      holdings_(std::move(holdings)),
      first_(members + 1),
      alone_(members),
      last_(members) {
    for (const Holding& holding : holdings_) {
        if (holding.member >= members)
            throw InvalidValue("member", std::to_string(holding.member), "one of the game's");
        if (holding.item >= items)
            throw InvalidValue("item", std::to_string(holding.item), "one of the game's");
        if (!(holding.value >= 0.0 && holding.value <= 1e100))
            throw InvalidValue("value", model::shortest(holding.value), "0 to 1e100");
    }
    std::ranges::sort(holdings_, [](const Holding& a, const Holding& b) {
        return std::tuple(a.member, a.item, b.value) < std::tuple(b.member, b.item, a.value);
    });
    const auto repeated =
        std::unique(holdings_.begin(), holdings_.end(), [](const Holding& a, const Holding& b) {
            return a.member == b.member && a.item == b.item;
        });
    holdings_.erase(repeated, holdings_.end());
    for (const Holding& holding : holdings_) {
        ++first_[holding.member + 1];
        alone_[holding.member] += holding.value;
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    by_item_.resize(holdings_.size());
    std::iota(by_item_.begin(), by_item_.end(), std::size_t{0});
    std::ranges::sort(by_item_, [&](std::size_t a, std::size_t b) {
        return std::tuple(holdings_[a].item, holdings_[a].value, a) <
               std::tuple(holdings_[b].item, holdings_[b].value, b);
    });
    for (std::size_t i = 0; i < by_item_.size(); ++i) {
        const Holding& holding = holdings_[by_item_[i]];
        if (i + 1 < by_item_.size() && holdings_[by_item_[i + 1]].item == holding.item) continue;
        together_ += holding.value;
        const bool shared = i > 0 && holdings_[by_item_[i - 1]].item == holding.item;
        last_[holding.member] += holding.value - (shared ? holdings_[by_item_[i - 1]].value : 0.0);
    }
}

MarginalBounds UnionGame::marginal_bounds(std::size_t member) const {
    return {last_[member], alone_[member]};
}

std::unique_ptr<Assembly> UnionGame::assembly() const {
    return std::make_unique<UnionAssembly>(*this);
}

/// @param exact double -> Value
template <class Value, class Exact>
std::vector<Value> UnionGame::shares(Exact exact) const {
    std::vector<Value> result(size(), Value(0));
    for (std::size_t begin = 0, end = 0; begin < by_item_.size(); begin = end) {
        const auto item = holdings_[by_item_[begin]].item;
        while (end < by_item_.size() && holdings_[by_item_[end]].item == item) ++end;
        Value share(0);
        Value below(0);
        for (std::size_t k = begin; k < end; ++k) {
            const Holding& holding = holdings_[by_item_[k]];
            const Value value = exact(holding.value);
            share = share + Value(value - below) / Value(static_cast<double>(end - k));
            below = value;
            result[holding.member] = result[holding.member] + share;
        }
    }
    return result;
}

std::optional<ShapleyValues> UnionGame::by_formula(double /*work*/) const {
    if (holdings_.size() <= most_exact)
        return shapley_values(shares<Rational>(model::decimal_value));
    return ShapleyValues{shares<DoubleDouble>([](double x) { return DoubleDouble(x); }), {}};
}

}  // namespace essmap::shapley
