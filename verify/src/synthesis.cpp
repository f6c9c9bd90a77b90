#include "essmap/verify/synthesis.hpp"

#include "essmap/model/game.hpp"
#include "property_table.hpp"

namespace essmap::verify {

namespace {

constexpr mpfr_prec_t benefit_bits = 200;

model::RationalInterval enclose(const model::Benefit& benefit) {
    const Rational value = model::decimal_value(benefit.value);
    if (benefit.kind == model::BenefitKind::given) return {value, value};
    return model::enclose_log1p(value, benefit_bits);
}

/// The claim's words: theta and gamma, the ends of U, and the condition on them.
template <class S>
struct Choice {
    using T = typename S::Number;
    T theta, gamma, lowest, highest;
    Truth<T> safe;
};
template <class S>
Choice<S> any_choice(S& s, const Environment& environment, const model::RationalInterval& low,
                     const model::RationalInterval& high, const Rational& theta,
                     const Rational& gamma) {
    using T = typename S::Number;
    Choice<S> c{s.number("theta_max", "levels", theta), s.number("gamma_max", "points", gamma),
                s.number("U_min", "points", low.lo), s.number("U_max", "points", high.hi),
                Truth<T>(true)};
    s.assume(T(0) <= c.theta && model::within(c.lowest, T(low.lo), T(low.hi)) &&
             model::within(c.highest, T(high.lo), T(high.hi)) && c.lowest <= c.highest);
    const T bracket = T(1) - c.theta / T(environment.rank_min) - T(environment.stock_max);
    c.safe = c.gamma < c.lowest * bracket && c.gamma < c.highest * bracket;
    return c;
}

template <class T>
auto coefficients(const T& rank, const T& theta, const T& gamma, const T& mu, const T& k,
                  const T& benefit) {
    return model::coefficients(model::Parameters<T>{rank, theta, gamma, mu, k, T(0), benefit});
}

/// @param theta, gamma of the example, below the bound
auto sufficient(const Environment& e, const model::RationalInterval& low,
                const model::RationalInterval& high, const Rational& theta, const Rational& gamma) {
    return proved(
        "Below the bound, every member of this environment is in strategy case 1, for every theta "
        "up to theta_max, gamma up to gamma_max and mu >= 0.",
        "gamma_max < U (1 - theta_max/r_min - k_max) at both ends of U -> a > 0, a + b > 0",
        [=]<class S, class T = Number<S>>(S & s) {
            const auto c = any_choice(s, e, low, high, theta, gamma);
            s.assume(c.safe);
            const T now_theta = s.number("theta", "levels", theta);
            const T now_gamma = s.number("gamma", "points", gamma);
            const T rank = s.number("r", "level", e.rank_min);
            const T k = s.number("k", "", e.stock_max);
            const T mu = s.number("mu", "points", 0);
            const T benefit = s.number("U", "points", high.hi);
            s.assume(model::within(now_theta, T(0), c.theta) && now_gamma <= c.gamma &&
                     model::within(rank, T(e.rank_min), T(e.rank_max)) &&
                     model::within(k, T(e.stock_min), T(e.stock_max)) && T(0) <= mu &&
                     model::within(benefit, c.lowest, c.highest));
            const auto at = coefficients<T>(rank, now_theta, now_gamma, mu, k, benefit);
            s.claim("a > 0", T(0) < at.a);
            s.claim("a + b > 0", T(0) < at.q);
        });
}

/// @param theta, gamma of the example, beyond the bound
auto necessary(const Environment& e, const model::RationalInterval& low,
               const model::RationalInterval& high, const Rational& theta, const Rational& gamma) {
    return proved(
        "At or above the bound, some member of this environment is not: no weaker bound is safe.",
        "otherwise a <= 0 at r = r_min, k = k_max and one end of U",
        [=]<class S, class T = Number<S>>(S & s) {
            const auto c = any_choice(s, e, low, high, theta, gamma);
            s.assume(!c.safe);
            const auto at = [&](const T& benefit) {
                return coefficients<T>(T(e.rank_min), c.theta, c.gamma, T(0), T(e.stock_max),
                                       benefit);
            };
            s.claim("a <= 0 at one end of U", at(c.lowest).a <= T(0) || at(c.highest).a <= T(0));
        });
}

}  // namespace

TradeOff::TradeOff(const Environment& environment)
    : environment_(environment),
      low_(enclose(environment.benefit_min)),
      high_(enclose(environment.benefit_max)) {}

Rational TradeOff::turn() const { return environment_.rank_min * (1 - environment_.stock_max); }

model::RationalInterval TradeOff::gamma_bound(const Rational& theta_max) const {
    const Rational bracket = 1 - theta_max / environment_.rank_min - environment_.stock_max;
    if (bracket >= 0) return {low_.lo * bracket, low_.hi * bracket};
    return {high_.hi * bracket, high_.lo * bracket};
}

std::vector<Property> TradeOff::properties() const {
    const Rational theta = turn() / 2;
    const model::RationalInterval bound = gamma_bound(theta);
    PropertyTable table(Subject::guarded);
    table.real("synthesis.sufficient", sufficient(environment_, low_, high_, theta, bound.lo - 1));
    table.real("synthesis.necessary", necessary(environment_, low_, high_, theta, bound.hi + 1));
    return table.properties();
}

std::string shown_below(const Rational& value) {
    const mpz_class power(1'000'000'000);
    const Rational scaled = value * power;
    mpz_class floor;
    mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
    Rational result(floor, power);
    result.canonicalize();
    return shown(result);
}

}  // namespace essmap::verify
