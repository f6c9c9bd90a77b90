#include "times.hpp"

#include <algorithm>

namespace checker {

namespace {

Interval divided(const Interval& value, const Rational& by) {
    if (sgn(by) > 0) return {value.lo / by, value.hi / by};
    return {value.hi / by, value.lo / by};
}

bool positive_on(const Rates& rate, const Leg& leg) {
    return sgn(growth(rate, leg.from)) > 0 && sgn(growth(rate, leg.to)) > 0;
}

}  // namespace

/// T = L(a, d/(x0 F(s))) + L(q, d/((1-s) F(x0))), d = s - x0, L(c, w) = ln(1 + c w)/c, L(0, w) = w.
Interval Times::time(const Rates& rate, const Leg& leg, unsigned bits) {
    if (leg.from >= leg.to) return {};
    const Rational d = leg.to - leg.from;
    Interval sum;
    const auto add = [&](const Rational& rate_there, const Rational& length) {
        Interval part{length, length};
        if (sgn(rate_there) != 0)
            part = divided(game_.ln(1 + rate_there * length, bits), rate_there);
        sum.lo += part.lo;
        sum.hi += part.hi;
    };
    add(rate.a, d / (leg.from * growth(rate, leg.to)));
    add(rate.q, d / ((1 - leg.to) * growth(rate, leg.from)));
    return sum;
}

/// With y = x/(1-x), A = a + q y: J1 = int (1+y)/A^2 dy and J2 = int (1+y)/(y A^2) dy from y0 to
/// y1,
///   J1 = ln(A1/A0)/q^2 + (1 - a/q) D,  J2 = (ln(y1/y0) - ln(A1/A0))/a^2 + (1 - q/a) D,
/// D = (y1 - y0)/(A0 A1); and what is left of them where q = 0 or a = 0.
std::array<Interval, 2> Times::sensitivities(const Rates& rate, const Leg& leg, unsigned bits) {
    if (leg.from >= leg.to) return {};
    const auto& [a, q] = rate;
    const Rational y0 = leg.from / (1 - leg.from);
    const Rational y1 = leg.to / (1 - leg.to);
    const Rational A0 = a + q * y0;
    const Rational A1 = a + q * y1;
    const Rational D = (y1 - y0) / (A0 * A1);
    const Interval ln_rate = game_.ln(A1 / A0, bits);
    std::array<Interval, 2> J;
    if (sgn(q) != 0) {
        const Rational rest = (1 - a / q) * D;
        J[0] = divided(ln_rate, q * q);
        J[0].lo += rest;
        J[0].hi += rest;
    } else {
        J[0].lo = J[0].hi = ((y1 - y0) + (y1 * y1 - y0 * y0) / 2) / (a * a);
    }
    if (sgn(a) != 0) {
        const Rational rest = (1 - q / a) * D;
        const Interval ln_odds = game_.ln(y1 / y0, bits);
        J[1] = divided({ln_odds.lo - ln_rate.hi, ln_odds.hi - ln_rate.lo}, a * a);
        J[1].lo += rest;
        J[1].hi += rest;
    } else {
        J[1].lo = J[1].hi = ((1 / (y0 * y0) - 1 / (y1 * y1)) / 2 + 1 / y0 - 1 / y1) / (q * q);
    }
    return J;
}

bool Times::reaches(const Point& corner, const std::array<Benefit, 2>& U, const Leg& leg) {
    if (leg.from >= leg.to) return true;
    return std::ranges::all_of(U, [&](const Benefit& benefit) {
        return game_.sign(corner, benefit, leg.from) > 0 && game_.sign(corner, benefit, leg.to) > 0;
    });
}

bool Times::never_reaches(const Point& corner, const std::array<Benefit, 2>& U, const Leg& leg) {
    if (leg.from >= leg.to) return false;
    const auto stuck = [&](const Rational& x) {
        return game_.sign(corner, U[0], x) <= 0 && game_.sign(corner, U[1], x) <= 0;
    };
    return stuck(leg.from) || stuck(leg.to);
}

std::optional<TimeBound> Times::greatest(const Point& corner, const std::array<Benefit, 2>& U,
                                         const Leg& leg, unsigned bits, bool with_sensitivity) {
    TimeBound bound;
    if (leg.from >= leg.to) return bound;
    for (const Benefit& benefit : U) {
        const Interval enclosed = game_.U(benefit, bits);
        const Rates at_lo = rates(corner, enclosed.lo);
        const Rates at_hi = rates(corner, enclosed.hi);
        const Rates lowest{std::min(at_lo.a, at_hi.a), std::min(at_lo.q, at_hi.q)};
        if (!positive_on(lowest, leg)) return std::nullopt;
        bound.T = std::max(bound.T, time(lowest, leg, bits).hi);
        if (!with_sensitivity) continue;
        const auto J = sensitivities(lowest, leg, bits);
        bound.J1 = std::max(bound.J1, J[0].hi);
        bound.J2 = std::max(bound.J2, J[1].hi);
    }
    return bound;
}

std::optional<TimeBound> Times::least(const Point& corner, const std::array<Benefit, 2>& U,
                                      const Leg& leg, unsigned bits, bool with_sensitivity) {
    TimeBound bound;
    if (leg.from >= leg.to) return bound;
    std::optional<Rates> highest;
    for (const Benefit& benefit : U) {
        const Interval enclosed = game_.U(benefit, bits);
        for (const Rational* end : {&enclosed.lo, &enclosed.hi}) {
            const Rates rate = rates(corner, *end);
            if (!highest) highest = rate;
            highest->a = std::max(highest->a, rate.a);
            highest->q = std::max(highest->q, rate.q);
        }
    }
    if (!positive_on(*highest, leg)) return std::nullopt;
    bound.T = time(*highest, leg, bits).lo;
    if (with_sensitivity) {
        const auto J = sensitivities(*highest, leg, bits);
        bound.J1 = J[0].lo;
        bound.J2 = J[1].lo;
    }
    return bound;
}

}  // namespace checker
