#include "essmap/shapley/improved_shapley.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "essmap/model/find_name.hpp"
#include "essmap/model/parameters.hpp"

namespace essmap::shapley {

namespace {

using model::DoubleDouble;
using model::InvalidValue;
using model::shortest;

constexpr double relative_rounding = 1e-12;

void check_count(const std::string& what, std::size_t count, std::size_t members) {
    if (count != members)
        throw InvalidValue(what, std::to_string(count),
                           "one per member: " + std::to_string(members));
}

void check_value(const std::string& what, double value) {
    if (!(std::abs(value) <= model::largest_magnitude))
        throw InvalidValue(what, shortest(value), "a number within +-1e100");
}

DoubleDouble sum(std::span<const double> values) {
    DoubleDouble result;
    for (const double value : values) result = result + DoubleDouble(value);
    return result;
}

/// Sorts values ascending. @return pairs that were in strictly descending order
std::uint64_t sort_inversions(std::span<double> values, std::span<double> spare) {
    if (values.size() < 2) return 0;
    const std::size_t half = values.size() / 2;
    const auto low = values.first(half);
    const auto high = values.subspan(half);
    std::uint64_t inversions = sort_inversions(low, spare) + sort_inversions(high, spare);
    std::size_t i = 0;
    std::size_t k = 0;
    for (std::size_t at = 0; at < values.size(); ++at) {
        const bool from_high = i == half || (k < high.size() && high[k] < low[i]);
        if (from_high) inversions += half - i;
        spare[at] = from_high ? high[k++] : low[i++];
    }
    std::ranges::copy(spare.first(values.size()), values.begin());
    return inversions;
}

std::uint64_t reversed_pairs(std::span<const double> phi, std::span<const double> shares) {
    std::vector<std::size_t> order(phi.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(phi[i], shares[i]); });
    std::vector<double> values(phi.size());
    for (std::size_t i = 0; i < order.size(); ++i) values[i] = shares[order[i]];
    std::vector<double> spare(phi.size());
    return sort_inversions(values, spare);
}

}  // namespace

std::string_view name_of(Correction correction) {
    switch (correction) {
        case Correction::additive: return "additive";
        case Correction::surplus_only: return "surplus-only";
        case Correction::multiplicative: break;
    }
    return "multiplicative";
}

void by_name(const std::string& key, const std::string& name, Correction& correction) {
    model::find_name(key, name,
                     {Correction::additive, Correction::surplus_only, Correction::multiplicative},
                     correction);
}

ImprovedShapley::ImprovedShapley(ShapleyGame game) : game_(std::move(game)) {
    const std::size_t n = game_.phi.size();
    if (n == 0) throw InvalidValue("members", "0", "at least 1");
    check_count("values alone", game_.alone.size(), n);
    check_value("v(N)", game_.total);
    double largest = std::abs(game_.total);
    for (std::size_t i = 0; i < n; ++i) {
        const std::string member = std::to_string(i + 1);
        check_value("Shapley value of member " + member, game_.phi[i]);
        check_value("v of member " + member + " alone", game_.alone[i]);
        largest = std::max({largest, std::abs(game_.phi[i]), std::abs(game_.alone[i])});
    }
    alone_ = sum(game_.alone);
    rounding_ = relative_rounding * largest;
}

std::vector<double> ImprovedShapley::shares(const Factors& factors, std::span<const double> lambda,
                                            Correction correction) const {
    const std::size_t n = game_.phi.size();
    check_count("members with factors", factors.members(), n);
    const auto ranking = factors.ranking(lambda);
    std::vector<double> shares(n);
    if (correction == Correction::multiplicative) {
        DoubleDouble weighted;
        for (std::size_t i = 0; i < n; ++i)
            weighted = weighted + DoubleDouble(game_.phi[i]) * ranking[i];
        if (!(weighted.value() > 0.0))
            throw InvalidValue("sum of phi_j R_j", shortest(weighted.value()),
                               "more than 0 for the multiplicative correction");
        const DoubleDouble scale = DoubleDouble(game_.total) / weighted;
        for (std::size_t i = 0; i < n; ++i)
            shares[i] = (scale * (DoubleDouble(game_.phi[i]) * ranking[i])).value();
        return shares;
    }
    const DoubleDouble equal = DoubleDouble(1.0) / DoubleDouble(static_cast<double>(n));
    const DoubleDouble moved = correction == Correction::additive
                                   ? DoubleDouble(game_.total)
                                   : DoubleDouble(game_.total) - alone_;
    for (std::size_t i = 0; i < n; ++i)
        shares[i] = (DoubleDouble(game_.phi[i]) + (ranking[i] - equal) * moved).value();
    return shares;
}

Broken ImprovedShapley::broken(std::span<const double> shares,
                               const std::vector<bool>& dummies) const {
    const std::size_t n = game_.phi.size();
    check_count("shares", shares.size(), n);
    if (!dummies.empty()) check_count("dummies", dummies.size(), n);
    Broken broken;
    broken.excess = (sum(shares) - DoubleDouble(game_.total)).value();
    broken.efficient = std::abs(broken.excess) <= rounding_;
    for (std::size_t i = 0; i < n; ++i) {
        const double over = shares[i] - game_.alone[i];
        const double missing = game_.costs ? over : -over;
        if (missing > rounding_) broken.irrational.push_back({i, missing});
        if (!dummies.empty() && dummies[i] && std::abs(over) > rounding_)
            broken.dummies.push_back({i, over});
        if (shares[i] < -rounding_) broken.negative.push_back({i, -shares[i]});
    }
    broken.reversed = reversed_pairs(game_.phi, shares);
    return broken;
}

std::vector<double> ImprovedShapley::repaired(std::span<const double> shares) const {
    const std::size_t n = game_.phi.size();
    check_count("shares", shares.size(), n);
    const double sign = game_.costs ? -1.0 : 1.0;  // of costs: -x_i >= -v(i)
    const DoubleDouble surplus = DoubleDouble(sign) * (DoubleDouble(game_.total) - alone_);
    if (surplus.value() < -rounding_)
        throw InvalidValue("sum of v(i)", shortest(alone_.value()),
                           std::string(game_.costs ? "at least" : "at most") + " v(N) = " +
                               shortest(game_.total) + ": no shares are individually rational");
    std::vector<DoubleDouble> above(n);  // what shares exceed v(i) by
    for (std::size_t i = 0; i < n; ++i) {
        check_value("share of member " + std::to_string(i + 1), shares[i]);
        above[i] = DoubleDouble(sign) * (DoubleDouble(shares[i]) - DoubleDouble(game_.alone[i]));
    }
    auto sorted = above;
    std::ranges::sort(sorted, [](const DoubleDouble& x, const DoubleDouble& y) { return y < x; });
    DoubleDouble tau;
    DoubleDouble taken = -surplus;
    for (std::size_t count = 0; count < n; ++count) {
        // Those above tau are the first few: one more as long as it lies above the tau without it.
        if (count > 0 && !(sorted[count] > tau)) break;
        taken = taken + sorted[count];
        tau = taken / DoubleDouble(static_cast<double>(count + 1));
    }
    std::vector<double> result = game_.alone;
    for (std::size_t i = 0; i < n; ++i)
        if (above[i] > tau)
            result[i] = (DoubleDouble(shares[i]) - DoubleDouble(sign) * tau).value();
    return result;
}

}  // namespace essmap::shapley
