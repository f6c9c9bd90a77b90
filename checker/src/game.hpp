#pragma once

#include <array>
#include <map>
#include <utility>

#include "rational.hpp"

/// The game, from the paper's Table 1 again: dx/dt = x (1-x) F(x), F(x) = a (1-x) + q x,
/// a = U (1 - theta/r - k) - gamma, q = U (1 - theta/r) + mu - gamma.
namespace checker {

/// U, or C with U = ln(1+C).
struct Benefit {
    bool cost = false;
    Rational value;
};

/// Everything but the benefit.
struct Point {
    Rational r, theta, gamma, mu, k;
};

/// a (where nobody shares) and q (where everyone does).
struct Rates {
    Rational a;
    Rational q;
};

/// Closed box of parameters, and of starts.
struct Box {
    Interval r, theta, gamma, mu, k;
    std::array<Benefit, 2> U;

    /// F at every x in [0,1] falls in theta, gamma and k and rises in r and mu: for each U it is
    /// least at one corner and greatest at the opposite one.
    [[nodiscard]] Point least() const { return {r.lo, theta.hi, gamma.hi, mu.lo, k.hi}; }
    [[nodiscard]] Point greatest() const { return {r.hi, theta.lo, gamma.lo, mu.hi, k.lo}; }
    [[nodiscard]] bool is_point() const;
};

/// From x0 to saturation.
struct Leg {
    Rational from;
    Rational to;
};

Rates rates(const Point& p, const Rational& U);
/// F(x).
Rational growth(const Rates& rate, const Rational& x);

/// Enclosures that need ln(1+C), each C once for each precision.
class Game {
public:
    /// Exact sign of F(x) at a point. ln(1+C) is transcendental for rational C > 0, so that F = 0
    /// only where its parts with and without U vanish; else some precision tells.
    int sign(const Point& p, const Benefit& benefit, const Rational& x);
    /// Exact sign of slope U + offset.
    int sign(const Rational& slope, const Rational& offset, const Benefit& benefit);
    /// Sign of F(x) on a whole box, exact: 1, -1, or 0 where it is not of one sign.
    int sign_on(const Box& box, const Rational& x);
    /// Strategy case of a whole box: 1..4, or 0 where a = 0 or q = 0 somewhere in it.
    int case_of(const Box& box);

    /// Enclosure of U.
    Interval U(const Benefit& benefit, unsigned bits);
    Interval ln(const Rational& z, unsigned bits) { return log_(z, bits); }

private:
    Logarithm log_;
    std::map<std::pair<Rational, unsigned>, Interval> benefits_;
};

/// 1..4 from the signs of a and q; 0 where one is 0.
int case_of_signs(int a, int q);
/// 0 nobody shares, 1 everyone, 2 coexistence, 3 stays, from the signs of a, q and F(x0).
int attractor_of_signs(int a, int q, int start);

}  // namespace checker
