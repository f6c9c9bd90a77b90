#include "essmap/shapley/payout_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "essmap/model/guarded/payout.hpp"

namespace essmap::shapley {

using model::InvalidValue;
using model::Rational;

namespace {

constexpr long most = model::guarded::PayoutLimits::weight;

double as_double(double share) { return share; }
double as_double(const Rational& share) { return share.get_d(); }

/// Names those whose share is not `fine`, the first few of many. @throws InvalidValue if there are
/// any
template <class Fraction, class Fine>
void require_shares(std::span<const Fraction> shares, std::span<const std::string> members,
                    const Fine& fine) {
    constexpr std::size_t most_named = 5;
    std::string named;
    std::size_t count = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (fine(shares[i]) || ++count > most_named) continue;
        named += (count == 1 ? "share of " : ", of ") +
                 (members.empty() ? std::to_string(i + 1) : members[i]) + " = " +
                 model::shortest(as_double(shares[i]));
    }
    if (count > most_named) named += " and of " + std::to_string(count - most_named) + " more";
    if (count > 0)
        throw InvalidValue(named + " is not allowed: 0 or more: nobody pays into the pot");
}

}  // namespace

std::vector<std::int64_t> payout_weights(std::span<const Rational> shares,
                                         std::span<const std::string> members) {
    require_shares(shares, members, [](const Rational& share) { return share >= 0; });
    mpz_class denominator(1);
    Rational total;
    for (const Rational& share : shares) {
        denominator = lcm(denominator, share.get_den());
        total += share;
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
    require_shares(shares, members, [&](double share) {
        return std::isfinite(share) && share >= -1e-12 * std::abs(total);
    });
    std::vector<Rational> exact;
    exact.reserve(shares.size());
    for (const double share : shares) exact.emplace_back(std::max(share, 0.0));
    return payout_weights(exact, members);
}

}  // namespace essmap::shapley
