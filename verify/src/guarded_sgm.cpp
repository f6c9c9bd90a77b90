#include "guarded_state.hpp"

/// What SGM promises: reports, rewards and costs, rounds.
namespace essmap::verify::guarded {

namespace {

/// A report accepted in the round that was running: it came before the round's time limit.
template <class S>
Report<S> report_in_round(S& s, const Example& example = {}) {
    const auto report = any_report(s, example);
    s.assume(report.after.accepted && !report.timed_out);
    return report;
}

/// Members counted once the report is in: its sender, unless stamped with this round already.
template <class S>
typename S::Number counted(const Report<S>& report) {
    using T = typename S::Number;
    const auto& round = report.before.round;
    return select<T>(report.before.member.stamp < round.number && round.sharers < round.users,
                     round.sharers + T(1), round.sharers);
}

/// Is the participation count/users below (or above) a share in multiples of 1/scale?
template <class T>
auto participation(const Rules<T>& rules, const T& count, const T& users, const T& share) {
    struct Comparison {
        Truth<T> below, above;
    };
    using Exact = std::remove_cvref_t<decltype(exact(count))>;
    const Exact part = exact(count) / exact(users);
    const Exact bound = exact(share) / exact(rules.scale);
    return Comparison{part < bound, bound < part};
}

constexpr auto sgm_reward_or_cost = proved(
    "Below P* a report is charged one step less than the round's gamma, from P* on one step more, "
    "within the bounds of gamma: a reward or a cost, never both.",
    "P < P*: max(gamma - step, gamma_min); else min(gamma + step, gamma_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = report_in_round(s);
        const auto& [rules, round, member, others, now] = report.before;
        s.assume(T(0) < round.users);
        const auto P = participation(rules, counted(report), round.users, rules.threshold);
        const T charge = report.after.charge;
        const T down = round.gamma - rules.gamma_step;
        const T up = round.gamma + rules.gamma_step;
        s.claim("below P* gamma falls by a step",
                !P.below || charge == down || (down < charge && charge == rules.gamma_min));
        s.claim("from P* on gamma rises by a step",
                P.below || charge == up || (charge < up && charge == rules.gamma_max));
    });

constexpr auto sgm_charge_case1 = proved(
    "With the gamma that a report is in fact charged, and the theta of its round, every member is "
    "in strategy case 1.",
    "gamma = charge -> a > 0, a + b > 0 (Eq. 6)", [](auto& s) {
        const auto report = report_in_round(s);
        const auto& [rules, round, member, others, now] = report.before;
        s.claim("the charge is within the bounds of gamma",
                rules.gamma_min <= report.after.charge && report.after.charge <= rules.gamma_max);
        const auto at = any_situation(s, rules);
        claim_case_1(s, coefficients_of(rules, at, round.theta, report.after.charge));
    });

constexpr auto sgm_counted_once = proved(
    "A member is counted in a round at most once, and only if he was a member when it began.",
    "sharers' - sharers = [stamp < round]", []<class S, class T = Number<S>>(S& s) {
        const auto report = report_in_round(s);
        const auto& [rules, round, member, others, now] = report.before;
        s.assume(!report.after.saturated);
        const T more = report.after.round.sharers - round.sharers;
        s.claim("stamped with this round: not counted again",
                member.stamp < round.number || more == T(0));
        s.claim("not yet stamped: counted",
                !(member.stamp < round.number) || round.sharers == round.users || more == T(1));
        s.claim("stamped from now on", report.after.member.stamp == round.number);
    });

constexpr auto sgm_saturation = proved(
    "A report ends its round exactly if it brings the participation above the saturation share.",
    "round' = round + 1 <-> P > saturation", []<class S, class T = Number<S>>(S& s) {
        const auto report = report_in_round(s);
        const auto& [rules, round, member, others, now] = report.before;
        s.assume(T(0) < round.users);
        const auto P = participation(rules, counted(report), round.users, rules.saturation);
        const auto& next = report.after.round;
        s.claim(
            "above saturation the round ends",
            !P.above || (report.after.saturated && next.number == round.number + T(1) &&
                         next.start == now && next.sharers == T(0) && next.users == round.members));
        s.claim("at or below it goes on",
                P.above || (!report.after.saturated && next.number == round.number &&
                            next.start == round.start && next.users == round.users));
    });

constexpr auto sgm_everyone = proved(
    "Once everybody has shared, the round ends.", "P = 1 -> round' = round + 1 (saturation < 1)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = report_in_round(s, example([](Example& e) { e.round.sharers = 99; }));
        const auto& round = report.before.round;
        s.assume(T(0) < round.users && counted(report) == round.users);
        s.claim("the round ends", report.after.saturated);
    });

constexpr auto sgm_enrolment_round = proved(
    "A round without users, as the first one, is ended by its time limit only, and hands on its "
    "theta and gamma; a report in it is charged its gamma.",
    "users = 0 -> not saturated, theta' = theta, gamma' = gamma = charge",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s, example([](Example& e) {
                                           e.round.sharers = 0;
                                           e.round.users = 0;
                                       }));
        const auto& round = report.before.round;
        s.assume(round.users == T(0) && report.after.accepted);
        s.claim("the round goes on", report.timed_out || !report.after.saturated);
        s.claim("the charge is its gamma", report.timed_out || report.after.charge == round.gamma);
        const auto next = ticked(s, report.before);
        s.claim("theta and gamma stay", next.theta == round.theta && next.gamma == round.gamma);
    });

constexpr auto sgm_time_limit = proved(
    "Anyone may end a round that has lasted its limit, and nobody an earlier one; a report ends it "
    "too, and is counted in the next.",
    "round' > round <-> now - start >= round_limit", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [rules, round, member, others, now] = report.before;
        const auto ticked = contract::tick<T>(rules, round, now);
        s.claim("a poke ends exactly the rounds that are over",
                (ticked.number == round.number + T(1)) == report.timed_out &&
                    (report.timed_out || same(ticked, round)));
        s.claim("the next round begins now, with the members of now",
                !report.timed_out || (ticked.start == now && ticked.sharers == T(0) &&
                                      ticked.users == round.members));
        s.claim("so does a report", !report.timed_out || !report.after.accepted ||
                                        (round.number < report.after.round.number &&
                                         report.after.member.stamp == round.number + T(1)));
    });

constexpr auto sgm_theta = proved(
    "At the end of a round with users, and only then, theta becomes N/T rounded down, T the ticks "
    "the round lasted and at least one, within its bounds.",
    "theta' = clamp(floor(N / max(T, 1)), theta_min, theta_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto next = ticked(s, before);
        const auto& rules = before.rules;
        const T lasted = before.now - before.round.start;
        s.claim("no end, no change",
                !(next.number == before.round.number) || next.theta == before.round.theta);
        const auto ended = !(next.number == before.round.number) && T(0) < before.round.users;
        s.claim("not above N/T unless held up by theta_min",
                !ended || next.theta * lasted <= rules.numerator || next.theta == rules.theta_min);
        s.claim("not a unit below N/T unless held down by theta_max",
                !ended || rules.numerator < (next.theta + T(1)) * lasted ||
                    next.theta == rules.theta_max);
    });

constexpr auto sgm_instant =
    proved("A round that saturates within the tick in which it began counts as one tick long.",
           "T = 0 -> theta' = clamp(N, theta_min, theta_max)", [](auto& s) {
               const auto report = report_in_round(s, example([](Example& e) {
                                                       e.round.start = e.now;
                                                       e.round.sharers = 95;
                                                   }));
               const auto& [rules, round, member, others, now] = report.before;
               s.assume(report.after.saturated && now == round.start);
               const auto& theta = report.after.round.theta;
               s.claim("theta' = clamp(N)",
                       theta == model::clamp(rules.numerator, rules.theta_min, rules.theta_max));
           });

constexpr auto sgm_once_a_round = proved(
    "theta and gamma do not change while a round lasts, and gamma by at most one step a round.",
    "|gamma' - gamma| <= step (round' - round)", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [rules, round, member, others, now] = report.before;
        const auto& next = report.after.round;
        const T rounds = next.number - round.number;
        s.claim("a report ends no round, its own, or an overdue one and its own",
                rounds == T(0) || rounds == T(1) || rounds == T(2));
        s.claim("no end, no change",
                !(rounds == T(0)) || (next.theta == round.theta && next.gamma == round.gamma));
        const T moved = next.gamma - round.gamma;
        const T limit =
            select<T>(rounds == T(2), rules.gamma_step + rules.gamma_step, rules.gamma_step);
        s.claim("a step at most a round", -limit <= moved && moved <= limit);
    });

constexpr auto sgm_gamma = proved(
    "The end of a round makes permanent the gamma that was in force at its end.",
    "P < P*: gamma' = max(gamma - step, gamma_min); else min(gamma + step, gamma_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s, example([](Example& e) { e.now = 1200; }));
        const auto next = ticked(s, before);
        const auto& [rules, round, member, others, now] = before;
        s.assume(!(next.number == round.number) && T(0) < round.users);
        const auto P = participation(rules, round.sharers, round.users, rules.threshold);
        const T down = round.gamma - rules.gamma_step;
        const T up = round.gamma + rules.gamma_step;
        s.claim("short of P* gamma falls",
                !P.below || next.gamma == model::at_least(down, rules.gamma_min));
        s.claim("from P* on gamma rises",
                P.below || next.gamma == model::at_most(up, rules.gamma_max));
    });

constexpr auto sgm_points = proved(
    "A report changes the points by exactly what NSP charges and by gamma in force; they stop at 0 "
    "and at points_max.",
    "points' = clamp(points - punished - charge, 0, points_max)",
    []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        s.assume(report.after.accepted);
        const auto& [rules, round, member, others, now] = report.before;
        const T plain = member.points - report.after.punished - report.after.charge;
        const T points = report.after.member.points;
        s.claim("in full where there is room",
                plain < T(0) || rules.points_max < plain || points == plain);
        s.claim("0 where there are not enough", T(0) <= plain || points == T(0));
        s.claim("points_max where there are too many",
                plain <= rules.points_max || points == rules.points_max);
    });

constexpr auto sgm_poor = proved(
    "What a member in fact pays for a report never exceeds gamma_max, so that he is in case 1 even "
    "when his points do not suffice.",
    "paid <= gamma_max", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& [rules, round, member, others, now] = report.before;
        s.assume(report.after.accepted && report.after.member.points < rules.points_max);
        const T paid = member.points - report.after.punished - report.after.member.points;
        s.claim("no more than gamma_max", paid <= rules.gamma_max);
    });

constexpr auto sgm_never_too_poor = proved(
    "Whether a report is accepted does not depend on points: nobody is ever refused for lack of "
    "them.",
    "accepted(points) = accepted(points')", []<class S, class T = Number<S>>(S& s) {
        const auto report = any_report(s);
        const auto& before = report.before;
        auto other = before.member;
        other.points = s.number("other_points", "points", 0);
        const auto again =
            contract::share<T>(before.rules, before.round, other, Truth<T>(true), before.now);
        s.assume(report.after.accepted);
        s.claim("accepted with any other points", again.accepted);
    });

constexpr auto sgm_liveness = proved(
    "A member in good standing with something new to report is accepted as soon as share_interval "
    "has passed.",
    "active, fresh, now < expiry, now >= last_share + share_interval -> accepted",
    []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const auto& [rules, round, member, others, now] = before;
        s.assume(member.active && now < member.expiry &&
                 member.last_share + rules.share_interval <= now && rules.rank_min <= member.rank &&
                 member.rank <= rules.rank_max);
        const auto after = contract::share<T>(rules, round, member, Truth<T>(true), now);
        s.claim("accepted", after.accepted);
    });

constexpr auto sgm_standing = proved(
    "Only an active member of an admitted rank, with a valid certificate and something new to "
    "report, is accepted, and not before share_interval has passed.",
    "accepted -> active, fresh, now < expiry, ...", []<class S, class T = Number<S>>(S& s) {
        const auto before = any_state(s);
        const Truth<T> fresh = s.truth("fresh", true);
        const auto& [rules, round, member, others, now] = before;
        const auto after = contract::share<T>(rules, round, member, fresh, now);
        s.assume(after.accepted);
        s.claim("active", member.active);
        s.claim("something new", fresh);
        s.claim("a valid certificate", now < member.expiry);
        s.claim("an admitted rank", rules.rank_min <= member.rank && member.rank <= rules.rank_max);
        s.claim("the interval has passed", member.last_share + rules.share_interval <= now);
    });

}  // namespace

std::vector<Property> sgm_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.sgm.reward-or-cost", sgm_reward_or_cost);
    table.both("guarded.sgm.charge-case1", sgm_charge_case1);
    table.both("guarded.sgm.counted-once", sgm_counted_once);
    table.both("guarded.sgm.saturation", sgm_saturation);
    table.both("guarded.sgm.everyone", sgm_everyone);
    table.both("guarded.sgm.enrolment-round", sgm_enrolment_round);
    table.both("guarded.sgm.time-limit", sgm_time_limit);
    table.both("guarded.sgm.theta", sgm_theta);
    table.both("guarded.sgm.instant", sgm_instant);
    table.both("guarded.sgm.once-a-round", sgm_once_a_round);
    table.both("guarded.sgm.gamma", sgm_gamma);
    table.both("guarded.sgm.points", sgm_points);
    table.both("guarded.sgm.poor", sgm_poor);
    table.both("guarded.sgm.never-too-poor", sgm_never_too_poor);
    table.both("guarded.sgm.liveness", sgm_liveness);
    table.both("guarded.sgm.standing", sgm_standing);
    return table.properties();
}

}  // namespace essmap::verify::guarded
