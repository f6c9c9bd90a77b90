#include "owen_integral.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "essmap/model/simd.hpp"

namespace essmap::shapley {

namespace {

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

double OwenIntegral::work(const SumTypes& types) {
    if (types.sums() > most_sums) return std::numeric_limits<double>::infinity();
    return 0.5 * types.pairs() * (std::log2(static_cast<double>(types.types().size()) + 1.0) + 1.0);
}

OwenIntegral::OwenIntegral(const SumGame& game, SumTypes types)
    : types_(std::move(types)),
      nodes_(gauss_legendre(static_cast<unsigned>(types_.contributors() + 1) / 2)),
      f_(static_cast<std::size_t>(types_.sums()) + 1) {
    for (std::size_t sum = 0; sum < f_.size(); ++sum) f_[sum] = game.f(static_cast<double>(sum));
}

void OwenIntegral::add_piece(std::int64_t number, std::span<DoubleDouble> sums) const {
    const Node& node = nodes_[static_cast<std::size_t>(number)];
    const auto& types = types_.types();
    const std::size_t limit = f_.size() - 1;
    LeaveOneOut(node.t, limit)
        .descend(types, 0, types.size(), {}, [&](std::size_t type, const Distribution& d) {
            DoubleDouble mean;
            for (std::size_t i = 0; i < d.p.size() && d.first + i < limit; ++i) {
                const std::size_t sum = d.first + i;
                const double grown = f_[std::min(sum + types[type].units, limit)];
                mean = mean + DoubleDouble(d.p[i] * (grown - f_[sum]));
            }
            sums[type] = sums[type] + DoubleDouble(node.weight) * DoubleDouble(mean.value());
        });
}

}  // namespace essmap::shapley
