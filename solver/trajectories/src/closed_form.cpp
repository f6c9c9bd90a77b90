#include "essmap/solver/closed_form.hpp"

#include <algorithm>
#include <cassert>

#include "essmap/solver/logit.hpp"
#include "log_over_rate.hpp"

namespace essmap::solver {

namespace {

constexpr double end_of_range = 700.0;  // logits: exp(-700) is still a normal double

/// (ln(1+w) - w)/w^2, -> -1/2 as w -> 0.
double second_remainder(double w) {
    if (std::abs(w) < 0.05) {  // series: sum over n >= 2 of (-1)^(n+1) w^(n-2)/n
        double sum = 0.0;
        for (int n = 16; n >= 2; --n) sum = (n % 2 == 0 ? -1.0 : 1.0) / n + w * sum;
        return sum;
    }
    return (std::log1p(w) - w) / (w * w);
}

/// Integral of dx/(x g^2) along the path: -dT/da at fixed q (and, mirrored, -dT/dq at fixed a).
///
/// ln(ratio)/rate^2 - (g1 - g0)/(rate g0 g1), with ratio = shares g0/g1 = 1 + rate length; near
/// rate = 0 the same as length/g0 + length^2 (ln(1+w) - w)/w^2.
double rate_sensitivity(double rate, double length, double shares, double at_near, double at_far) {
    const double w = rate * length;
    if (std::abs(w) < 1.0) return length * (1.0 / at_near + length * second_remainder(w));
    return (log_over_rate(rate, length, shares, at_near / at_far) -
            (at_far - at_near) / (at_near * at_far)) /
           rate;
}

/// Path from a share to the one `logits` further on.
Path path_by_logit(double x0, double c0, double z0, double z1) {
    const double x1 = 1.0 / (1.0 + std::exp(-z1));
    const double c1 = 1.0 / (1.0 + std::exp(z1));
    const double d = z1 >= z0 ? -x1 * c0 * std::expm1(z0 - z1) : x0 * c1 * std::expm1(z1 - z0);
    return {x0, c0, x1, c1, d};
}

}  // namespace

double time_to_saturation(const model::PointGame& game, double x0, double saturation) {
    if (x0 >= saturation) return 0.0;
    if (x0 == 0.0) return never;
    const Path path = Path::between(x0, saturation);
    return travel_time(path, Growth::along(path, game));
}

double limit_of(const model::PointGame& game, double x0) {
    using model::Attractor;
    switch (game.attractor(x0)) {
        case Attractor::none: return 0.0;
        case Attractor::all: return 1.0;
        case Attractor::interior: return *game.eta();
        case Attractor::stays: break;
    }
    return x0;
}

std::optional<Approach> approach_within(double near, double x0, double a, double q, double g0) {
    const double b = q - a;
    const double distance = std::abs(g0 / b);
    if (distance <= near) return std::nullopt;
    const double way = distance - near;
    const double c0 = one_minus(x0);
    // Sums of what is positive: nothing cancels.
    const Path path = g0 > 0 ? Path{x0, c0, x0 + way, q / b + near, way}
                             : Path{x0, c0, -a / b + near, c0 + way, -way};
    return Approach{path, {a, q, g0, std::copysign(b * near, g0)}};
}

double settling_time(const model::PointGame& game, double x0, double saturation) {
    using model::Attractor;
    const double near = model::complement(saturation);
    const double g0 = game.growth(x0).value();
    switch (game.attractor(x0)) {
        case Attractor::stays: break;
        case Attractor::all: return time_to_saturation(game, x0, saturation);
        case Attractor::none: {
            if (x0 <= near) break;
            const Path path = Path::between(x0, near);
            return travel_time(path, Growth::along(path, game));
        }
        case Attractor::interior: {
            const auto way = approach_within(near, x0, game.a().value(), game.q().value(), g0);
            if (!way) break;
            return travel_time(way->path, way->growth);
        }
    }
    return 0.0;
}

TimeGradient travel_time_gradient(const Path& path, const Growth& g) {
    assert(flows_along(path, g));
    const double u = path.d / (path.x0 * g.g1);
    const double v = path.d / (g.g0 * path.c1);
    const double by_a = rate_sensitivity(g.a, u, path.x1 / path.x0, g.g0, g.g1);
    // Mirrored (x -> 1 - x, a <-> q): the path runs from x1 to x0.
    const double by_q = rate_sensitivity(g.q, v, path.c0 / path.c1, g.g1, g.g0);
    return {-(by_a + by_q), -by_q, -1.0 / (path.x0 * path.c0 * g.g0),
            1.0 / (path.x1 * path.c1 * g.g1)};
}

Share share_at(const Coefficients<double>& c, double x0, double t,
               std::optional<double> growth_at_start) {
    assert(t >= 0);
    const double c0 = one_minus(x0);
    const double g0 = growth_at_start.value_or(model::growth_rate(c, x0, c0));
    if (x0 == 0.0 || c0 == 0.0 || g0 == 0.0 || t == 0.0) return {x0, c0};
    const double z0 = std::log(x0 / c0);
    const auto path_to = [&](double z) { return path_by_logit(x0, c0, z0, z); };
    // Where b > 0 an orbit speeds up from g0 on, whichever way it goes: g0 + b d does not cancel.
    const auto growth_along = [&](const Path& path) {
        if (growth_at_start && c.b > 0) return Growth{c.a, c.q, g0, g0 + c.b * path.d};
        return Growth::along(path, c);
    };

    // The orbit stays between its start and the next equilibrium: eta, or the end of the range.
    double limit = g0 > 0 ? end_of_range : -end_of_range;
    const bool ends_inside = g0 > 0 ? c.q < 0 : c.a > 0;
    if (ends_inside) limit = std::clamp(std::log(-c.a / c.q), -end_of_range, end_of_range);
    if (const Path whole = path_to(limit); travel_time(whole, growth_along(whole)) <= t)
        return {whole.x1, whole.c1};

    // T is monotone in z with dT/dz = 1/g: Newton, kept inside a bracket, which is halved where
    // Newton is slow or, next to a limit, where T is too steep for it. Ends at the rounding error
    // of T or of z.
    double near = z0;
    double far = limit;
    double z = std::clamp(z0 + g0 * t, std::min(near, far), std::max(near, far));
    double last_step = std::abs(far - near);
    while (std::abs(far - near) > 4e-16 * std::max(1.0, std::abs(z))) {
        const Path path = path_to(z);
        const Growth g = growth_along(path);
        const double excess = travel_time(path, g) - t;
        if (std::abs(excess) <= 4e-15 * t) break;
        (excess > 0 ? far : near) = z;
        double next = z - excess * g.g1;
        const bool inside = next > std::min(near, far) && next < std::max(near, far);
        if (!inside || !(std::abs(next - z) < 0.5 * last_step)) next = 0.5 * (near + far);
        last_step = std::abs(next - z);
        if (last_step == 0.0) break;
        z = next;
    }
    const Path path = path_to(z);
    return {path.x1, path.c1};
}

}  // namespace essmap::solver
