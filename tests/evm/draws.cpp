#include "draws.hpp"

namespace essmap::evm_test {

namespace {

/// floor(a/b), b > 0.
std::int64_t floor_quotient(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// The largest gamma that the guard passes with theta_max.
std::int64_t largest_gamma(const Rules& r) {
    const Number levels = r.scale * r.rank_min;
    const Number slope = levels - r.theta_max - r.stock_share * r.rank_min;
    const Number worst = model::at_most(r.benefit_min * slope, r.benefit_max * slope);
    return floor_quotient(worst.value() - 1, levels.value());
}

/// Draws gamma_max and gamma_min; false: the guard passes no gamma within the limits.
bool draw_gamma(Draws& draws, Rules& r) {
    const std::int64_t largest = std::min(largest_gamma(r), Limits::points_per_share);
    if (largest < -Limits::points_per_share) return false;
    r.gamma_max =
        largest -
        (draws.once_in(2)
             ? 0
             : draws.below(1 + std::min(largest + Limits::points_per_share, std::int64_t{1000})));
    r.gamma_min = draws.near(-Limits::points_per_share, r.gamma_max.value());
    if (draws.once_in(2))
        r.gamma_min = std::max(r.gamma_max.value() - draws.below(1000), -Limits::points_per_share);
    return true;
}

}  // namespace

Rules Draws::rules() {
    while (true) {
        Rules r{};
        r.scale = near(2, once_in(2) ? 1000 : Limits::scale);
        r.rank_min = near(1, once_in(2) ? 8 : Limits::rank);
        r.rank_max = near(r.rank_min.value(), Limits::rank);
        r.benefit_min = near(1, Limits::points_per_share);
        r.benefit_max = near(r.benefit_min.value(), Limits::points_per_share);
        r.stock_share = near(1, r.scale.value() - 1);
        const std::int64_t neutral = (r.scale * r.rank_min).value();
        r.theta_max = near(0, once_in(8) ? Limits::scale * Limits::rank : neutral);
        r.theta_min = near(0, r.theta_max.value());
        if (!draw_gamma(*this, r)) continue;
        r.gamma_step = near(0, once_in(2) ? 1000 : Limits::points_per_share);
        r.points_max = near(1, Limits::points);
        r.initial_points = near(1, r.points_max.value());
        r.mu = near(0, std::min(r.initial_points.value() - 1, Limits::points_per_share));
        r.numerator = near(0, Limits::numerator);
        if (once_in(2)) r.numerator = r.theta_max * Number(1 + below(100));
        r.saturation = near(1, r.scale.value() - 1);
        r.threshold = near(1, r.saturation.value());
        r.round_limit = near(1, once_in(2) ? 100 : Limits::ticks);
        r.idle_limit = near(0, once_in(2) ? 100 : Limits::ticks);
        r.idle_period = near(1, once_in(2) ? 20 : Limits::ticks);
        r.share_interval = near(0, once_in(2) ? 10 : Limits::ticks);
        r.retire_after = near(1, once_in(2) ? 1000 : Limits::ticks);
        return r;
    }
}

Rules Draws::proposed(const Rules& rules) {
    Rules r = this->rules();
    if (once_in(4)) return r;
    r.scale = rules.scale;
    r.idle_period = rules.idle_period;
    r.retire_after = rules.retire_after;
    r.points_max = near(rules.points_max.value(), Limits::points);
    r.stock_share = near(1, r.scale.value() - 1);
    r.saturation = near(1, r.scale.value() - 1);
    r.threshold = near(1, r.saturation.value());
    if (!draw_gamma(*this, r)) return rules;
    if (once_in(3)) {  // one rule off: malformed, of other units, or just no longer case 1
        const std::int64_t which = below(22);
        std::int64_t field = 0;
        Rules::visit(
            [&](const model::Field&, Number& value) {
                if (field++ == which) value = value + Number(once_in(2) ? 1 : -1 - below(3));
            },
            r);
    }
    return r;
}

Round Draws::round(const Rules& rules, std::int64_t now, std::int64_t active) {
    Round r{};
    r.number = near(1, once_in(2) ? 10 : Limits::rounds - 100);
    r.start = once_in(2) ? std::max<std::int64_t>(0, now - rules.round_limit.value() + 1 - below(3))
                         : near(0, now);
    r.users = near(0, once_in(2) ? 5 : Limits::members);
    r.sharers = near(0, r.users.value());
    r.members = near(active, once_in(2) ? 6 : Limits::members);
    r.theta = near(rules.theta_min, rules.theta_max);
    r.gamma = near(rules.gamma_min, rules.gamma_max);
    return r;
}

Member Draws::member(const Rules& rules, const Round& round, std::int64_t now) {
    Member m{};
    m.known = !once_in(12);
    m.active = m.known && !once_in(12);
    m.rank = around(rules.rank_min, rules.rank_max);
    m.points = near(Number(0), rules.points_max);
    m.stamp = once_in(2) ? round.number : Number(near(Number(0), round.number));
    m.last_share = near(once_in(2) ? std::max<std::int64_t>(0, now - 100) : 0, now);
    m.paid_until =
        once_in(2) ? m.last_share + rules.idle_limit : Number(near(0, 2 * Limits::ticks));
    m.rate = once_in(2) ? rules.mu : Number(near(0, Limits::points_per_share));
    m.expiry = once_in(4) ? near(0, Limits::ticks) : Limits::ticks - below(3);
    return m;
}

std::int64_t Draws::later(const Rules& rules, std::int64_t now) {
    const auto after = [&]() -> std::int64_t {
        switch (below(10)) {
            case 0: return rules.round_limit.value() - 1 + below(3);
            case 1:
            case 2: return rules.share_interval.value() - 1 + below(3);
            case 3:
                return (rules.idle_limit + rules.idle_period * Number(below(4))).value() - 1 +
                       below(3);
            case 4: return rules.retire_after.value() - 1 + below(3);
            case 5: return below(1000);
            default: return below(4);
        }
    }();
    if (after > 100'000 && !once_in(4)) return std::min(now + 1, Limits::ticks);
    return std::min(now + std::max<std::int64_t>(0, after), Limits::ticks);
}

}  // namespace essmap::evm_test
