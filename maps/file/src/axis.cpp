#include "essmap/maps/axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace essmap::maps {

namespace {

using model::InvalidValue;
using model::Rational;
using model::shortest;

/// The double nearest to what `near` is within `error` of; nullopt where that leaves two.
std::optional<double> rounded(long double near, long double error) {
    const auto low = static_cast<double>(near - error);
    if (low != static_cast<double>(near + error)) return std::nullopt;
    return low;
}

static_assert(std::numeric_limits<long double>::digits >= 64);
constexpr long double unit = 0x1p-60L;  ///< some units in the last place of a long double

long double nearest(const Rational& value) {
    model::BigFloat number(192);
    mpfr_set_q(number.get(), value.get_mpq_t(), MPFR_RNDN);
    return mpfr_get_ld(number.get(), MPFR_RNDN);
}

/// from + (to - from) i/n, the nearest double: nearly always by long doubles, where these leave two
/// by as many digits as it takes.
class LinearPoints {
public:
    LinearPoints(double from, double to, long n)
        : n_(n),
          from_(model::decimal_value(from)),
          width_(model::decimal_value(to) - from_),
          from_near_(nearest(from_)),
          width_near_(nearest(width_)) {}

    [[nodiscard]] double at(long i) const {
        const auto way = width_near_ * (static_cast<long double>(i) / static_cast<long double>(n_));
        const auto error = unit * (std::abs(from_near_) + std::abs(way));
        if (const auto quick = rounded(from_near_ + way, error)) return *quick;
        return model::to_double(from_ + width_ * (Rational(i) / n_));
    }

private:
    long n_;
    Rational from_, width_;
    long double from_near_, width_near_;
};

/// from (to/from)^(i/n), the nearest double, in the same way.
class LogPoints {
public:
    LogPoints(double from, double to, long n)
        : n_(n), from_(model::decimal_value(from)), from_near_(nearest(from_)), log_(192) {
        const Rational quotient = model::decimal_value(to) / from_;
        mpfr_set_q(log_.get(), quotient.get_mpq_t(), MPFR_RNDN);
        mpfr_log(log_.get(), log_.get(), MPFR_RNDN);
        log_near_ = mpfr_get_ld(log_.get(), MPFR_RNDN);
    }

    [[nodiscard]] double at(long i) {
        const auto power = log_near_ * (static_cast<long double>(i) / static_cast<long double>(n_));
        const long double near = from_near_ * std::exp(power);
        if (const auto quick = rounded(near, unit * (4.0L + power) * near)) return *quick;
        model::BigFloat exact(192);
        mpfr_mul_si(exact.get(), log_.get(), i, MPFR_RNDN);
        mpfr_div_si(exact.get(), exact.get(), n_, MPFR_RNDN);
        mpfr_exp(exact.get(), exact.get(), MPFR_RNDN);
        mpfr_mul_q(exact.get(), exact.get(), from_.get_mpq_t(), MPFR_RNDN);
        return mpfr_get_d(exact.get(), MPFR_RNDN);
    }

private:
    long n_;
    Rational from_;
    long double from_near_;
    model::BigFloat log_;
    long double log_near_ = 0.0L;
};

}  // namespace

std::string_view spacing_name(Spacing spacing) {
    switch (spacing) {
        case Spacing::linear: return "linear";
        case Spacing::log: return "log";
        case Spacing::values: break;
    }
    return "values";
}

Axis Axis::from_values(const std::string& name, std::vector<double> points, bool discrete) {
    if (points.empty()) throw InvalidValue(name, "[]", "at least one point");
    if (points.size() > max_points)
        throw InvalidValue(name, std::to_string(points.size()) + " points",
                           "at most 1048576 points");
    for (std::size_t i = 0; i < points.size(); ++i) {
        model::validate_value(name, points[i]);
        if (i > 0 && !(points[i] > points[i - 1]))
            throw InvalidValue(name, shortest(points[i]) + " after " + shortest(points[i - 1]),
                               "strictly ascending points");
        if (points[i] == 0.0) points[i] = 0.0;  // one zero, not two
    }
    Axis axis;
    axis.name_ = name;
    axis.points_ = std::move(points);
    axis.discrete_ = discrete;
    return axis;
}

Axis Axis::from_range(const std::string& name, Spacing spacing, double from, double to,
                      long long count, bool discrete) {
    const auto most = static_cast<long long>(max_points);
    if (count < 1 || count > most)
        throw InvalidValue(name + ".count", std::to_string(count), "1 <= count <= 1048576");
    model::validate_value(name, from);
    model::validate_value(name, to);
    if (count == 1 ? from != to : !(from < to))
        throw InvalidValue(name, "from " + shortest(from) + " to " + shortest(to),
                           "from < to (or from = to with count = 1)");
    if (spacing == Spacing::log && !(from > 0.0))
        throw InvalidValue(name + ".from", shortest(from), "from > 0 on a log axis");
    std::vector<double> points(static_cast<std::size_t>(count), from);
    const auto fill = [&](auto&& range) {
        for (long i = 1; i < count - 1; ++i) points[static_cast<std::size_t>(i)] = range.at(i);
        points.back() = to;
    };
    if (count > 1 && spacing == Spacing::log)
        fill(LogPoints(from, to, count - 1));
    else if (count > 1)
        fill(LinearPoints(from, to, count - 1));
    return restored(name, spacing, std::move(points), discrete);
}

Axis Axis::restored(const std::string& name, Spacing spacing, std::vector<double> points,
                    bool discrete) {
    Axis axis = from_values(name, std::move(points), discrete);
    axis.spacing_ = spacing;
    return axis;
}

double Axis::edge(std::size_t i) const {
    const double below = points_[i - 1];
    const double above = points_[i];
    if (spacing_ == Spacing::log) return std::sqrt(below) * std::sqrt(above);
    return below + 0.5 * (above - below);
}

double Axis::lo(std::size_t i) const {
    if (!has_width() || i == 0) return points_[i];
    return std::min(edge(i), points_[i]);
}

double Axis::hi(std::size_t i) const {
    if (!has_width() || i + 1 == size()) return points_[i];
    return std::max(edge(i + 1), points_[i]);
}

}  // namespace essmap::maps
