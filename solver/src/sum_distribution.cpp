#include "sum_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "essmap/model/simd.hpp"
#include "gauss_legendre.hpp"
#include "shapley_weight.hpp"

namespace essmap::solver {

namespace {

/// Additions of whole numbers of many words, that take as long as so many of two doubles.
constexpr double exact_addition = 50.0;
/// Tables of f and of probabilities take 8 bytes for each, in each thread.
constexpr double most_sums = 2e7;
/// Probabilities below count for nothing: with 10^6 sums and more they change no result's last bit,
/// and kept they would become subnormal numbers, which are slow.
constexpr double negligible = 1e-60;

/// Probabilities of sums first, first+1, ...
struct Distribution {
    std::size_t first = 0;
    std::vector<double> p{1.0};
};

ESSMAP_WIDENED void mix(const double* stays, double* result, std::size_t count, double share) {
    for (std::size_t i = 0; i < count; ++i) result[i] = (1.0 - share) * stays[i];
}
ESSMAP_WIDENED void add_shifted(const double* joins, double* result, std::size_t count,
                                double share) {
    for (std::size_t i = 0; i < count; ++i) result[i] += share * joins[i];
}

/// One member more, who brings `units` with probability t. Sums from `limit` on are forgotten.
void add_member(Distribution& d, std::size_t units, double t, std::size_t limit,
                std::vector<double>& scratch) {
    const std::size_t size = d.p.size();
    scratch.assign(std::min(size + units, limit - d.first), 0.0);
    mix(d.p.data(), scratch.data(), std::min(size, scratch.size()), t);
    if (scratch.size() > units)
        add_shifted(d.p.data(), scratch.data() + units, scratch.size() - units, t);
    std::size_t begin = 0;
    std::size_t end = scratch.size();
    while (begin + 1 < end && scratch[begin] < negligible) ++begin;
    while (end > begin + 1 && scratch[end - 1] < negligible) --end;
    d.first += begin;
    d.p.assign(scratch.begin() + static_cast<std::ptrdiff_t>(begin),
               scratch.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

SumDistribution::SumDistribution(const SumGame& game) : game_(game) {
    std::map<std::size_t, std::size_t> count;
    for (const double units : game.units()) ++count[static_cast<std::size_t>(units)];
    count.erase(0);
    std::map<std::size_t, std::size_t> number;
    for (const auto& [units, members] : count) {
        number[units] = types_.size();
        types_.push_back({units, members});
        contributors_ += members;
    }
    for (const double units : game.units()) {
        const auto found = number.find(static_cast<std::size_t>(units));
        type_of_.push_back(found == number.end() ? types_.size() : found->second);
    }
    sums_ = game.total_ + 1.0;
    if (game.function_ == SumFunction::quota) sums_ = game.quota_units_;
    if (game.function_ == SumFunction::capped)
        sums_ = std::min(sums_, std::ceil(game.parameter_ / game.unit_) + 1.0);
}

std::optional<ShapleyValues> SumDistribution::shapley(double work) const {
    const auto n = static_cast<double>(contributors_);
    const double pairs = n * n * sums_;
    const bool rational =
        game_.function_ == SumFunction::quota || game_.function_ == SumFunction::capped;
    if (rational && 2.0 * pairs * exact_addition <= work / 4.0 && n * sums_ <= 2e6)
        return shapley_values(to_members(exactly()));
    const double depth = std::log2(static_cast<double>(types_.size()) + 1.0) + 1.0;
    if (0.5 * pairs * depth > work || sums_ > most_sums) return std::nullopt;
    return ShapleyValues{to_members(by_integral()), {}};
}

template <class Value>
std::vector<Value> SumDistribution::to_members(const std::vector<Value>& by_type) const {
    std::vector<Value> result(game_.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        if (type_of_[i] < types_.size()) result[i] = by_type[type_of_[i]];
    return result;
}

/// Counts the sets of each size and sum by adding the members one by one; without one of a type,
/// by taking him out again: exact in whole numbers.
std::vector<Rational> SumDistribution::exactly() const {
    const auto sums = static_cast<std::size_t>(sums_);
    const std::size_t n = contributors_;
    const auto at = [&](std::size_t size, std::size_t sum) { return size * sums + sum; };
    std::vector<mpz_class> sets((n + 1) * sums);
    sets[0] = 1;
    std::size_t added = 0;
    for (const Type& type : types_)
        for (std::size_t member = 0; member < type.members; ++member) {
            for (std::size_t size = ++added; size > 0; --size)
                for (std::size_t sum = type.units; sum < sums; ++sum)
                    sets[at(size, sum)] += sets[at(size - 1, sum - type.units)];
        }
    const auto weights = exact_shapley_weights(n);
    std::vector<Rational> growth(sums);  // f, then what a type adds to it
    std::vector<Rational> shares;
    shares.reserve(types_.size());
    std::vector<mpz_class> others(n * sums);
    for (const Type& type : types_) {
        for (std::size_t sum = 0; sum < sums; ++sum)
            growth[sum] = game_.exact_f(sum + type.units) - game_.exact_f(sum);
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

namespace {

/// Without one member of each type, at one t: halves the types, adds the one half's members and
/// goes on with the other. Only sums of positive numbers: no digits are lost.
class LeaveOneOut {
public:
    LeaveOneOut(double t, std::size_t limit) : t_(t), limit_(limit) {}

    /// Calls leaf(type, distribution of the others' sum).
    template <class Types, class Leaf>
    void descend(const Types& types, std::size_t first, std::size_t last, Distribution d,
                 const Leaf& leaf) {
        if (last - first == 1) {
            add(d, types[first].units, types[first].members - 1);
            leaf(first, d);
            return;
        }
        const std::size_t middle = first + (last - first) / 2;
        Distribution left = d;
        for (std::size_t i = middle; i < last; ++i) add(left, types[i].units, types[i].members);
        descend(types, first, middle, std::move(left), leaf);
        for (std::size_t i = first; i < middle; ++i) add(d, types[i].units, types[i].members);
        descend(types, middle, last, std::move(d), leaf);
    }

private:
    void add(Distribution& d, std::size_t units, std::size_t members) {
        for (std::size_t i = 0; i < members && d.first < limit_; ++i)
            add_member(d, units, t_, limit_, scratch_);
    }

    double t_;
    std::size_t limit_;
    std::vector<double> scratch_;
};

}  // namespace

std::vector<DoubleDouble> SumDistribution::by_integral() const {
    if (types_.empty()) return {};
    const auto nodes = gauss_legendre(static_cast<unsigned>(contributors_ + 1) / 2);
    const auto limit = static_cast<std::size_t>(sums_);
    // From `limit` on f no longer grows.
    std::vector<double> f(limit + 1);
    for (std::size_t sum = 0; sum < f.size(); ++sum) f[sum] = game_.f(static_cast<double>(sum));
    std::vector<double> grows(nodes.size() * types_.size());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t node = 0; node < nodes.size(); ++node)
        LeaveOneOut(nodes[node].t, limit)
            .descend(types_, 0, types_.size(), {}, [&](std::size_t type, const Distribution& d) {
                DoubleDouble mean;
                for (std::size_t i = 0; i < d.p.size() && d.first + i < limit; ++i) {
                    const std::size_t sum = d.first + i;
                    const double grown = f[std::min(sum + types_[type].units, limit)];
                    mean = mean + DoubleDouble(d.p[i] * (grown - f[sum]));
                }
                grows[node * types_.size() + type] = mean.value();
            });
    std::vector<DoubleDouble> shares(types_.size());
    for (std::size_t node = 0; node < nodes.size(); ++node)
        for (std::size_t type = 0; type < types_.size(); ++type)
            shares[type] = shares[type] + DoubleDouble(nodes[node].weight) *
                                              DoubleDouble(grows[node * types_.size() + type]);
    return shares;
}

}  // namespace essmap::solver
