#include "essmap/shapley/factor_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "essmap/model/find_name.hpp"
#include "essmap/model/parameters.hpp"

namespace essmap::shapley {

namespace {

using model::DoubleDouble;
using model::InvalidValue;
using model::shortest;

/// What sums and quotients can take without over- or underflow.
constexpr const char* proportion_allowed = "0, or from 1e-100 to 1e100";
bool is_proportion(double x) {
    return x == 0.0 || (x >= model::smallest_positive && x <= model::largest_magnitude);
}

/// Divides by the sum. @throws model::InvalidValue where it is 0
std::vector<double> normalised(const std::vector<double>& weights, const std::string& what) {
    DoubleDouble sum;
    for (const double weight : weights) sum = sum + DoubleDouble(weight);
    if (!(sum.value() > 0.0)) throw InvalidValue("sum of " + what, "0", "more than 0");
    std::vector<double> result;
    result.reserve(weights.size());
    for (const double weight : weights) result.push_back((DoubleDouble(weight) / sum).value());
    return result;
}

/// (1 + d) ln(1 + d) - d for d >= -1: d^2/2 - d^3/6 + d^4/12 - .. near 0.
double excess(double d) {
    if (d == -1.0) return 1.0;
    if (std::abs(d) >= 0.0625) return (1.0 + d) * std::log1p(d) - d;
    double sum = 0.0;
    for (int k = 16; k >= 2; --k) sum = 1.0 / (k * (k - 1.0)) - d * sum;
    return d * d * sum;
}

/// A^2 over its largest entry.
std::vector<double> squared(const std::vector<double>& a, std::size_t m) {
    std::vector<double> result(a.size(), 0.0);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t k = 0; k < m; ++k)
            for (std::size_t j = 0; j < m; ++j) result[i * m + j] += a[i * m + k] * a[k * m + j];
    const double largest = *std::ranges::max_element(result);
    for (double& entry : result) entry /= largest;
    return result;
}

}  // namespace

Factors::Factors(std::vector<std::string> names, std::vector<double> x)
    : names_(std::move(names)), x_(std::move(x)) {
    if (names_.empty()) throw InvalidValue("factors", "0", "at least 1");
    if (x_.empty() || x_.size() % count() != 0)
        throw InvalidValue("values of factors", std::to_string(x_.size()),
                           "one per member and factor: a multiple of " + std::to_string(count()));
    for (std::size_t i = 0; i < members(); ++i)
        for (std::size_t j = 0; j < count(); ++j) check(i, j, this->x(i, j));
    sums_.reserve(count());
    for (std::size_t j = 0; j < count(); ++j) {
        sums_.push_back(added_up(j));
        if (!(sums_[j].value() > 0.0))
            throw InvalidValue("sum of factor " + names_[j], "0", "more than 0");
    }
}

void Factors::check(std::size_t member, std::size_t factor, double x) const {
    if (!is_proportion(x))
        throw InvalidValue("factor " + names_[factor] + " of member " + std::to_string(member + 1),
                           shortest(x), proportion_allowed);
}

DoubleDouble Factors::added_up(std::size_t factor) const {
    DoubleDouble sum;
    for (std::size_t i = 0; i < members(); ++i) sum = sum + DoubleDouble(x(i, factor));
    return sum;
}

void Factors::set(std::size_t member, std::size_t factor, double x) {
    check(member, factor, x);
    const double before = std::exchange(x_[member * count() + factor], x);
    const DoubleDouble sum = added_up(factor);
    if (!(sum.value() > 0.0)) {
        x_[member * count() + factor] = before;
        throw InvalidValue("sum of factor " + names_[factor], "0", "more than 0");
    }
    sums_[factor] = sum;
}

double Factors::p(std::size_t member, std::size_t factor) const {
    return (DoubleDouble(x(member, factor)) / sums_[factor]).value();
}

std::vector<DoubleDouble> Factors::ranking(std::span<const double> lambda) const {
    if (lambda.size() != count())
        throw InvalidValue("weights", std::to_string(lambda.size()),
                           "one per factor: " + std::to_string(count()));
    DoubleDouble total;
    for (const double weight : lambda) {
        if (!(weight >= 0.0 && weight <= model::largest_magnitude))
            throw InvalidValue("weight", shortest(weight), "from 0 to 1e100");
        total = total + DoubleDouble(weight);
    }
    if (!(total.value() >= model::smallest_positive))
        throw InvalidValue("sum of weights", shortest(total.value()), "more than 0");
    std::vector<DoubleDouble> scale;
    scale.reserve(count());
    for (std::size_t j = 0; j < count(); ++j)
        scale.push_back(DoubleDouble(lambda[j]) / total / sums_[j]);
    std::vector<DoubleDouble> ranking(members());
    for (std::size_t i = 0; i < members(); ++i)
        for (std::size_t j = 0; j < count(); ++j)
            ranking[i] = ranking[i] + scale[j] * DoubleDouble(x(i, j));
    return ranking;
}

std::string_view name_of(Weighting weighting) {
    switch (weighting) {
        case Weighting::given: return "given";
        case Weighting::entropy: return "entropy";
        case Weighting::ahp: return "ahp";
        case Weighting::combined: break;
    }
    return "combined";
}

void by_name(const std::string& key, const std::string& name, Weighting& weighting) {
    model::find_name(key, name,
                     {Weighting::given, Weighting::entropy, Weighting::ahp, Weighting::combined},
                     weighting);
}

FactorWeights given_weights(std::span<const double> weights) {
    if (weights.empty()) throw InvalidValue("weights", "0", "at least 1");
    for (std::size_t j = 0; j < weights.size(); ++j)
        if (!is_proportion(weights[j]))
            throw InvalidValue("weight of factor " + std::to_string(j + 1), shortest(weights[j]),
                               proportion_allowed);
    return {Weighting::given, normalised({weights.begin(), weights.end()}, "weights"), {}, {}};
}

FactorWeights entropy_weights(const Factors& factors) {
    const auto n = static_cast<double>(factors.members());
    std::vector<double> told;  // 1 - e_j
    told.reserve(factors.count());
    for (std::size_t j = 0; j < factors.count(); ++j) {
        DoubleDouble sum;
        for (std::size_t i = 0; i < factors.members(); ++i) {
            const auto over = DoubleDouble(n) * DoubleDouble(factors.x(i, j)) - factors.sum(j);
            sum = sum + DoubleDouble(excess((over / factors.sum(j)).value()));
        }
        told.push_back(n > 1.0 ? sum.value() / (n * std::log(n)) : 0.0);
    }
    FactorWeights result{Weighting::entropy, {}, {}, {}};
    result.entropies.reserve(told.size());
    for (const double part : told) result.entropies.push_back(std::max(0.0, 1.0 - part));
    const bool none = std::ranges::all_of(told, [](double part) { return part == 0.0; });
    result.lambda = normalised(none ? std::vector<double>(told.size(), 1.0) : told, "1 - e");
    return result;
}

PairwiseComparison PairwiseComparison::full(std::span<const double> a) {
    std::size_t m = 1;
    while (m < most_compared && m * m < a.size()) ++m;
    if (m * m != a.size())
        throw InvalidValue("judgements", std::to_string(a.size()),
                           "m^2 for m factors, 1 <= m <= " + std::to_string(most_compared));
    const auto name = [](std::size_t i, std::size_t j) {
        return "a_" + std::to_string(i + 1) + "," + std::to_string(j + 1);
    };
    PairwiseComparison result(m);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = i; j < m; ++j) {
            const double above = a[i * m + j];
            const double below = a[j * m + i];
            result.judge(i, j, above);
            if (i == j && above != 1.0) throw InvalidValue(name(i, i), shortest(above), "1");
            if (!(std::abs(above * below - 1.0) <= 1e-9))
                throw InvalidValue(name(j, i), shortest(below),
                                   "1/" + name(i, j) + " = " + shortest(1.0 / above) +
                                       " to 1e-9, or give only what is above the diagonal");
            if (below > 1.0) result.judge(j, i, below);
        }
    return result;
}

PairwiseComparison PairwiseComparison::upper(std::span<const double> a) {
    std::size_t m = 1;
    while (m < most_compared && m * (m - 1) / 2 < a.size()) ++m;
    if (m * (m - 1) / 2 != a.size())
        throw InvalidValue("judgements", std::to_string(a.size()),
                           "m (m-1)/2 for m factors, 1 <= m <= " + std::to_string(most_compared));
    PairwiseComparison result(m);
    std::size_t next = 0;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = i + 1; j < m; ++j) result.judge(i, j, a[next++]);
    return result;
}

void PairwiseComparison::judge(std::size_t i, std::size_t j, double a) {
    if (!(a >= 1e-9 && a <= 1e9))
        throw InvalidValue("a_" + std::to_string(i + 1) + "," + std::to_string(j + 1), shortest(a),
                           "1e-9 <= a <= 1e9 (Saaty's scale is 1/9 to 9)");
    a_[i * m_ + j] = a;
    a_[j * m_ + i] = 1.0 / a;
}

FactorWeights ahp_weights(const PairwiseComparison& judgements, bool force) {
    static constexpr std::array<double, most_compared> random_index{
        0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};
    const std::size_t m = judgements.size();
    std::vector<double> power(m * m);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < m; ++j) power[i * m + j] = judgements.at(i, j);
    std::vector<double> lambda(m);
    double lo = 0.0;
    double hi = 0.0;
    // The powers' columns turn into multiples of Perron's vector; 2^60 of them are enough for any
    // ratio of eigenvalues that doubles tell from 1.
    for (int doubling = 0; doubling < 60 && (doubling == 0 || hi - lo > 1e-15 * hi); ++doubling) {
        for (std::size_t i = 0; i < m; ++i) {
            lambda[i] = 0.0;
            for (std::size_t j = 0; j < m; ++j) lambda[i] += power[i * m + j];
        }
        for (std::size_t i = 0; i < m; ++i) {
            double image = 0.0;
            for (std::size_t j = 0; j < m; ++j) image += judgements.at(i, j) * lambda[j];
            const double ratio = image / lambda[i];
            lo = i == 0 ? ratio : std::min(lo, ratio);
            hi = i == 0 ? ratio : std::max(hi, ratio);
        }
        power = squared(power, m);
    }
    const auto size = static_cast<double>(m);
    Consistency found{std::max(size, 0.5 * (lo + hi)), 0.0, 0.0};
    if (m > 1) found.index = (found.lambda_max - size) / (size - 1.0);
    if (m > 2) found.ratio = found.index / random_index[m - 1];
    if (!force && !(found.ratio <= largest_consistency_ratio))
        throw InvalidValue("consistency ratio CR", shortest(found.ratio),
                           "at most 0.1 (Saaty), unless forced: judgements must nearly agree, "
                           "a_ij a_jk = a_ik");
    return {Weighting::ahp, normalised(lambda, "weights"), {}, found};
}

FactorWeights combined_weights(const FactorWeights& entropy, const FactorWeights& ahp) {
    if (entropy.lambda.size() != ahp.lambda.size())
        throw InvalidValue("compared factors", std::to_string(ahp.lambda.size()),
                           "as many as there are: " + std::to_string(entropy.lambda.size()));
    std::vector<double> products(entropy.lambda.size());
    for (std::size_t j = 0; j < products.size(); ++j)
        products[j] = entropy.lambda[j] * ahp.lambda[j];
    return {Weighting::combined, normalised(products, "the products of weights"), entropy.entropies,
            ahp.consistency};
}

}  // namespace essmap::shapley
