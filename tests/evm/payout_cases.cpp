#include "payout_cases.hpp"

#include <limits>
#include <numeric>

#include "draws.hpp"
#include "essmap/model/guarded/payout.hpp"

namespace essmap::evm_test {

namespace {

using contract::PayoutLimits;
using contract::PayoutRefusal;

/// Some member weighs all that the others leave, and this much more.
void fill(Draws& draws, std::vector<std::int64_t>& weights, std::int64_t more) {
    if (weights.empty()) return;
    const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto members = static_cast<std::int64_t>(weights.size());
    weights[static_cast<std::size_t>(draws.below(members))] += PayoutLimits::weight - all + more;
}

/// Weights of any size, of a few sizes, so that many are equal, or mostly zeros.
std::vector<std::int64_t> draw_weights(Draws& draws) {
    const std::int64_t members = draws.below(draws.once_in(10) ? 60 : 9);
    const std::int64_t most = PayoutLimits::weight / (members + 1);
    const std::int64_t kind = draws.below(4);
    std::vector<std::int64_t> weights;
    weights.reserve(static_cast<std::size_t>(members));
    for (std::int64_t i = 0; i < members; ++i) {
        if (kind == 0)
            weights.push_back(draws.near(0, most));
        else if (kind == 1)
            weights.push_back(draws.below(4));
        else
            weights.push_back(draws.once_in(kind) ? 0 : draws.near(0, most));
    }
    if (draws.once_in(4)) fill(draws, weights, 0);
    return weights;
}

/// The right order, or the members as they stand where there is none.
std::vector<std::int64_t> order_of(const PayoutCase& payout) {
    const std::vector<Number> weights(payout.weights.begin(), payout.weights.end());
    const auto weighed = contract::weigh<Number>(payout.pot, weights);
    if (weighed.refusal == PayoutRefusal::none)
        return contract::payout_order<Number>(payout.pot, weights, weighed.total);
    std::vector<std::int64_t> order(weights.size());
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// A number that is far beyond every limit, or just.
std::int64_t out_of_range(Draws& draws, std::int64_t limit) {
    switch (draws.below(4)) {
        case 0: return -1;
        case 1: return limit + 1;
        case 2: return std::numeric_limits<std::int64_t>::min();
        default: return std::numeric_limits<std::int64_t>::max();
    }
}

/// Something is wrong with the order: two neighbours, a number, how many there are.
void spoil_order(Draws& draws, std::vector<std::int64_t>& order) {
    const auto members = static_cast<std::int64_t>(order.size());
    if (members < 2 || draws.once_in(6)) {
        order.push_back(draws.below(members + 1));
        return;
    }
    const auto at = static_cast<std::size_t>(draws.below(members - 1));
    switch (draws.below(4)) {
        case 0: std::swap(order[at], order[at + 1]); break;
        case 1: order[at] = order[at + 1]; break;
        case 2: order[at] = out_of_range(draws, members - 1); break;
        default: order.pop_back();
    }
}

}  // namespace

PayoutCase draw_payout(std::uint64_t seed) {
    Draws draws(seed);
    PayoutCase payout{
        draws.near(0, draws.once_in(2) ? 100 : PayoutLimits::pot), draw_weights(draws), {}};
    const std::int64_t wrong = draws.below(15);
    if (wrong == 0) payout.pot = out_of_range(draws, PayoutLimits::pot);
    if (wrong == 1) fill(draws, payout.weights, 1);
    if (wrong == 2 && !payout.weights.empty()) {
        const auto members = static_cast<std::int64_t>(payout.weights.size());
        payout.weights[static_cast<std::size_t>(draws.below(members))] =
            out_of_range(draws, PayoutLimits::weight);
    }
    payout.order = order_of(payout);
    if (wrong < 5) spoil_order(draws, payout.order);
    return payout;
}

std::vector<std::int64_t> run_payout(const PayoutCase& payout) {
    const std::vector<Number> weights(payout.weights.begin(), payout.weights.end());
    const auto paid = contract::pay_out<Number>(payout.pot, weights, payout.order);
    std::vector<std::int64_t> result{static_cast<std::int64_t>(paid.refusal)};
    for (const Number& amount : paid.amounts) result.push_back(amount.value());
    return result;
}

}  // namespace essmap::evm_test
