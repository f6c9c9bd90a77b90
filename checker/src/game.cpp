#include "game.hpp"

namespace checker {

namespace {
constexpr std::size_t most_benefits = 4096;  // kept: a bound on memory, no more
}

bool Box::is_point() const {
    return r.lo == r.hi && theta.lo == theta.hi && gamma.lo == gamma.hi && mu.lo == mu.hi &&
           k.lo == k.hi && U[0].value == U[1].value;
}

Rates rates(const Point& p, const Rational& U) {
    const Rational neutral = 1 - p.theta / p.r;
    return {U * (neutral - p.k) - p.gamma, U * neutral + p.mu - p.gamma};
}

Rational growth(const Rates& rate, const Rational& x) { return rate.a * (1 - x) + rate.q * x; }

Interval Game::U(const Benefit& benefit, unsigned bits) {
    if (!benefit.cost) return {benefit.value, benefit.value};
    if (benefits_.size() >= most_benefits) benefits_.clear();
    const auto [at, fresh] = benefits_.try_emplace({benefit.value, bits});
    if (fresh) at->second = log_(1 + benefit.value, bits);
    return at->second;
}

int Game::sign(const Rational& slope, const Rational& offset, const Benefit& benefit) {
    if (sgn(slope) == 0) return sgn(offset);
    if (!benefit.cost) return sgn(Rational(slope * benefit.value + offset));
    for (unsigned bits = 64;; bits *= 2) {
        const Interval enclosed = U(benefit, bits);
        const int lo = sgn(Rational(slope * enclosed.lo + offset));
        if (lo != 0 && lo == sgn(Rational(slope * enclosed.hi + offset))) return lo;
    }
}

int Game::sign(const Point& p, const Benefit& benefit, const Rational& x) {
    return sign(1 - p.theta / p.r - p.k * (1 - x), p.mu * x - p.gamma, benefit);
}

int Game::sign_on(const Box& box, const Rational& x) {
    // F is affine in U: its extremes are at the ends, whichever is which.
    if (sign(box.least(), box.U[0], x) > 0 && sign(box.least(), box.U[1], x) > 0) return 1;
    return sign(box.greatest(), box.U[0], x) < 0 && sign(box.greatest(), box.U[1], x) < 0 ? -1 : 0;
}

int Game::case_of(const Box& box) { return case_of_signs(sign_on(box, 0), sign_on(box, 1)); }

int case_of_signs(int a, int q) {
    if (a == 0 || q == 0) return 0;
    if (a > 0) return q > 0 ? 1 : 4;
    return q > 0 ? 3 : 2;
}

int attractor_of_signs(int a, int q, int start) {
    if (start == 0) return 3;
    if (start > 0) return q < 0 ? 2 : 1;
    return a > 0 ? 2 : 0;
}

}  // namespace checker
