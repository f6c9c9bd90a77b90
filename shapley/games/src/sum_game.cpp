#include "essmap/shapley/sum_game.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "essmap/model/parameters.hpp"
#include "owen_integral.hpp"
#include "sum_counts.hpp"

namespace essmap::shapley {

using model::InvalidValue;
using model::shortest;

namespace {

constexpr auto names = std::to_array<std::pair<std::string_view, SumFunction>>({
    {"x", SumFunction::identity},
    {"ln(1+x)", SumFunction::log1p},
    {"sqrt(x)", SumFunction::sqrt},
    {"x^exponent", SumFunction::power},
    {"min(x, cap)", SumFunction::capped},
});

constexpr double exact_sums = 0x1p53;

void validate(SumFunction function, double parameter) {
    const auto refuse = [&](const char* name, const char* allowed) {
        throw InvalidValue(name, shortest(parameter), allowed);
    };
    const bool positive = parameter > 0.0 && parameter <= 1e100;
    if (function == SumFunction::power && !(parameter > 0.0 && parameter <= 10.0))
        refuse("exponent", "above 0, 10 at most");
    if (function == SumFunction::capped && !positive) refuse("cap", "above 0, 1e100 at most");
    if (function == SumFunction::quota && !positive) refuse("quota", "above 0, 1e100 at most");
}

/// The largest number of which all are whole multiples; 1 where all are 0.
Rational common_unit(const std::vector<Rational>& values) {
    mpz_class denominator(1);
    for (const Rational& value : values) denominator = lcm(denominator, value.get_den());
    mpz_class factor(0);
    for (const Rational& value : values)
        factor = gcd(factor, mpz_class(value.get_num() * (denominator / value.get_den())));
    if (factor == 0) return 1;
    Rational unit(factor, denominator);
    unit.canonicalize();
    return unit;
}

class SumAssembly final : public Assembly {
public:
    explicit SumAssembly(const SumGame& game) : game_(game) {}
    void clear() override { sum_ = 0.0; }
    double join(std::size_t member) override { return game_.f(sum_ += game_.units()[member]); }

private:
    const SumGame& game_;
    double sum_ = 0.0;
};

}  // namespace

SumFunction sum_function_by_name(std::string_view name) {
    for (const auto& [known, function] : names)
        if (known == name) return function;
    throw InvalidValue("function", std::string(name),
                       "x, ln(1+x), sqrt(x), x^exponent or min(x, cap)");
}

SumGame::SumGame(std::vector<double> contributions, SumFunction function, double parameter)
    : CoalitionGame(contributions.size()),
      function_(function),
      parameter_(parameter),
      units_(std::move(contributions)) {
    require_amounts(function == SumFunction::quota ? "weights" : "contributions", units_);
    validate(function, parameter);
    std::vector<Rational> exact;
    exact.reserve(size());
    for (const double value : units_) exact.push_back(model::decimal_value(value));
    const Rational unit = common_unit(exact);
    const Rational sum = std::accumulate(exact.begin(), exact.end(), Rational(0));
    whole_ = sum / unit < Rational(exact_sums);
    if (whole_) {
        exact_unit_ = unit;
        unit_ = model::to_double(unit);
        for (std::size_t i = 0; i < size(); ++i) units_[i] = Rational(exact[i] / unit).get_d();
    }
    total_ = std::accumulate(units_.begin(), units_.end(), 0.0);
    if (!(f(total_) <= 1e100))
        throw InvalidValue("contributions", "v(N) = " + shortest(f(total_)), "v(N) <= 1e100");
    if (function != SumFunction::quota) return;
    if (!whole_)
        throw InvalidValue("weights", "total " + shortest(model::to_double(sum)),
                           "below 2^53 times the largest number that all are multiples of");
    const Rational quota = model::decimal_value(parameter);
    if (quota > sum)
        throw InvalidValue("quota", shortest(parameter),
                           "at most " + shortest(model::to_double(sum)) + ", the sum of weights");
    const Rational least = quota / unit;
    mpz_class rounded_up;
    mpz_cdiv_q(rounded_up.get_mpz_t(), least.get_num_mpz_t(), least.get_den_mpz_t());
    quota_units_ = rounded_up.get_d();
}

double SumGame::f(double units) const {
    const double x = units * unit_;
    switch (function_) {
        case SumFunction::identity: return x;
        case SumFunction::log1p: return std::log1p(x);
        case SumFunction::sqrt: return std::sqrt(x);
        case SumFunction::power: return std::pow(x, parameter_);
        case SumFunction::capped: return std::min(x, parameter_);
        case SumFunction::quota: break;
    }
    return units >= quota_units_ ? 1.0 : 0.0;
}

Rational SumGame::exact_f(unsigned long units) const {
    if (function_ == SumFunction::quota)
        return {static_cast<double>(units) >= quota_units_ ? 1 : 0};
    const Rational x = exact_unit_ * units;
    return function_ == SumFunction::capped ? std::min(x, model::decimal_value(parameter_)) : x;
}

double SumGame::sums() const {
    if (function_ == SumFunction::quota) return quota_units_;
    if (function_ == SumFunction::capped)
        return std::min(total_ + 1.0, std::ceil(parameter_ / unit_) + 1.0);
    return total_ + 1.0;
}

double SumGame::alone(std::size_t member) const { return f(units_[member]); }

/// f is concave, convex or a step: the ends are at an end of the sums, or 0 and 1.
MarginalBounds SumGame::marginal_bounds(std::size_t member) const {
    if (function_ == SumFunction::quota) return {0.0, units_[member] > 0.0 ? 1.0 : 0.0};
    const double first = alone(member);
    const double last = f(total_) - f(total_ - units_[member]);
    return {std::min(first, last), std::max(first, last)};
}

std::unique_ptr<Assembly> SumGame::assembly() const { return std::make_unique<SumAssembly>(*this); }

std::span<const double> SumGame::values(Coalition high, unsigned low,
                                        std::span<double> buffer) const {
    buffer[0] = 0.0;
    for (std::size_t i = low; i < size(); ++i)
        if ((high >> (i - low) & 1U) != 0) buffer[0] += units_[i];
    for (unsigned i = 0; i < low; ++i) {
        const std::size_t half = std::size_t{1} << i;
        for (std::size_t S = 0; S < half; ++S) buffer[half + S] = buffer[S] + units_[i];
    }
    for (double& value : buffer) value = f(value);
    return buffer;
}

std::optional<ShapleyValues> SumGame::by_formula(double work) const {
    if (function_ == SumFunction::identity) {
        std::vector<Rational> shares(size());
        for (std::size_t i = 0; i < size(); ++i) shares[i] = exact_unit_ * Rational(units_[i]);
        return shapley_values(std::move(shares));
    }
    if (!whole_) return std::nullopt;
    const SumTypes types(*this);
    if (types.types().empty()) return shapley_values(std::vector<Rational>(size()));
    if (!can_count_sums(*this, types, work)) return std::nullopt;
    return shapley_values(types.to_members<Rational>(count_sums(*this, types)));
}

std::unique_ptr<ShapleyPieces> SumGame::by_pieces(double work) const {
    if (!whole_) return nullptr;
    SumTypes types(*this);
    if (OwenIntegral::work(types) > work) return nullptr;
    return std::make_unique<OwenIntegral>(*this, std::move(types));
}

}  // namespace essmap::shapley
