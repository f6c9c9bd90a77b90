#include "essmap/maps/axis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace essmap::maps {

namespace {

using model::InvalidValue;
using model::Rational;
using model::shortest;

/// from (to/from)^(i/n), correctly rounded.
double log_point(double from, double to, long long i, long long n) {
    model::BigFloat ratio(192);
    const Rational quotient = model::decimal_value(to) / model::decimal_value(from);
    mpfr_set_q(ratio.get(), quotient.get_mpq_t(), MPFR_RNDN);
    mpfr_log(ratio.get(), ratio.get(), MPFR_RNDN);
    mpfr_mul_si(ratio.get(), ratio.get(), static_cast<long>(i), MPFR_RNDN);
    mpfr_div_si(ratio.get(), ratio.get(), static_cast<long>(n), MPFR_RNDN);
    mpfr_exp(ratio.get(), ratio.get(), MPFR_RNDN);
    mpfr_mul_q(ratio.get(), ratio.get(), model::decimal_value(from).get_mpq_t(), MPFR_RNDN);
    return mpfr_get_d(ratio.get(), MPFR_RNDN);
}

double linear_point(double from, double to, long long i, long long n) {
    const Rational step = Rational(static_cast<long>(i)) / static_cast<long>(n);
    const Rational lo = model::decimal_value(from);
    return model::to_double(lo + (model::decimal_value(to) - lo) * step);
}

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
    for (long long i = 1; i < count; ++i)
        points[static_cast<std::size_t>(i)] =
            i == count - 1 ? to
                           : (spacing == Spacing::log ? log_point(from, to, i, count - 1)
                                                      : linear_point(from, to, i, count - 1));
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
