#include "statements.hpp"

#include <algorithm>
#include <cmath>

namespace checker {

namespace {

/// The first answer that some precision gives; false where none does.
template <class Try>
bool decide(Try attempt) {
    for (const unsigned bits : precisions)
        if (const std::optional<bool> answer = attempt(bits)) return *answer;
    return false;
}

Box with_theta(Box box, const Rational& theta) {
    box.theta = {theta, theta};
    return box;
}

/// A guess at where theta T(theta) = N, T of the corner and the slower of the benefits at hand, in
/// doubles: what is proved at it does not lean on it. The result errs to the side of `up`.
double fixed_point(const Point& corner, const std::array<Rational, 2>& U, const Leg& leg, double N,
                   bool up) {
    const double x0 = leg.from.get_d();
    const double x1 = leg.to.get_d();
    const auto time = [&](double theta) {
        const auto rate = [&](const Rational& benefit, double k, double mu) {
            return benefit.get_d() * (1.0 - theta / corner.r.get_d() - k) + mu -
                   corner.gamma.get_d();
        };
        const auto travel = [&](double a, double q) {
            const double g0 = a * (1.0 - x0) + q * x0;
            const double g1 = a * (1.0 - x1) + q * x1;
            if (!(g0 > 0.0 && g1 > 0.0)) return HUGE_VAL;
            const auto part = [&](double rate_there, double w) {
                return std::abs(rate_there * w) < 1e-12 ? w
                                                        : std::log1p(rate_there * w) / rate_there;
            };
            return part(a, (x1 - x0) / (x0 * g1)) + part(q, (x1 - x0) / ((1.0 - x1) * g0));
        };
        const double k = corner.k.get_d();
        const double mu = corner.mu.get_d();
        if (up)
            return travel(std::max(rate(U[0], k, 0.0), rate(U[1], k, 0.0)),
                          std::max(rate(U[0], 0.0, mu), rate(U[1], 0.0, mu)));
        return std::max(travel(rate(U[0], k, 0.0), rate(U[0], 0.0, mu)),
                        travel(rate(U[1], k, 0.0), rate(U[1], 0.0, mu)));
    };
    double lo = 0.0;
    double hi = N / time(0.0);
    if (!std::isfinite(hi)) return 0.0;
    for (int step = 0; step < 200 && hi - lo > 1e-14 * hi; ++step) {
        const double middle = 0.5 * (lo + hi);
        (middle * time(middle) < N ? lo : hi) = middle;
    }
    return up ? hi * (1.0 + 1e-12) : lo * (1.0 - 1e-12);
}

}  // namespace

bool Statements::saturates(const Box& box, const Run& run, const Rational& within) {
    if (!times_.reaches(box.least(), box.U, run.longest())) return false;
    return decide([&](unsigned bits) -> Attempt {
        const auto most = times_.greatest(box.least(), box.U, run.longest(), bits, false);
        if (most && most->T <= within) return true;
        return std::nullopt;
    });
}

bool Statements::slower(const Box& box, const Run& run, const Rational& within) {
    if (times_.never_reaches(box.greatest(), box.U, run.shortest())) return true;
    return decide([&](unsigned bits) -> Attempt {
        const auto least = times_.least(box.greatest(), box.U, run.shortest(), bits, false);
        if (least && least->T > within) return true;
        return std::nullopt;
    });
}

bool Statements::stays_below(const Box& box, const Run& run, const Rational& N,
                             const Rational& theta) {
    if (times_.never_reaches(box.greatest(), box.U, run.shortest())) return true;
    return decide([&](unsigned bits) -> Attempt {
        const auto least = times_.least(box.greatest(), box.U, run.shortest(), bits, false);
        if (least && N <= theta * least->T) return true;
        return std::nullopt;
    });
}

Interval Statements::case_1_share(const Box& box, unsigned bits) {
    const Interval first = game_.U(box.U[0], bits);
    const Interval last = game_.U(box.U[1], bits);
    // gamma/U is monotone in U: greatest and least at an end.
    const Rational most =
        std::max(Rational(box.gamma.hi / first.lo), Rational(box.gamma.hi / last.hi));
    const Rational least =
        std::min(Rational(box.gamma.lo / first.lo), Rational(box.gamma.lo / last.hi));
    return {1 - box.k.hi - most, 1 - box.k.lo - least};
}

bool Statements::keeps(const Box& box, const Run& run, const Interval& N) {
    const Point corner = with_theta(box, 0).greatest();
    const bool never = times_.never_reaches(corner, box.U, run.shortest());
    return decide([&](unsigned bits) -> Attempt {
        const Rational share = case_1_share(box, bits).lo;
        if (sgn(share) <= 0) return std::nullopt;
        if (never) return true;
        const auto least = times_.least(corner, box.U, run.shortest(), bits, false);
        if (least && N.hi < box.r.lo * share * least->T) return true;
        return std::nullopt;
    });
}

bool Statements::loses(const Box& box, const Run& run, const Interval& N) {
    const Point corner = with_theta(box, 0).least();
    const bool reaches = times_.reaches(corner, box.U, run.longest());
    // theta_c <= 0: a <= 0 at theta = 0, everywhere.
    const Point best = with_theta(box, 0).greatest();
    if (game_.sign(best, box.U[0], 0) <= 0 && game_.sign(best, box.U[1], 0) <= 0) return true;
    if (!reaches) return false;
    return decide([&](unsigned bits) -> Attempt {
        const Rational share = case_1_share(box, bits).hi;
        if (sgn(share) <= 0) return true;
        const auto most = times_.greatest(corner, box.U, run.longest(), bits, false);
        if (most && N.lo >= box.r.hi * share * most->T) return true;
        return std::nullopt;
    });
}

/// eps rises in theta and, J/T being the growth of ln T along it, in gamma and 1/r: it is bounded
/// at theta^ >= theta*, gamma_hi, r_lo. theta T(theta) rises: theta^ >= theta* iff theta^ T >= N.
Statements::Attempt Statements::stable_at(const Box& box, const Run& run, const Interval& N,
                                          const Rational& damping, const Rational& theta,
                                          unsigned bits) {
    const Box at = with_theta(box, theta);
    const auto beyond = times_.least(at.greatest(), box.U, run.shortest(), bits, false);
    if (!beyond || theta * beyond->T < N.hi) return std::nullopt;
    Box steep = at;
    steep.gamma.lo = box.gamma.hi;
    steep.r.hi = box.r.lo;
    const auto T = times_.least(steep.greatest(), box.U, run.shortest(), bits, false);
    const auto most = times_.greatest(at.least(), box.U, run.longest(), bits, true);
    if (!T || !most) return std::nullopt;
    const Rational U = game_.U(box.U[1], bits).hi;
    const Rational eps = theta * (U / box.r.lo) * (most->J1 + most->J2) / T->T;
    if (damping * (1 + eps) < 2) return true;
    return std::nullopt;
}

bool Statements::stable(const Box& box, const Run& run, const Interval& N,
                        const Rational& damping) {
    if (run.x0.hi >= run.saturation) return false;
    if (!times_.reaches(with_theta(box, 0).least(), box.U, run.longest())) return false;
    const std::array U{game_.U(box.U[0], 64).hi, game_.U(box.U[1], 64).hi};
    const double guess = fixed_point(box.greatest(), U, run.shortest(), N.hi.get_d(), true);
    if (!std::isfinite(guess)) return false;
    const Rational theta(guess);
    if (!times_.reaches(with_theta(box, theta).least(), box.U, run.longest())) return false;
    return decide([&](unsigned bits) { return stable_at(box, run, N, damping, theta, bits); });
}

/// From below: theta^ <= theta* iff theta^ T(theta^) <= N; eps least at r_hi and gamma_lo.
Statements::Attempt Statements::unstable_at(const Box& box, const Run& run, const Interval& N,
                                            const Rational& damping, const Rational& theta,
                                            unsigned bits) {
    const Box at = with_theta(box, theta);
    const auto most = times_.greatest(at.least(), box.U, run.longest(), bits, false);
    if (!most || theta * most->T > N.lo) return std::nullopt;
    Box flat = at;
    flat.gamma.hi = box.gamma.lo;
    flat.r.lo = box.r.hi;
    const auto T = times_.greatest(flat.least(), box.U, run.longest(), bits, false);
    const auto least = times_.least(at.greatest(), box.U, run.shortest(), bits, true);
    if (!T || !least) return std::nullopt;
    const Rational U = game_.U(box.U[0], bits).lo;
    const Rational eps = theta * (U / box.r.hi) * (least->J1 + least->J2) / T->T;
    if (damping * (1 + eps) > 2) return true;
    return std::nullopt;
}

bool Statements::unstable(const Box& box, const Run& run, const Interval& N,
                          const Rational& damping) {
    // T(0) infinite everywhere: no theta saturates.
    if (times_.never_reaches(with_theta(box, 0).greatest(), box.U, run.shortest())) return true;
    if (run.x0.hi >= run.saturation) return false;
    if (!times_.reaches(with_theta(box, 0).least(), box.U, run.longest())) return false;
    const std::array U{game_.U(box.U[0], 64).hi, game_.U(box.U[1], 64).hi};
    const Rational theta(fixed_point(box.least(), U, run.longest(), N.lo.get_d(), false));
    if (!times_.reaches(with_theta(box, theta).least(), box.U, run.longest())) return false;
    return decide([&](unsigned bits) { return unstable_at(box, run, N, damping, theta, bits); });
}

}  // namespace checker
