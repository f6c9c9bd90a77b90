#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "axes.hpp"
#include "claims_check.hpp"

namespace checker {

namespace {

using nlohmann::json;

constexpr std::size_t most_multipliers = 64;

/// A control, from its safest end on: its width in the box, and how much there is of it.
struct Control {
    std::string name;
    Rational width, range, weight;
};

/// A constraint sum n_i w_i <= S on the widths: lower bounds of n, an upper bound of S.
struct Constraint {
    std::vector<Rational> n;
    Rational S;
};

/// Widths w from the safest corner: theta_lo, gamma_lo, k_lo and mu_hi.
std::vector<Control> controls_of(const Claim& claim, const Box& box) {
    const json& controls = claim.at("controls");
    const json& weights = claim.at("weights");
    if (!controls.is_object() || controls.empty() || !weights.is_object() ||
        weights.size() != controls.size())
        throw BadClaim("controls and weights are not of the same names");
    const std::map<std::string, const Interval*> known{
        {"theta", &box.theta}, {"gamma", &box.gamma}, {"k", &box.k}, {"mu", &box.mu}};
    std::vector<Control> result;
    for (const auto& [name, value] : controls.items()) {
        const auto at = known.find(name);
        if (at == known.end() || !weights.contains(name))
            throw BadClaim(fmt::format("{} is no control with a weight", name));
        const Interval all = range_of(value, name);
        const Interval& its = *at->second;
        const bool within = its.lo >= all.lo && its.hi <= all.hi;
        if (!within || (name == "mu" ? its.hi != all.hi : its.lo != all.lo))
            throw BadClaim(fmt::format("{} does not begin at the safest end of its control", name));
        Control control{name, its.hi - its.lo, all.hi - all.lo, number_of(weights.at(name), name)};
        if (sgn(control.width) == 0 || sgn(control.weight) <= 0)
            throw BadClaim(fmt::format("{} has no width or no weight", name));
        result.push_back(std::move(control));
    }
    return result;
}

class Dual {
public:
    Dual(Statements& statements, const Claim& claim, unsigned bits)
        : statements_(statements),
          claim_(claim),
          box_(claim.box()),
          controls_(controls_of(claim, box_)),
          bits_(bits) {
        worst_ = box_.least();
        safest_ = worst_;
        for (const Control& control : controls_) {
            if (control.name == "theta") safest_.theta = box_.theta.lo;
            if (control.name == "gamma") safest_.gamma = box_.gamma.lo;
            if (control.name == "k") safest_.k = box_.k.lo;
            if (control.name == "mu") safest_.mu = box_.mu.hi;
        }
    }

    /// Is the bound of the dual below ln(measure) + ln(1 + gap)? nullopt: these bits do not tell.
    std::optional<bool> proves(const Rational& gap) {
        std::vector<Rational> G(controls_.size());
        Rational above;  // of ln(measure of any other) - ln(measure of this one)
        for (const json& multiplier : claim_.at("multipliers")) {
            const Claim one(multiplier);
            const Rational value = number_of(one.at("value"), "value");
            if (sgn(value) <= 0) throw BadClaim("a multiplier is not positive");
            const auto constraint = constraint_of(one);
            if (!constraint) return std::nullopt;
            above += value * constraint->S;
            for (std::size_t i = 0; i < G.size(); ++i) G[i] += value * constraint->n[i];
        }
        // max of weight ln w - G w over 0 < w <= range, less weight ln(width of the box).
        for (std::size_t i = 0; i < G.size(); ++i) {
            const Control& control = controls_[i];
            Rational w = control.range;
            if (sgn(G[i]) > 0) w = std::min(w, Rational(control.weight / G[i]));
            const Interval ln = statements_.game().ln(w / control.width, bits_);
            above += control.weight * ln.hi - G[i] * w;
        }
        if (above <= statements_.game().ln(1 + gap, bits_).lo) return true;
        return std::nullopt;
    }

private:
    std::optional<Constraint> constraint_of(const Claim& one) {
        const std::string end = one.text("benefit");
        const std::string kind = one.text("constraint");
        if (end != "lo" && end != "hi") throw BadClaim("benefit is neither lo nor hi");
        const Benefit& benefit = box_.U[end == "lo" ? 0 : 1];
        const Interval U = statements_.game().U(benefit, bits_);
        if (kind == "time") return time_constraint(benefit, U);
        if (kind != "a" && kind != "q") throw BadClaim("constraint is none of a, q, time");
        const Rates first = rates(safest_, U.lo);
        const Rates last = rates(safest_, U.hi);
        Constraint result{{}, kind == "a" ? std::max(first.a, last.a) : std::max(first.q, last.q)};
        for (const Control& control : controls_) {
            const std::map<std::string, Rational> slopes{{"theta", U.lo / box_.r.lo},
                                                         {"gamma", 1},
                                                         {"k", kind == "a" ? U.lo : Rational(0)},
                                                         {"mu", kind == "q" ? 1 : 0}};
            result.n.push_back(slopes.at(control.name));
        }
        return result;
    }

    /// T is convex in w: T(w*) + g (w - w*) <= T(w) <= within, g_i = dT/dw_i at w* of the box.
    std::optional<Constraint> time_constraint(const Benefit& benefit, const Interval& U) {
        const Run run = claim_.run();
        const std::array both{benefit, benefit};
        if (run.x0.lo >= run.saturation ||
            !statements_.times().reaches(worst_, both, run.longest()))
            throw BadClaim("the box does not saturate: no multiplier of time");
        const auto least = statements_.times().least(worst_, both, run.longest(), bits_, true);
        const auto most = statements_.times().greatest(worst_, both, run.longest(), bits_, true);
        if (!least || !most) return std::nullopt;
        const auto slope = [&](const std::string& name, const TimeBound& bound, const Rational& u) {
            if (name == "theta") return Rational(u / box_.r.lo * (bound.J1 + bound.J2));
            if (name == "gamma") return Rational(bound.J1 + bound.J2);
            return name == "k" ? Rational(u * bound.J2) : bound.J1;
        };
        Constraint result{{}, claim_.number("within") - least->T};
        for (const Control& control : controls_) {
            result.n.push_back(slope(control.name, *least, U.lo));
            result.S += slope(control.name, *most, U.hi) * control.width;
        }
        return result;
    }

    Statements& statements_;
    const Claim& claim_;
    Box box_;
    std::vector<Control> controls_;
    unsigned bits_;
    Point worst_, safest_;
};

}  // namespace

bool is_largest(Statements& statements, const Claim& claim) {
    const Rational gap = number_of(claim.at("gap"), "gap");
    const json& multipliers = claim.at("multipliers");
    if (sgn(gap) < 0) throw BadClaim("gap is negative");
    if (!multipliers.is_array() || multipliers.size() > most_multipliers)
        throw BadClaim("multipliers are no list of at most 64");
    for (const unsigned bits : precisions)
        if (const auto answer = Dual(statements, claim, bits).proves(gap)) return *answer;
    return false;
}

}  // namespace checker
