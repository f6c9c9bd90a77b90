#include "essmap/solver/payout_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "essmap/model/guarded/payout.hpp"

namespace essmap::solver {

using model::InvalidValue;
using model::Rational;

namespace {

constexpr long most = model::guarded::PayoutLimits::weight;

void require(bool fine, std::size_t member, double share, std::span<const std::string> members) {
    if (!fine)
        throw InvalidValue(
            "share of " + (members.empty() ? std::to_string(member + 1) : members[member]),
            model::shortest(share), "0 or more: nobody pays into the pot");
}

}  // namespace

std::vector<std::int64_t> payout_weights(std::span<const Rational> shares,
                                         std::span<const std::string> members) {
    mpz_class denominator(1);
    Rational total;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        require(shares[i] >= 0, i, shares[i].get_d(), members);
        denominator = lcm(denominator, shares[i].get_den());
        total += shares[i];
    }
    if (total <= 0) throw InvalidValue("sum of shares", "0", "some share above 0");
    const bool exact = total * denominator <= most;
    const Rational scale = exact ? Rational(denominator) : most / total;
    std::vector<std::int64_t> weights;
    std::vector<Rational> remainders;
    weights.reserve(shares.size());
    remainders.reserve(shares.size());
    std::int64_t left = exact ? 0 : most;
    for (const Rational& share : shares) {
        const Rational scaled = share * scale;
        const mpz_class whole = scaled.get_num() / scaled.get_den();
        weights.push_back(whole.get_si());
        remainders.emplace_back(scaled - whole);
        left -= exact ? 0 : weights.back();
    }
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return remainders[b] < remainders[a]; });
    for (std::size_t i = 0; std::cmp_less(i, left); ++i) ++weights[order[i]];
    return weights;
}

std::vector<std::int64_t> payout_weights(std::span<const double> shares,
                                         std::span<const std::string> members) {
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    std::vector<Rational> exact;
    exact.reserve(shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
        require(std::isfinite(shares[i]) && shares[i] >= -1e-12 * std::abs(total), i, shares[i],
                members);
        exact.emplace_back(std::max(shares[i], 0.0));
    }
    return payout_weights(exact, members);
}

}  // namespace essmap::solver
