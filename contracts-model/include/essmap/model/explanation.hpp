#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "essmap/model/classification.hpp"

/// Why a point is in its strategy case, and how far each parameter is from making it case 1.
namespace essmap::model {

/// A summand of a growth rate.
struct GrowthTerm {
    std::string_view name;
    double value;
};

/// One of the two inequalities of case 1, a > 0 and a + b > 0 (Eq. 6), with its summands:
///     a = U - U theta/r - U k - gamma,   a + b = U - U theta/r - gamma + mu.
struct Inequality {
    std::string_view name;  ///< "a" or "a + b"
    double value;           ///< correctly rounded; case 1 asks for > 0
    std::vector<GrowthTerm> terms;

    /// The least summand: the one that lowers the growth rate most, if any is negative.
    [[nodiscard]] const GrowthTerm& dominant() const {
        const GrowthTerm* found = &terms.front();
        for (const auto& term : terms)
            if (term.value < found->value) found = &term;
        return *found;
    }
};

/// The growth rate, a or a + b, that is nearest to its boundary 0, in gamma; a where both are.
inline std::string_view nearest_boundary(const Classification& c) {
    return std::abs(c.a) <= std::abs(c.q) ? "a" : "a + b";
}

/// The two inequalities at a point, a > 0 first, then a + b > 0.
/// @throws InvalidValue for a parameter outside its domain.
inline std::array<Inequality, 2> inequalities(const ParameterValues& values) {
    const PointGame game(values);
    const DoubleDouble U = game.U();
    const DoubleDouble cost = U * (Decimal(values.theta).value / Decimal(values.r).value);
    const GrowthTerm benefit{"U", U.value()};
    const GrowthTerm balance{"- U theta/r", -cost.value()};
    const GrowthTerm stock{"- U k", -(U * Decimal(values.k).value).value()};
    const GrowthTerm charge{"- gamma", -values.gamma};
    const GrowthTerm deduction{"+ mu", values.mu};
    return {Inequality{"a", game.a().value(), {benefit, balance, stock, charge}},
            Inequality{"a + b", game.q().value(), {benefit, balance, charge, deduction}}};
}

/// The values of one parameter at which case 1 holds, all others fixed. They lie between two open
/// ends, as both growth rates are monotone in every parameter. An end is the first double outside.
struct CaseOneRange {
    std::string_view name;
    double value = 0.0;                  ///< as it is
    std::optional<double> above, below;  ///< ends; nullopt: to the end of the domain
    bool none = false;                   ///< no value will do

    /// Does x lie strictly between the ends? The domain of the parameter is not checked.
    [[nodiscard]] bool contains(double x) const {
        return !none && !(above && x <= *above) && !(below && x >= *below);
    }
    /// The distance from the value to the nearest end, >= 0: how far it may move until case 1 is
    /// lost where it holds, else how far it must move to reach it.
    /// @return nullopt where there is no end, or no value gives case 1
    [[nodiscard]] std::optional<double> distance() const {
        std::optional<double> nearest;
        for (const auto& end : {above, below})
            if (end && !none)
                nearest = std::min(std::abs(*end - value),
                                   nearest.value_or(std::numeric_limits<double>::infinity()));
        return nearest;
    }
};

namespace detail {

/// The parameter of this name. @param name r, theta, gamma, mu or k; another one means the benefit
inline double& parameter(ParameterValues& values, std::string_view name) {
    if (name == "r") return values.r;
    if (name == "theta") return values.theta;
    if (name == "gamma") return values.gamma;
    if (name == "mu") return values.mu;
    if (name == "k") return values.k;
    return values.benefit.value;
}

/// The place of a double among all doubles in ascending order: neighbours are 1 apart, 0 is at 0.
inline std::int64_t place_of(double value) {
    const auto bits = std::bit_cast<std::int64_t>(value);
    return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
/// The double at a place: the inverse of place_of().
inline double double_at(std::int64_t place) {
    return std::bit_cast<double>(place >= 0 ? place
                                            : std::numeric_limits<std::int64_t>::min() - place);
}

}  // namespace detail

/// Bisects the doubles from `inside`, where holds(x) is true, to `outside`, where it is false.
/// @return the first double on this way for which it is false @pre it changes only once
template <class Holds>
double first_outside(double inside, double outside, Holds holds) {
    std::int64_t in = detail::place_of(inside);
    std::int64_t out = detail::place_of(outside);
    while (std::abs(in / 2 - out / 2) > 1 || std::abs(in - out) > 1) {
        const std::int64_t middle = in / 2 + out / 2 + (in % 2 + out % 2) / 2;
        (holds(detail::double_at(middle)) ? in : out) = middle;
    }
    return detail::double_at(out);
}

/// The range of one parameter in which case 1 holds, all others fixed. Its ends are found by exact
/// signs. @param name r, theta, gamma, mu, k, or the benefit as it is given: C or U
/// @throws InvalidValue for another name, or another parameter outside its domain
inline CaseOneRange case_one_range(ParameterValues values, std::string_view name) {
    const ParameterInfo& info = parameter_info(name);
    double& parameter = detail::parameter(values, name);
    CaseOneRange range{name, parameter, {}, {}, false};
    const double least = info.open ? smallest_positive : info.lo;
    const double most = name == "k" ? std::nextafter(info.hi, 0.0) : info.hi;
    // Each growth rate is > 0 everywhere, nowhere, or on one side of an end.
    const auto narrow = [&](auto growth) {
        const auto holds = [&](double at) {
            parameter = at;
            return growth(PointGame(values)).value() > 0.0;
        };
        const bool low = holds(least);
        const bool high = holds(most);
        if (!low && !high) range.none = true;
        if (low == high) return;
        const double end =
            low ? first_outside(least, most, holds) : first_outside(most, least, holds);
        if (low)
            range.below = std::min(range.below.value_or(end), end);
        else
            range.above = std::max(range.above.value_or(end), end);
    };
    narrow([](const PointGame& game) { return game.a(); });
    narrow([](const PointGame& game) { return game.q(); });
    if (range.above && range.below && !(std::nextafter(*range.above, most) < *range.below))
        range.none = true;
    return range;
}

/// case_one_range() of gamma, theta, mu, k, r and the benefit, in this order. omega has no effect.
/// @throws InvalidValue for a parameter outside its domain
inline std::vector<CaseOneRange> case_one_ranges(const ParameterValues& values) {
    std::vector<CaseOneRange> ranges;
    for (const std::string_view name :
         {std::string_view("gamma"), std::string_view("theta"), std::string_view("mu"),
          std::string_view("k"), std::string_view("r"), benefit_name(values.benefit.kind)})
        ranges.push_back(case_one_range(values, name));
    return ranges;
}

/// The ranges, those first whose value is nearest to an end, relative to the value (absolutely
/// where the value is 0), and those last that have no end to come to.
inline std::vector<CaseOneRange> nearest_first(std::vector<CaseOneRange> ranges) {
    const auto nearness = [](const CaseOneRange& range) {
        const auto distance = range.distance();
        if (!distance) return std::numeric_limits<double>::infinity();
        return range.value == 0.0 ? *distance : *distance / std::abs(range.value);
    };
    std::ranges::stable_sort(ranges, {}, nearness);
    return ranges;
}

}  // namespace essmap::model
