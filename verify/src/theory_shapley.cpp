#include <array>

#include "property_table.hpp"

/// The additive improved Shapley value (Xu 2018): what its correction keeps and what it breaks, for
/// every game of three members.
namespace essmap::verify {

namespace {

/// v, by coalition; v of nobody is 0.
template <class T>
struct Game3 {
    std::array<T, 3> alone;
    std::array<T, 3> without;  ///< v(N \ i)
    T all;
};

/// Any game, or any in which a union is worth at least its parts and nothing is worth less than 0.
enum class Worth { any, superadditive };

template <class S>
Game3<typename S::Number> any_game(S& s, Worth worth) {
    using T = typename S::Number;
    Game3<T> v{{s.number("v1", "", 2), s.number("v2", "", 4), s.number("v3", "", 5)},
               {s.number("v23", "", 9), s.number("v13", "", 14), s.number("v12", "", 18)},
               s.number("v123", "", 24)};
    s.assume(T(0) < v.all);
    if (worth == Worth::superadditive)
        for (std::size_t i = 0; i < 3; ++i) {
            const T& j = v.alone[(i + 1) % 3];
            const T& k = v.alone[(i + 2) % 3];
            s.assume(T(0) <= v.alone[i] && j + k <= v.without[i] &&
                     v.alone[i] + v.without[i] <= v.all);
        }
    return v;
}

/// phi_i = sum over S without i of |S|! (n-|S|-1)!/n! (v(S + i) - v(S)), n = 3.
template <class T>
std::array<T, 3> shapley(const Game3<T>& v) {
    std::array<T, 3> phi;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t j = (i + 1) % 3;
        const std::size_t k = (i + 2) % 3;
        phi[i] = (v.alone[i] + v.all - v.without[i]) / T(3) +
                 (v.without[k] - v.alone[j] + v.without[j] - v.alone[k]) / T(6);
    }
    return phi;
}

template <class S>
std::array<typename S::Number, 3> any_factors(S& s) {
    return {s.number("R1", "", Rational(1, 3)), s.number("R2", "", Rational(1, 3)),
            s.number("R3", "", Rational(1, 3))};
}
/// Factors as the published method makes them: shares of one.
template <class S>
std::array<typename S::Number, 3> any_shares(S& s) {
    using T = typename S::Number;
    const auto R = any_factors(s);
    s.assume(T(0) <= R[0] && T(0) <= R[1] && T(0) <= R[2] && R[0] + R[1] + R[2] == T(1));
    return R;
}

/// phi'_i = phi_i + (R_i - 1/n) v(N).
template <class S, class T>
std::array<T, 3> improved(S& s, const Game3<T>& v, const std::array<T, 3>& factors) {
    const auto phi = shapley(v);
    std::array<T, 3> corrected;
    s.step("the Shapley value, and the improved one");
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string who = std::to_string(i + 1);
        corrected[i] = phi[i] + (factors[i] - T(1) / T(3)) * v.all;
        s.show("phi" + who, phi[i], "");
        s.show("phi'" + who, corrected[i], "");
    }
    return corrected;
}

constexpr auto shapley_axioms = proved(
    "The Shapley value itself shares out v(N), pays a dummy what he is worth alone, and pays "
    "nobody less than that where unions are worth their parts.",
    "sum phi = v(N); v(S+i) = v(S) + v(i) for all S -> phi_i = v(i); superadditive -> phi_i >= "
    "v(i)",
    []<class S, class T = Number<S>>(S& s) {
        const auto v = any_game(s, Worth::superadditive);
        const auto phi = shapley(v);
        const Truth<T> dummy = v.without[2] == v.alone[0] + v.alone[1] &&
                               v.without[1] == v.alone[0] + v.alone[2] &&
                               v.all == v.alone[0] + v.without[0];
        s.claim("efficient", phi[0] + phi[1] + phi[2] == v.all);
        s.claim("a dummy gets v(i)", !dummy || phi[0] == v.alone[0]);
        s.claim("individually rational", v.alone[0] <= phi[0]);
    });

constexpr auto shapley_improved_efficient = proved(
    "The improved value shares out v(N) exactly if the factors sum to 1.",
    "sum phi' = v(N) <-> sum R = 1 (v(N) > 0)", []<class S, class T = Number<S>>(S& s) {
        const auto v = any_game(s, Worth::any);
        const auto R = any_factors(s);
        const auto phi = improved(s, v, R);
        s.claim("exactly then",
                (phi[0] + phi[1] + phi[2] == v.all) == (R[0] + R[1] + R[2] == T(1)));
    });

constexpr auto shapley_improved_rational = proved(
    "It pays a member at least what he is worth alone exactly if his factor is large enough.",
    "phi'_i >= v(i) <-> R_i >= 1/n - (phi_i - v(i))/v(N) (v(N) > 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto v = any_game(s, Worth::any);
        const auto R = any_factors(s);
        const auto phi = shapley(v);
        const auto corrected = improved(s, v, R);
        s.claim("exactly then", (v.alone[0] <= corrected[0]) ==
                                    (T(1) / T(3) - (phi[0] - v.alone[0]) / v.all <= R[0]));
    });

constexpr auto shapley_improved_never_negative = refuted(
    "Where unions are worth their parts, the improved value pays nobody a negative amount.",
    "R >= 0, sum R = 1, superadditive v >= 0 -> phi'_i >= 0",
    []<class S, class T = Number<S>>(S& s) {
        const auto v = any_game(s, Worth::superadditive);
        const auto phi = improved(s, v, any_shares(s));
        s.claim("nobody pays in", T(0) <= phi[0] && T(0) <= phi[1] && T(0) <= phi[2]);
    });

constexpr auto shapley_improved_dummy = refuted(
    "The improved value pays a dummy, who adds v(i) to every coalition, exactly v(i).",
    "v(S+i) = v(S) + v(i) for all S -> phi'_i = v(i)", []<class S, class T = Number<S>>(S& s) {
        const auto dummy_game = [&s] {
            const T one = s.number("v1", "", 2);
            const T two = s.number("v2", "", 4);
            const T three = s.number("v3", "", 5);
            const T others = s.number("v23", "", 9);
            s.assume(T(0) <= one && T(0) <= two && T(0) <= three && two + three <= others &&
                     T(0) < one + others);
            return Game3<T>{{one, two, three}, {others, one + three, one + two}, one + others};
        };
        const auto v = dummy_game();
        const auto phi = improved(s, v, any_shares(s));
        s.claim("member 1 gets v1", phi[0] == v.alone[0]);
    });

}  // namespace

std::vector<Property> shapley_properties() {
    PropertyTable table(Subject::theory);
    table.real("shapley.axioms", shapley_axioms);
    table.real("shapley.improved.efficient", shapley_improved_efficient);
    table.real("shapley.improved.rational", shapley_improved_rational);
    table.real("shapley.improved.never-negative", shapley_improved_never_negative);
    table.real("shapley.improved.dummy", shapley_improved_dummy);
    return table.properties();
}

}  // namespace essmap::verify
