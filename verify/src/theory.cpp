#include "essmap/model/growth.hpp"
#include "property_table.hpp"

namespace essmap::verify {

namespace {

/// Value and slope: forward differentiation of whatever is written over a numeric domain.
template <class T>
struct Dual {
    T value;
    T slope = T(0);

    explicit Dual(long known) : value(T(known)) {}
    Dual(T v, T s) : value(std::move(v)), slope(std::move(s)) {}
    friend Dual operator+(const Dual& a, const Dual& b) {
        return {a.value + b.value, a.slope + b.slope};
    }
    friend Dual operator-(const Dual& a, const Dual& b) {
        return {a.value - b.value, a.slope - b.slope};
    }
    friend Dual operator*(const Dual& a, const Dual& b) {
        return {a.value * b.value, a.slope * b.value + a.value * b.slope};
    }
};

/// Table 3's case 1, with which Table 4 begins.
struct Example {
    Rational r = 4, theta = 2, gamma = 2, mu = 8, k = Rational(1, 4), omega = 1, U = 10;
};

/// The game's parameters, free within the paper's domain but for mu, which may be negative.
template <class S>
auto any_parameters(S& s, const Example& e = {}) {
    using T = typename S::Number;
    const model::Parameters<T> p{s.number("r", "level", e.r),
                                 s.number("theta", "levels", e.theta),
                                 s.number("gamma", "points", e.gamma),
                                 s.number("mu", "points", e.mu),
                                 s.number("k", "", e.k),
                                 s.number("omega", "", e.omega),
                                 s.number("U", "points", e.U)};
    s.assume(p.r >= T(1) && p.theta >= T(0) && p.k > T(0) && p.k < T(1) && p.omega >= T(0) &&
             p.U > T(0));
    return p;
}

template <class S>
auto shown_coefficients(S& s, const model::Parameters<typename S::Number>& p) {
    const auto c = model::coefficients(p);
    s.show("a", c.a, "points");
    s.show("b", c.b, "points");
    return c;
}

/// The case function, over formulas: which of the five outcomes of game.hpp's table holds.
template <class T>
struct Outcome {
    Truth<T> all_share, none_share, bistable, coexistence, degenerate;
};
template <class T>
Outcome<T> outcome(const model::Coefficients<T>& c) {
    const T zero(0);
    return {zero < c.a && zero < c.q, c.a < zero && c.q < zero, c.a < zero && zero < c.q,
            zero < c.a && c.q < zero, c.a == zero || c.q == zero};
}

constexpr auto eq6 = proved(
    "The replicator equation follows from the payoffs of Table 1.",
    "x (U1 - Ubar) = x (1-x) (a + b x) (Eqs. 3-6)", []<class S, class T = Number<S>>(S& s) {
        const auto p = any_parameters(s);
        const T x = s.number("x", "", Rational(1, 5));
        const T from_payoffs = model::replicator_from_payoffs<T>(model::payoff_matrix(p), x);
        const T closed = model::replicator<T>(model::coefficients(p), x);
        s.claim("both sides are equal", from_payoffs == closed);
    });

constexpr auto coefficients =
    proved("a + b, which essmap evaluates from the parameters, is the sum.",
           "U (1 - theta/r) - gamma + mu = a + b", [](auto& s) {
               const auto c = shown_coefficients(s, any_parameters(s));
               s.claim("q = a + b", c.q == c.a + c.b);
           });

constexpr auto growth_form = proved(
    "The affine form in U with which maps decide signs and certify boxes is the growth rate of the "
    "game.",
    "(1 - theta/r - k (1-x)) U + mu x - gamma = a + b x (Eq. 6)",
    []<class S, class T = Number<S>>(S& s) {
        const auto p = any_parameters(s);
        const T x = s.number("x", "", Rational(1, 5));
        const auto form = model::growth_form<T>(p.r, p.theta, p.gamma, p.mu, p.k, x);
        s.claim("the same rate", form.slope * p.U + form.offset ==
                                     model::growth_rate<T>(model::coefficients(p), x, T(1) - x));
    });

constexpr auto omega = proved(
    "omega changes neither the dynamics nor the regions.", "F(x; omega) = F(x; omega') (Eq. 6)",
    []<class S, class T = Number<S>>(S& s) {
        auto p = any_parameters(s);
        const T x = s.number("x", "", Rational(1, 5));
        const T one = model::replicator_from_payoffs<T>(model::payoff_matrix(p), x);
        p.omega = s.number("omega2", "", 4);
        const T other = model::replicator_from_payoffs<T>(model::payoff_matrix(p), x);
        s.claim("F(x) is the same for both omega", one == other);
    });

constexpr auto slopes = proved(
    "The slopes of F at its equilibria are those that decide stability.",
    "F'(0) = a, F'(1) = -(a + b), F'(eta) = -a (1 - eta) (Eqs. 10-12)",
    []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s));
        const auto slope_at = [&](const T& x) {
            const model::Coefficients<Dual<T>> constants{{c.a, T(0)}, {c.b, T(0)}, {c.q, T(0)}};
            return model::replicator<Dual<T>>(constants, {x, T(1)}).slope;
        };
        s.claim("F'(0) = a", slope_at(T(0)) == c.a);
        s.claim("F'(1) = -(a + b)", slope_at(T(1)) == -c.q);
        const T eta = s.number("eta", "", Rational(-1, 21));
        s.assume(c.a + c.b * eta == T(0));
        s.claim("eta is an equilibrium", model::replicator<T>(c, eta) == T(0));
        s.claim("F'(eta) = -a (1 - eta)", slope_at(eta) == -c.a * (T(1) - eta));
    });

constexpr auto equilibria = proved(
    "The only equilibria are 0, 1 and eta = -a/b.",
    "F(x) = 0 <-> x in {0, 1} or a + b x = 0 (Eqs. 7-9)", []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s));
        const T x = s.number("x", "", 1);
        s.assume(model::replicator<T>(c, x) == T(0));
        s.claim("one of the three", x == T(0) || x == T(1) || c.a + c.b * x == T(0));
    });

constexpr auto cases = proved(
    "Every parameter point is in exactly one case, and with b > 0 the paper's conditions name it.",
    "cases 1-4 and degenerate partition the space (paper sec. 3.2 for b > 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s));
        const T zero(0);
        const auto is = outcome<T>(c);
        s.claim("complete",
                is.all_share || is.none_share || is.bistable || is.coexistence || is.degenerate);
        s.claim("exclusive",
                !(is.all_share && is.none_share) && !(is.all_share && is.bistable) &&
                    !(is.all_share && is.coexistence) && !(is.all_share && is.degenerate) &&
                    !(is.none_share && is.bistable) && !(is.none_share && is.coexistence) &&
                    !(is.none_share && is.degenerate) && !(is.bistable && is.coexistence) &&
                    !(is.bistable && is.degenerate) && !(is.coexistence && is.degenerate));
        s.assume(zero < c.b);
        s.claim("case 1 is the paper's: a > 0, b > 0", is.all_share == (zero < c.a));
        s.claim("case 2 is the paper's: a < 0, 0 < b < -a",
                is.none_share == (c.a < zero && c.b < -c.a));
        s.claim("case 3 is the paper's: a < 0, b > -a", is.bistable == (c.a < zero && -c.a < c.b));
    });

constexpr auto case1_attracts = proved(
    "In case 1 the share of sharers grows from every start in (0,1).",
    "a > 0, a + b > 0, 0 < x < 1 -> F(x) > 0", []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s));
        const T x = s.number("x", "", Rational(1, 5));
        s.assume(T(0) < c.a && T(0) < c.q && T(0) < x && x < T(1));
        s.claim("x grows", T(0) < model::replicator<T>(c, x));
    });

constexpr auto case2_repels = proved(
    "In case 2 it falls from every start in (0,1).", "a < 0, a + b < 0, 0 < x < 1 -> F(x) < 0",
    []<class S, class T = Number<S>>(S& s) {
        const auto c =
            shown_coefficients(s, any_parameters(s, {.gamma = 4, .mu = Rational(1, 5), .U = 4}));
        const T x = s.number("x", "", Rational(1, 5));
        s.assume(c.a < T(0) && c.q < T(0) && T(0) < x && x < T(1));
        s.claim("x falls", model::replicator<T>(c, x) < T(0));
    });

constexpr auto case3_threshold = proved(
    "In case 3 it grows above eta and falls below.",
    "a < 0 < a + b: F(x) > 0 <-> x > eta, eta in (0,1)", []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s, {.gamma = 7}));
        const T x = s.number("x", "", Rational(1, 5));
        const T eta = s.number("eta", "", Rational(3, 7));
        s.assume(c.a < T(0) && T(0) < c.q && T(0) < x && x < T(1) && c.a + c.b * eta == T(0));
        s.claim("eta is a share", T(0) < eta && eta < T(1));
        s.claim("grows above, falls below", (T(0) < model::replicator<T>(c, x)) == (eta < x));
    });

constexpr auto papers_cases_incomplete = refuted(
    "The paper's three cases cover every parameter point, negative mu included.",
    "case 1, 2 or 3 (paper's conditions) or a = 0 or a + b = 0",
    []<class S, class T = Number<S>>(S& s) {
        const auto c = shown_coefficients(s, any_parameters(s));
        const T zero(0);
        s.claim("one of the three, or on their boundary",
                c.a == zero || c.q == zero || (zero < c.a && zero < c.b) ||
                    (c.a < zero && zero < c.b && !(c.b == -c.a)));
    });

constexpr auto no_coexistence = proved(
    "With mu >= 0, as the paper has it, coexistence is impossible.",
    "mu >= 0 -> b > 0 -> not (a > 0 > a + b)", []<class S, class T = Number<S>>(S& s) {
        const auto p = any_parameters(s);
        s.assume(T(0) <= p.mu);
        const auto c = shown_coefficients(s, p);
        s.claim("b > 0", T(0) < c.b);
        s.claim("no coexistence", !outcome<T>(c).coexistence);
    });

constexpr auto coexistence_needs_negative_mu = proved(
    "Coexistence happens only for mu < -Delta.", "a > 0 > a + b -> mu < -k U",
    []<class S, class T = Number<S>>(S& s) {
        const auto p = any_parameters(s, {.theta = 1, .gamma = 4, .mu = -5});
        const auto c = shown_coefficients(s, p);
        s.assume(outcome<T>(c).coexistence);
        s.claim("mu < -Delta", p.mu < -model::delta(p));
    });

/// A parameter that is made larger, and what a does then.
struct Theta {
    void operator()(auto& q, const auto& more) const { q.theta = q.theta + more; }
    auto holds(const auto&, const auto& a, const auto& b) const { return b < a; }
};
struct Gamma {
    void operator()(auto& q, const auto& more) const { q.gamma = q.gamma + more; }
    auto holds(const auto&, const auto& a, const auto& b) const { return b < a; }
};
struct K {
    void operator()(auto& q, const auto& more) const { q.k = q.k + more; }
    auto holds(const auto&, const auto& a, const auto& b) const { return b < a; }
};
struct Rank {
    void operator()(auto& q, const auto& more) const { q.r = q.r + more; }
    auto holds(const auto& p, const auto& a, const auto& b) const {
        using T = std::remove_cvref_t<decltype(p.r)>;
        return (T(0) < p.theta && a < b) || (p.theta == T(0) && a == b);
    }
};
struct Benefit {
    void operator()(auto& q, const auto& more) const { q.U = q.U + more; }
    auto holds(const auto& p, const auto& a, const auto& b) const {
        using T = std::remove_cvref_t<decltype(p.r)>;
        return (a < b) == (T(0) < T(1) - p.theta / p.r - p.k);
    }
};

/// Whether a does as stated where a parameter is made larger.
template <class Change>
constexpr auto monotone(std::string_view sentence, std::string_view equation,
                        const Change& change) {
    return proved(
        sentence, equation, [change]<class S, class T = Number<S>>(S & s) {
            const auto p = any_parameters(s);
            auto q = p;
            const T more = s.number("more", "", 1);
            s.assume(T(0) < more);
            change(q, more);
            const auto before = shown_coefficients(s, p);
            const auto after = shown_coefficients(s, q);
            s.claim("as stated", change.holds(p, before.a, after.a));
        });
}
constexpr auto monotone_theta = monotone("a falls in theta.", "theta < theta' -> a' < a", Theta{});
constexpr auto monotone_gamma = monotone("a falls in gamma.", "gamma < gamma' -> a' < a", Gamma{});
constexpr auto monotone_k = monotone("a falls in k.", "k < k' -> a' < a", K{});
constexpr auto monotone_rank =
    monotone("a rises in the rank r (it stays where theta = 0).", "r < r' -> a < a'", Rank{});
constexpr auto monotone_benefit = monotone(
    "a rises in U if and only if 1 - theta/r - k > 0: either end of a range of U can be the worst.",
    "U < U' -> (a < a' <-> 1 - theta/r - k > 0)", Benefit{});

/// A setting of Table 4, at theta and gamma.
constexpr auto table4(long theta, long gamma) {
    return proved(
        "This setting of the paper's regulation experiment (Table 4, Fig. 6) has left case 1: it "
        "is case 3.",
        "a < 0 < a + b", [ theta, gamma ]<class S, class T = Number<S>>(S & s) {
            const model::Parameters<T> p{T(4), T(theta), T(gamma), T(8), T(1) / T(4), T(1), T(10)};
            s.claim("case 3", outcome<T>(model::coefficients(p)).bistable);
        });
}

constexpr auto interior_excludes_case1 = proved(
    "Holding the participation at a P* inside (0,1) and strategy case 1 exclude each other.",
    "a + b P* = 0, 0 < P* < 1, b > 0 -> a < 0", []<class S, class T = Number<S>>(S& s) {
        const auto p = any_parameters(s, {.gamma = 7});
        const T target = s.number("P*", "", Rational(3, 7));
        const auto c = shown_coefficients(s, p);
        s.assume(T(0) < target && target < T(1) && T(0) < c.b && c.a + c.b * target == T(0));
        s.claim("a < 0: not case 1", c.a < T(0));
    });

}  // namespace

std::vector<Property> theory_properties() {
    PropertyTable table(Subject::theory);
    table.real("theory.eq6", eq6);
    table.real("theory.coefficients", coefficients);
    table.real("theory.growth-form", growth_form);
    table.real("theory.omega", omega);
    table.real("theory.slopes", slopes);
    table.real("theory.equilibria", equilibria);
    table.real("theory.cases", cases);
    table.real("theory.case1-attracts", case1_attracts);
    table.real("theory.case2-repels", case2_repels);
    table.real("theory.case3-threshold", case3_threshold);
    table.real("theory.papers-cases-incomplete", papers_cases_incomplete);
    table.real("theory.no-coexistence", no_coexistence);
    table.real("theory.coexistence-needs-negative-mu", coexistence_needs_negative_mu);
    table.real("theory.monotone-theta", monotone_theta);
    table.real("theory.monotone-gamma", monotone_gamma);
    table.real("theory.monotone-k", monotone_k);
    table.real("theory.monotone-rank", monotone_rank);
    table.real("theory.monotone-benefit", monotone_benefit);
    table.real("theory.table4-theta-3", table4(3, 2));
    table.real("theory.table4-theta-4", table4(4, 2));
    table.real("theory.table4-gamma-3", table4(2, 3));
    table.real("theory.table4-gamma-6", table4(2, 6));
    table.real("theory.interior-excludes-case1", interior_excludes_case1);
    return table.properties();
}

}  // namespace essmap::verify
