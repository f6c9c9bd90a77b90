#include "essmap/shapley/shapley_enumeration.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "essmap/model/parameters.hpp"
#include "essmap/model/simd.hpp"
#include "shapley_weight.hpp"

namespace essmap::shapley {

using model::InvalidValue;

namespace {

constexpr unsigned most_low = 10;
constexpr std::int64_t most_pieces = 16384;
/// Of a piece, at least: folding its sums takes as long as some rows.
constexpr std::int64_t least_rows = 256;

/// terms = weight v, and sum + error += terms (Knuth's exact sum of two).
ESSMAP_WIDENED void accumulate(const double* v, const double* weight, double* sum, double* error,
                               double* terms, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const double term = weight[i] * v[i];
        const double old = sum[i];
        const double now = old + term;
        const double part = now - old;
        error[i] += (old - (now - part)) + (term - part);
        sum[i] = now;
        terms[i] = term;
    }
}

/// Sum of 2^bits numbers, in pairs; overwrites them.
ESSMAP_WIDENED double folded(double* terms, unsigned bits) {
    for (std::size_t half = std::size_t{1} << bits >> 1U; half > 0; half >>= 1U)
        for (std::size_t i = 0; i < half; ++i) terms[i] += terms[i + half];
    return terms[0];
}

/// Sums of a row of 2^low terms, over many rows.
struct Rows {
    explicit Rows(std::size_t count) : sum(count), error(count), terms(count), values(count) {}
    std::vector<double> sum, error, terms, values;
};

}  // namespace

ShapleyEnumeration::ShapleyEnumeration(const CoalitionGame& game) : game_(game) {
    const std::size_t n = game.size();
    if (n > most_members)
        throw InvalidValue("members", std::to_string(n),
                           "at most " + std::to_string(most_members) + " for all coalitions");
    low_ = std::min(static_cast<unsigned>(n), most_low);
    const std::int64_t rows = std::int64_t{1} << (n - low_);
    pieces_ = std::clamp(rows / least_rows, std::int64_t{1}, most_pieces);
    const auto exact = exact_shapley_weights(n);
    std::vector<double> c(n + 1);
    for (std::size_t s = 1; s <= n; ++s) c[s] = model::to_double(exact[s - 1] + exact[s]);
    const std::size_t row = std::size_t{1} << low_;
    weights_.reserve((n - low_ + 1) * row);
    for (std::size_t high = 0; high <= n - low_; ++high)
        for (std::size_t S = 0; S < row; ++S)
            weights_.push_back(c[high + static_cast<std::size_t>(std::popcount(S))]);
}

void ShapleyEnumeration::add_piece(std::int64_t number, std::span<DoubleDouble> sums) const {
    const std::size_t n = game_.size();
    const std::size_t row = std::size_t{1} << low_;
    const Coalition rows = (Coalition{1} << (n - low_)) / static_cast<Coalition>(pieces_);
    const Coalition first = static_cast<Coalition>(number) * rows;
    Rows here(row);
    for (Coalition high = first; high < first + rows; ++high) {
        const auto v = game_.values(high, low_, here.values);
        const double* weight = &weights_[static_cast<std::size_t>(std::popcount(high)) * row];
        accumulate(v.data(), weight, here.sum.data(), here.error.data(), here.terms.data(), row);
        const DoubleDouble total(folded(here.terms.data(), low_));
        for (Coalition rest = high; rest != 0; rest &= rest - 1) {
            auto& sum = sums[low_ + static_cast<std::size_t>(std::countr_zero(rest))];
            sum = sum + total;
        }
    }
    std::vector<DoubleDouble> half(row);
    for (std::size_t S = 0; S < row; ++S)
        half[S] = DoubleDouble(here.sum[S]) + DoubleDouble(here.error[S]);
    for (std::size_t i = low_; i-- > 0;) {
        const std::size_t size = std::size_t{1} << i;
        for (std::size_t S = 0; S < size; ++S) {
            sums[i] = sums[i] + half[size + S];
            half[S] = half[S] + half[size + S];
        }
    }
}

ShapleyValues ShapleyEnumeration::finish(std::span<const DoubleDouble> sums) const {
    const auto n = static_cast<double>(game_.size());
    DoubleDouble all;
    for (const DoubleDouble& sum : sums) all = all + sum;
    const DoubleDouble B = (all - DoubleDouble(game_.grand_value())) / DoubleDouble(n);
    ShapleyValues result;
    result.values.reserve(sums.size());
    for (const DoubleDouble& sum : sums) result.values.push_back(sum - B);
    if (!std::isfinite(all.value()))
        throw InvalidValue("values", "not finite or too large", "finite numbers, up to 1e300");
    return result;
}

}  // namespace essmap::shapley
