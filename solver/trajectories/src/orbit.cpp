#include "orbit.hpp"

#include <algorithm>
#include <cmath>

namespace essmap::solver {

Orbit orbit_from(const Coefficients<double>& c, double x0, double c0, double g0) {
    const double speed = std::max(std::abs(c.a), std::abs(c.q));
    // Time scales out: by a power of two, so that no product with a tiny share underflows.
    const int exponent = -std::ilogb(speed);
    const auto scaled = [&](double rate) { return std::scalbn(rate, exponent); };
    Orbit orbit;
    orbit.x0 = x0;
    orbit.c0 = c0;
    orbit.z0 = std::log(x0 / c0);
    orbit.g0 = scaled(g0);
    orbit.a = scaled(c.a);
    orbit.q = scaled(c.q);
    orbit.b = scaled(c.q - c.a);
    orbit.speed = scaled(speed);
    orbit.direction = g0 > 0 ? 1.0 : -1.0;
    orbit.by_ends = orbit.a * orbit.q >= 0.0;
    return orbit;
}

double logits_between(double from, double z0, double to) {
    const double way = logit(to) - z0;
    if (!(std::abs(way) < short_way * std::max(1.0, std::abs(z0)))) return way;
    const Path path = Path::between(from, to);
    return std::log1p(path.d / path.x0 / path.c1);
}

double Interior::logits_left(double distance) const {
    const double side = rising ? -distance : distance;
    return eta + side > 0.0 && rest - side > 0.0
               ? std::abs(std::log1p(side / eta) - std::log1p(-side / rest))
               : nowhere;
}

Settling settling(const Orbit& orbit, double saturation) {
    const double x0 = orbit.x0;
    const double near = model::complement(saturation);
    if (orbit.g0 > 0 && orbit.q >= 0)
        return {1.0, near, nowhere, logits_between(x0, orbit.z0, saturation), x0 >= saturation};
    if (orbit.g0 < 0 && orbit.a <= 0)
        return {0.0, near, -nowhere, logits_between(x0, orbit.z0, near), x0 <= near};
    const Interior interior{orbit.a / (orbit.a - orbit.q), orbit.q / orbit.b, orbit.g0 > 0};
    const double way = std::log(-orbit.a / orbit.q) - orbit.z0;
    // Less is lost in the share itself: in g, which is b times its distance from eta, it is not.
    if (near < short_way)
        return {interior.eta,
                near,
                way,
                way - orbit.direction * interior.logits_left(near),
                std::abs(orbit.g0 / orbit.b) <= near,
                interior};
    const double target = interior.eta - orbit.direction * (1.0 - saturation);
    const bool inside = target > 0 && target < 1;
    return {interior.eta,
            near,
            way,
            inside ? logit(target) - orbit.z0 : nowhere,
            interior.rising ? x0 >= target : x0 <= target,
            interior};
}

void begin_at_limit(Orbit& orbit, Settling& settling) {
    const Interior& to = *settling.interior;
    const double way = settling.way_to_limit;
    const double left = std::abs(way) < short_way
                            ? orbit.direction * to.logits_left(std::abs(orbit.g0 / orbit.b))
                            : way;
    orbit.x0 = to.eta;
    orbit.c0 = to.rest;
    orbit.z0 = std::log(to.eta / to.rest);
    orbit.g0 = 0.0;
    orbit.start = -left;
    settling.way_to_limit = 0.0;
    settling.target = -orbit.direction * to.logits_left(settling.near);
    if (orbit.direction * (settling.target - orbit.start) <= 0.0) settling.done = true;
}

}  // namespace essmap::solver
