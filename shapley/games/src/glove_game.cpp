#include "essmap/shapley/glove_game.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "essmap/model/parameters.hpp"
#include "gauss_legendre.hpp"
#include "shapley_weight.hpp"

namespace essmap::shapley {

using model::InvalidValue;

namespace {

constexpr std::size_t most_exact = 40'000;  ///< pairs of counts

std::size_t gloves(const char* name, long long count) {
    if (count < 0 || count > 1'000'000)
        throw InvalidValue(name, std::to_string(count), "a whole number from 0 to 1000000");
    return static_cast<std::size_t>(count);
}

class GloveAssembly final : public Assembly {
public:
    explicit GloveAssembly(std::size_t left) : left_(left) {}
    void clear() override { lefts_ = rights_ = 0; }
    double join(std::size_t member) override {
        ++(member < left_ ? lefts_ : rights_);
        return static_cast<double>(std::min(lefts_, rights_));
    }

private:
    std::size_t left_;
    std::size_t lefts_ = 0;
    std::size_t rights_ = 0;
};

/// Share of one who has what `like` members have and `other` members have the other glove.
Rational exact_share(std::size_t like, std::size_t other) {
    const auto weights = exact_shapley_weights(like + other);
    Rational share;
    mpz_class alike(1);  // sets of the like-1 others of his kind
    for (std::size_t l = 0; l < like; ++l) {
        mpz_class sets;
        mpz_bin_uiui(sets.get_mpz_t(), other, l + 1);
        for (std::size_t r = l + 1; r <= other; ++r) {
            share += weights[l + r] * Rational(alike * sets);
            sets = sets * static_cast<unsigned long>(other - r) / static_cast<unsigned long>(r + 1);
        }
        alike =
            alike * static_cast<unsigned long>(like - 1 - l) / static_cast<unsigned long>(l + 1);
    }
    return share;
}

/// Probabilities of 0..n successes of n, each with probability t: outward from the likeliest, so
/// that no digits are lost, and then made to sum to 1.
std::vector<double> binomial(std::size_t n, double t) {
    std::vector<double> p(n + 1);
    const auto mode = std::min(n, static_cast<std::size_t>(static_cast<double>(n + 1) * t));
    const double odds = t / (1.0 - t);
    const auto ratio = [&](std::size_t k) {  // p(k+1)/p(k)
        return static_cast<double>(n - k) / static_cast<double>(k + 1) * odds;
    };
    p[mode] = 1.0;
    for (std::size_t k = mode; k < n && p[k] > 1e-60; ++k) p[k + 1] = p[k] * ratio(k);
    for (std::size_t k = mode; k > 0 && p[k] > 1e-60; --k) p[k - 1] = p[k] / ratio(k - 1);
    double total = 0.0;
    for (const double value : p) total += value;
    for (double& value : p) value /= total;
    return p;
}

DoubleDouble share_by_integral(std::size_t like, std::size_t other) {
    DoubleDouble share;
    for (const auto [t, weight] : gauss_legendre(static_cast<unsigned>((like + other + 1) / 2))) {
        const auto alike = binomial(like - 1, t);
        const auto others = binomial(other, t);
        double more = 0.0;  // of the others' gloves than l
        double pairs = 0.0;
        for (std::size_t r = other; r > 0; --r) {
            more += others[r];
            if (r - 1 < like) pairs += alike[r - 1] * more;
        }
        share = share + DoubleDouble(weight) * DoubleDouble(pairs);
    }
    return share;
}

}  // namespace

GloveGame::GloveGame(long long left, long long right)
    : CoalitionGame(gloves("left", left) + gloves("right", right)),
      left_(static_cast<std::size_t>(left)),
      right_(static_cast<std::size_t>(right)) {}

double GloveGame::grand_value() const { return static_cast<double>(std::min(left_, right_)); }

MarginalBounds GloveGame::marginal_bounds(std::size_t member) const {
    return {0.0, (member < left_ ? right_ : left_) > 0 ? 1.0 : 0.0};
}

std::unique_ptr<Assembly> GloveGame::assembly() const {
    return std::make_unique<GloveAssembly>(left_);
}

std::span<const double> GloveGame::values(Coalition high, unsigned low,
                                          std::span<double> buffer) const {
    const Coalition left_members = left_ >= 64 ? ~Coalition{0} : (Coalition{1} << left_) - 1;
    for (Coalition S = 0; S < buffer.size(); ++S) {
        const Coalition all = high << low | S;
        const int lefts = std::popcount(all & left_members);
        buffer[S] = std::min(lefts, std::popcount(all) - lefts);
    }
    return buffer;
}

std::optional<ShapleyValues> GloveGame::by_formula(double work) const {
    const auto by_side = [&](const auto& share_of) {
        using Value = decltype(share_of(left_, right_));
        std::vector<Value> shares(size());
        const auto right_side = shares.begin() + static_cast<std::ptrdiff_t>(left_);
        if (left_ > 0) std::fill(shares.begin(), right_side, share_of(left_, right_));
        if (right_ > 0) std::fill(right_side, shares.end(), share_of(right_, left_));
        return shares;
    };
    if (left_ * right_ <= most_exact) return shapley_values(by_side(exact_share));
    const auto n = static_cast<double>(size());
    if (2.0 * n * n > work) return std::nullopt;
    return ShapleyValues{by_side(share_by_integral), {}};
}

}  // namespace essmap::shapley
