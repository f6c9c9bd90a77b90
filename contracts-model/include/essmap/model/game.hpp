#pragma once

#include <cstdint>
#include <string_view>

#include "essmap/model/parameters.hpp"

/// The game (paper Table 1) and its replicator dynamics (Eqs. 3-12), written once over a numeric
/// domain T: double, DoubleDouble, Rational and, for proofs, an SMT term.
namespace essmap::model {

/// phi = ((r - theta)/r) U (paper sec. 3.1): the benefit of sharing less its cost.
template <class T>
T phi(const Parameters<T>& p) {
    return (T(1) - p.theta / p.r) * p.U;
}

/// Delta = k U (paper sec. 3.1): the benefit that the existing stock still gives if nobody shares.
template <class T>
T delta(const Parameters<T>& p) {
    return p.k * p.U;
}

/// Payoffs of the row player (paper Table 1): first the row's choice, then the column's.
template <class T>
struct PayoffMatrix {
    T share_share;  ///< phi + omega U - gamma
    T share_keep;   ///< phi - gamma
    T keep_share;   ///< omega U - mu
    T keep_keep;    ///< Delta
};

/// The payoffs of the game (paper Table 1), in points.
template <class T>
PayoffMatrix<T> payoff_matrix(const Parameters<T>& p) {
    const T share = phi(p) - p.gamma;
    const T defence = p.omega * p.U;
    return {share + defence, share, defence - p.mu, delta(p)};
}

/// Coefficients of F(x) = x (1-x) (a + b x) (Eq. 6). omega has dropped out.
///
/// a = phi - Delta - gamma = P, the growth rate of sharing where nobody shares (F'(0));
/// b = Delta + mu; q = a + b = Q, the growth rate where everyone shares (-F'(1)). q is evaluated
/// from the parameters, not from a and b, so that it is accurate near zero.
template <class T>
struct Coefficients {
    T a;
    T b;
    T q;
};

/// a, b and q of the game (Eq. 6), each from the parameters:
///     a = U (1 - theta/r - k) - gamma,   b = k U + mu,   q = U (1 - theta/r) - gamma + mu.
template <class T>
Coefficients<T> coefficients(const Parameters<T>& p) {
    const T neutral = T(1) - p.theta / p.r;
    return {p.U * (neutral - p.k) - p.gamma, p.k * p.U + p.mu, p.U * neutral - p.gamma + p.mu};
}

/// Growth rate of the logit of x: g(x) = a + b x = a (1-x) + q x, without cancellation where a and
/// q have one sign. @param one_minus_x 1 - x, given so that it is accurate near x = 1
template <class T>
T growth_rate(const Coefficients<T>& c, const T& x, const T& one_minus_x) {
    return c.a * one_minus_x + c.q * x;
}

/// dx/dt = F(x) = x (1-x) (a + b x) (Eq. 6) at share x.
template <class T>
T replicator(const Coefficients<T>& c, const T& x) {
    const T rest = T(1) - x;
    return x * rest * growth_rate(c, x, rest);
}

/// dx/dt = F(x) = x (U1 - Ubar) (Eqs. 3-5): the share x times the payoff of sharing
/// less the mean payoff. Computed from the payoffs, omega included.
template <class T>
T replicator_from_payoffs(const PayoffMatrix<T>& m, const T& x) {
    const T rest = T(1) - x;
    const T sharing = x * m.share_share + rest * m.share_keep;
    const T keeping = x * m.keep_share + rest * m.keep_keep;
    return x * (sharing - (x * sharing + rest * keeping));
}

/// Outcome of the game. 1-3 are the paper's strategy cases; its conditions cover only b > 0.
enum class Case : std::int8_t {
    degenerate = 0,   ///< a = 0 or a + b = 0: algebraic, not exponential, approach
    all_share = 1,    ///< a > 0, a+b > 0: everyone shares, from any start in (0,1)
    none_share = 2,   ///< a < 0, a+b < 0: nobody shares
    bistable = 3,     ///< a < 0, a+b > 0: shares iff x0 > eta
    coexistence = 4,  ///< a > 0, a+b < 0: stable at eta; needs mu < -Delta
};

/// The case that the signs (-1, 0 or 1) of a and q = a + b give, for all nine pairs.
constexpr Case case_of_signs(int a, int q) {
    if (a == 0 || q == 0) return Case::degenerate;
    if (a > 0) return q > 0 ? Case::all_share : Case::coexistence;
    return q > 0 ? Case::bistable : Case::none_share;
}

/// The name of a case in reports, e.g. "everyone shares".
constexpr std::string_view case_name(Case value) {
    switch (value) {
        case Case::all_share: return "everyone shares";
        case Case::none_share: return "nobody shares";
        case Case::bistable: return "bistable";
        case Case::coexistence: return "coexistence";
        case Case::degenerate: break;
    }
    return "degenerate";
}

/// Where an orbit goes.
enum class Attractor : std::int8_t {
    none = 0,      ///< x -> 0
    all = 1,       ///< x -> 1
    interior = 2,  ///< x -> eta, the stable coexistence
    stays = 3,     ///< x0 is an equilibrium: 0, 1, exactly eta, or any point where a = b = 0
};

/// The attractor of x0 in (0,1) that the signs (-1, 0 or 1) of a, q = a + b and g0 = a + b x0 give.
constexpr Attractor attractor_of_signs(int a, int q, int g0) {
    if (g0 > 0) return q < 0 ? Attractor::interior : Attractor::all;
    if (g0 < 0) return a > 0 ? Attractor::interior : Attractor::none;
    return Attractor::stays;
}

/// The name of an attractor in reports, e.g. "everyone shares".
constexpr std::string_view attractor_name(Attractor value) {
    switch (value) {
        case Attractor::none: return "nobody shares";
        case Attractor::all: return "everyone shares";
        case Attractor::interior: return "coexistence";
        case Attractor::stays: break;
    }
    return "stays at x0";
}

}  // namespace essmap::model
