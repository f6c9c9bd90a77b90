#include "draws.hpp"

namespace essmap::evm_test {

namespace {

/// The largest gamma that the guard passes with theta_max and stock_max.
std::int64_t largest_gamma(const Rules& r) {
    Rules free = r;
    free.gamma_max = Number(0);
    return (contract::least_pay(free) - r.stock_max).value() - 1;
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

/// Draws the times but idle_period and retire_after.
/// @param round_limit_max the longest round that those allow @param notice_min the least notice
void draw_times(Draws& draws, Rules& r, std::int64_t round_limit_max, std::int64_t notice_min) {
    const std::int64_t longest = draws.once_in(8) ? Limits::duration : Limits::seconds;
    r.round_limit = draws.near(1, std::min(round_limit_max, draws.once_in(2) ? 100 : longest / 2));
    const std::int64_t least =
        std::max<std::int64_t>(0, 2 * r.round_limit.value() - r.idle_period.value());
    r.idle_limit = draws.near(
        least, std::min(Limits::duration, draws.once_in(2) ? least + 100 : Limits::duration));
    r.share_interval = draws.near(Number(1), draws.once_in(2) ? Number(1) : r.round_limit);
    const std::int64_t shortest = std::max(2 * r.round_limit.value(), notice_min);
    r.notice =
        draws.near(shortest, std::max(shortest, draws.once_in(2) ? shortest + 100 : longest));
}

/// Draws the points but what they pay. @param points_max_min the least points_max
void draw_points(Draws& draws, Rules& r, std::int64_t points_max_min) {
    const std::int64_t most = contract::largest_pay(r).value();
    r.points_max = draws.near(std::max(points_max_min, most + 1), Limits::points);
    r.initial_points = draws.near(1, r.points_max.value() - most);
    r.mu = draws.near(0, std::min(r.initial_points.value() - 1, Limits::points_per_share));
}

/// Draws the review: none, or one that the guard passes, often only just.
void draw_review(Draws& draws, Rules& r) {
    r.quorum = r.window = r.penalty = r.effort_max = r.detection_min = r.error_max = Number(0);
    if (draws.once_in(3)) return;
    const std::int64_t scale = r.scale.value();
    const std::int64_t least = contract::least_pay(r).value();
    const std::int64_t penalty = draws.near(0, draws.once_in(2) ? 1000 : Limits::points_per_share);
    std::int64_t error = draws.near(0, draws.once_in(2) ? scale / 20 : scale - 1);
    const auto kept = [&] {  // of what is left of the honest report's pay, for effort
        return least * (scale - error) - error * penalty - r.stock_max.value() * scale;
    };
    if (kept() <= 0) error = 0;
    const std::int64_t detection = draws.near(error + 1, scale);
    const std::int64_t found = (detection - error) * (least + penalty);
    const std::int64_t most = (std::min(kept(), found) - 1) / scale;
    r.quorum = draws.near(2, draws.once_in(2) ? 3 : Limits::seats);
    r.window = draws.near(1, draws.once_in(2) ? 100 : Limits::duration);
    r.penalty = penalty;
    r.error_max = error;
    r.detection_min = detection;
    r.effort_max = draws.near(0, std::min(most, Limits::points_per_share));
}

}  // namespace

Rules Draws::rules() {
    while (true) {
        Rules r{};
        r.scale = near(2, once_in(2) ? 1000 : Limits::scale);
        r.rank_min = near(1, once_in(2) ? 8 : Limits::rank);
        r.rank_max = near(r.rank_min.value(), Limits::rank);
        r.promotion = near(0, once_in(2) ? 3 : Limits::reports);
        r.benefit = near(1, Limits::points_per_share);
        r.stock_max = near(0, once_in(2) ? 1000 : Limits::points_per_share);
        const std::int64_t neutral = (r.scale * r.rank_min).value();
        r.theta_max = near(0, once_in(8) ? Limits::scale * Limits::rank : neutral);
        r.theta_min = near(0, r.theta_max.value());
        if (!draw_gamma(*this, r)) continue;
        r.gamma_step = near(0, once_in(2) ? 1000 : Limits::points_per_share);
        draw_points(*this, r, 1);
        r.numerator = near(0, Limits::numerator);
        if (once_in(2)) r.numerator = r.theta_max * Number(1 + below(100));
        r.saturation = near(1, r.scale.value() - 1);
        r.threshold = near(1, r.saturation.value());
        r.idle_period = near(1, once_in(2) ? 20 : Limits::duration);
        r.retire_after = near(2, once_in(2) ? 1000 : Limits::duration);
        draw_times(*this, r, r.retire_after.value() / 2, 1);
        draw_review(*this, r);
        return r;
    }
}

Rules Draws::proposed(const Rules& rules) {
    Rules r = this->rules();
    if (once_in(4)) return r;
    r.scale = rules.scale;
    r.idle_period = rules.idle_period;
    r.retire_after = rules.retire_after;
    r.saturation = near(1, r.scale.value() - 1);
    r.threshold = near(1, r.saturation.value());
    if (!once_in(8)) {
        r.rank_min = near(Number(1), rules.rank_min);
        r.rank_max = near(rules.rank_max.value(), Limits::rank);
    }
    const std::int64_t free =
        model::at_most<Number>(rules.idle_limit + rules.idle_period, rules.retire_after).value();
    const std::int64_t rest = once_in(8) ? Limits::duration : free - rules.round_limit.value();
    draw_times(*this, r, std::max<std::int64_t>(1, std::min(rest, r.retire_after.value() / 2)),
               once_in(8) ? 1 : rules.notice.value());
    if (!draw_gamma(*this, r)) return rules;
    draw_points(*this, r, rules.points_max.value());
    draw_review(*this, r);
    if (once_in(3)) {  // one rule off: malformed, of other units, just no longer case 1, or huge
        const std::int64_t which = below(29);
        std::int64_t field = 0;
        Rules::visit(
            [&](const model::Field&, Number& value) {
                if (field++ != which) return;
                value = value + Number(once_in(2) ? 1 : -1 - below(3));
                if (once_in(4)) value = once_in(2) ? INT64_MAX : INT64_MIN;
            },
            r);
    }
    return r;
}

std::int64_t Draws::tick(const Rules& rules) {
    const std::int64_t longest = model::at_least(rules.round_limit, rules.notice).value();
    return around(1, std::max<std::int64_t>(1, Limits::seconds / longest));
}

Round Draws::round(const Rules& rules, std::int64_t now) {
    Round r{};
    r.number = near(1, once_in(2) ? 10 : Limits::rounds - 100);
    r.start = once_in(2) ? std::max<std::int64_t>(0, now - rules.round_limit.value() + 1 - below(3))
                         : near(0, now);
    r.theta = near(rules.theta_min, rules.theta_max);
    r.gamma = near(rules.gamma_min, rules.gamma_max);
    return r;
}

Member Draws::member(const Rules& rules, const Round& round, std::int64_t now) {
    Member m{};
    m.known = !once_in(12);
    m.active = m.known && !once_in(12);
    m.rank = near(rules.rank_min, rules.rank_max);
    m.balance = once_in(6) ? -near(0, Limits::points) : near(0, rules.points_max.value());
    m.stamp = once_in(2) ? round.number : Number(near(Number(0), round.number));
    m.user = !once_in(3);
    m.counted = m.user && !once_in(4);
    m.last_counted = near(once_in(2) ? std::max<std::int64_t>(0, now - 100) : 0, now);
    if (once_in(3)) m.last_extra = near(m.last_counted.value(), now);
    m.paid_until =
        once_in(2) ? m.last_counted + rules.idle_limit : Number(near(0, 2 * Limits::ticks));
    m.rate = once_in(2) ? rules.mu : Number(near(0, Limits::points_per_share));
    m.reports = near(0, once_in(2) ? rules.promotion.value() : Limits::reports);
    if (once_in(6)) m.reports = -m.reports;
    m.expiry = once_in(4) ? near(0, Limits::ticks) : Limits::ticks - below(3);
    m.epoch = near(0, once_in(2) ? 2 : Limits::epochs - 100);
    return m;
}

Seat Draws::seat(std::int64_t now) {
    return {below(4), near(0, now), once_in(3) ? near(0, Limits::ticks) : Limits::ticks};
}

ReportRecord Draws::report(const Rules& rules, std::span<const Member> members, std::int64_t now) {
    ReportRecord r{};
    r.author = 1 + below(2);
    const Member& author = members[static_cast<std::size_t>(r.author.value() - 1)];
    const std::int64_t opened = std::max<std::int64_t>(0, now - rules.window.value());
    r.time = once_in(2) ? author.last_counted.value() : near(once_in(4) ? 0 : opened, now);
    r.brought = near(0, 2 * Limits::points_per_share);
    r.penalty = near(0, Limits::points_per_share);
    r.votes = near(0, once_in(2) ? std::max<std::int64_t>(1, rules.quorum.value()) - 1 : 1);
    return r;
}

void Draws::counts(Round& round, std::span<const Member> members) {
    std::int64_t counted = 0;
    std::int64_t used = 0;
    std::int64_t active = 0;
    for (const Member& member : members) {
        counted += contract::counted_in(round, member) ? 1 : 0;
        used += contract::used_by(round, member) ? 1 : 0;
        active += member.active ? 1 : 0;
    }
    const std::int64_t others = near(0, once_in(2) ? 5 : Limits::members - active);
    const std::int64_t users = near(0, others);
    const std::int64_t sharers = near(0, users);
    round.sharers = sharers + counted;
    round.users = users + used;
    round.members = others + active;
}

std::int64_t Draws::later(const Rules& rules, std::int64_t now) {
    const auto after = [&]() -> std::int64_t {
        switch (below(11)) {
            case 0: return rules.round_limit.value() - 1 + below(3);
            case 1:
            case 2: return rules.share_interval.value() - 1 + below(3);
            case 3:
                return (rules.idle_limit + rules.idle_period * Number(below(4))).value() - 1 +
                       below(3);
            case 4: return once_in(4) ? rules.retire_after.value() - 1 + below(3) : 0;
            case 5: return rules.notice.value() - 1 + below(3);
            case 6: return below(1000);
            case 7: return rules.window.value() - 1 + below(3);
            default: return below(4);
        }
    }();
    if (after > 100'000 && !once_in(4)) return std::min(now + 1, Limits::ticks);
    return std::min(now + std::max<std::int64_t>(0, after), Limits::ticks);
}

}  // namespace essmap::evm_test
