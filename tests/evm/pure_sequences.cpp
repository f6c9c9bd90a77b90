#include "pure_sequences.hpp"

#include <fmt/format.h>

#include <array>

#include "draws.hpp"

namespace essmap::evm_test {

namespace {

enum Operation : std::uint8_t {
    report,
    settle,
    tick,
    enrol,
    revoke,
    retire,
    change,
    deploy,
    guard
};
constexpr std::array<const char*, 9> operation_names{
    "report", "settle", "tick", "enrol", "revoke", "retire", "change", "deploy", "guard"};

template <class R>
void append(std::vector<std::int64_t>& out, const R& record) {
    R::visit(
        [&](const model::Field&, const auto& value) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                out.push_back(value ? 1 : 0);
            else
                out.push_back(value.value());
        },
        record);
}

template <class R>
R take(std::span<const std::int64_t>& in) {
    R record{};
    R::visit(
        [&](const model::Field&, auto& value) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                value = in.front() == 1;
            else
                value = Number(in.front());
            in = in.subspan(1);
        },
        record);
    return record;
}

struct Machine {
    Rules rules, proposed;
    Round round;
    std::array<Member, 2> members;
};

struct Step {
    std::int64_t operation;
    std::size_t who;
    bool flag;
    std::int64_t time, x, y;
};

/// What a step gives: refusal, then up to three numbers.
using Given = std::array<std::int64_t, 4>;

std::int64_t number_of(contract::Refusal refusal) { return static_cast<std::int64_t>(refusal); }

Given run_report(Machine& m, Member& member, const Step& s, const Number& now) {
    const auto refusal = refusal_of_report(m.rules, member, s.flag, now);
    const bool expired = timed_out(m.rules, m.round, now);
    const auto after = contract::share<Number>(m.rules, m.round, member, s.flag, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    m.round = after.round;
    member = after.member;
    const std::int64_t ends = (expired ? 1 : 0) + (after.saturated ? 2 : 0);
    return {number_of(refusal), after.charge.value(), after.punished.value(),
            after.accepted ? ends : 0};
}

Given run_enrolment(Machine& m, Member& member, const Step& s, const Number& now) {
    using contract::Refusal;
    const auto refusal =
        refusal_of_enrolment(m.rules, m.round, member, Number(s.x), Number(s.y), now);
    const Number charged = contract::settle(m.rules, member, now).charged;
    const auto after = contract::enrol<Number>({false, true}, m.rules, m.round, member, Number(s.x),
                                               Number(s.y), now);
    const bool in_time = refusal != Refusal::certificate_too_long;
    if (in_time && after.accepted != (refusal == Refusal::none)) return {-1};
    if (refusal != Refusal::none) return {number_of(refusal)};
    m.round = after.round;
    member = after.member;
    return {0, charged.value()};
}

/// A membership is revoked, or a lapsed one retired.
Given run_end(Machine& m, Member& member, const Step& s, const Number& now) {
    const bool revoked = s.operation == revoke;
    const auto refusal =
        revoked ? refusal_of_revocation(member) : refusal_of_retirement(m.rules, member, now);
    const Number charged = contract::settle(m.rules, member, now).charged;
    const auto after = revoked
                           ? contract::revoke<Number>({false, true}, m.rules, m.round, member, now)
                           : contract::retire<Number>(m.rules, m.round, member, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    m.round = after.round;
    member = after.member;
    return {number_of(refusal), after.accepted ? charged.value() : 0};
}

Given run_change(Machine& m) {
    const auto refusal = refusal_of_change(m.rules, m.proposed);
    const auto after = contract::reconfigure<Number>({true, false}, m.rules, m.proposed, m.round);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    if (after.accepted) m.proposed = m.rules;
    m.rules = after.rules;
    m.round = after.round;
    return {number_of(refusal)};
}

Given run_deployment(Machine& m, const Step& s, const Number& now) {
    using contract::Refusal;
    const auto refusal = s.flag ? refusal_of_deployment(m.rules, Number(s.x), Number(s.y))
                                : Refusal::tick_of_no_time;
    if (refusal != Refusal::none) return {number_of(refusal)};
    m.round = contract::deploy<Number>(m.rules, Number(s.x), Number(s.y), now).round;
    m.members = {};
    return {};
}

Given run(Machine& m, const Step& s) {
    Member& member = m.members[s.who];
    const Number now(s.time);
    switch (s.operation) {
        case report: return run_report(m, member, s, now);
        case settle: {
            const auto after = contract::settle(m.rules, member, now);
            member = after.member;
            return {0, after.periods.value(), after.charged.value()};
        }
        case tick:
            m.round = contract::tick(m.rules, m.round, now);
            return {0, contract::gamma_in_force(m.rules, m.round).value()};
        case enrol: return run_enrolment(m, member, s, now);
        case revoke:
        case retire: return run_end(m, member, s, now);
        case change: return run_change(m);
        case deploy: return run_deployment(m, s, now);
        default: return {0, contract::keeps_case_1(m.rules, Number(s.x), Number(s.y)) ? 1 : 0};
    }
}

/// The first of the proposed rules that alone makes them malformed, and whether it is too small.
std::string rule_that_is_off(const Rules& one, const Rules& other) {
    const Rules& rules = well_formed(one) ? one : other;
    const Rules& proposed = well_formed(one) ? other : one;
    for (std::int64_t which = 0; which < 22; ++which) {
        Rules mended = proposed;
        std::int64_t at = 0;
        bool small = false;
        Rules::visit(
            [&](const model::Field&, Number& value, const Number& good) {
                if (at++ != which) return;
                small = value < good;
                value = good;
            },
            mended, rules);
        if (well_formed(mended)) return fmt::format(" {} {}", which, small);
    }
    return " several";
}

std::int64_t draw_operation(Draws& draws) {
    constexpr std::array<std::uint8_t, 20> weighted{
        report, report, report, report, report, report, report, report, settle, settle,
        tick,   tick,   enrol,  enrol,  enrol,  retire, change, change, guard,  deploy};
    const std::int64_t operation = weighted[static_cast<std::size_t>(draws.below(20))];
    if (operation == deploy && !draws.once_in(4)) return draws.once_in(2) ? enrol : revoke;
    return operation;
}

}  // namespace

std::vector<std::int64_t> draw_pure_sequence(std::uint64_t seed) {
    Draws draws(seed);
    const Rules rules = draws.rules();
    const Rules proposed = draws.proposed(rules);
    std::int64_t now = draws.near(0, draws.once_in(8) ? Limits::ticks : Limits::ticks / 1000);
    Round round = draws.round(rules, now, 2);
    std::vector<std::int64_t> sequence;
    sequence.reserve(PureSequence::length);
    append(sequence, rules);
    append(sequence, proposed);
    append(sequence, round);
    append(sequence, draws.member(rules, round, now));
    append(sequence, draws.member(rules, round, now));
    for (std::size_t i = 0; i < PureSequence::steps; ++i) {
        now = draws.later(rules, now);
        const std::int64_t operation = draw_operation(draws);
        sequence.push_back(operation | draws.below(2) << 8 | (draws.once_in(10) ? 0 : 1 << 16));
        sequence.push_back(now);
        if (operation == enrol) {
            sequence.push_back(draws.around(rules.rank_min, rules.rank_max));
            sequence.push_back(draws.once_in(2)
                                   ? Limits::ticks - draws.below(3)
                                   : draws.around(std::min(now + 1, Limits::ticks), Limits::ticks));
        } else {
            sequence.push_back(draws.around(rules.theta_min, rules.theta_max));
            sequence.push_back(draws.around(rules.gamma_min, rules.gamma_max));
        }
    }
    return sequence;
}

std::vector<std::int64_t> run_pure_sequence(std::span<const std::int64_t> sequence) {
    Machine machine{take<Rules>(sequence),
                    take<Rules>(sequence),
                    take<Round>(sequence),
                    {take<Member>(sequence), take<Member>(sequence)}};
    std::vector<std::int64_t> out;
    out.reserve(PureSequence::steps * PureSequence::outputs);
    for (; !sequence.empty(); sequence = sequence.subspan(4)) {
        const Step step{sequence[0] & 0xff,
                        static_cast<std::size_t>(sequence[0] >> 8 & 1),
                        (sequence[0] >> 16 & 1) == 1,
                        sequence[1],
                        sequence[2],
                        sequence[3]};
        const Given given = run(machine, step);
        out.insert(out.end(), given.begin(), given.end());
        append(out, machine.round);
        append(out, machine.members[step.who]);
    }
    return out;
}

std::map<std::string, std::size_t> kinds_of_steps(std::span<const std::int64_t> sequence) {
    const auto out = run_pure_sequence(sequence);
    std::map<std::string, std::size_t> kinds;
    for (std::size_t i = 0; i < PureSequence::steps; ++i) {
        const auto refusal = out[i * PureSequence::outputs];
        std::string kind = fmt::format("{} {} {} {}", sequence[PureSequence::head + 4 * i] & 0xff,
                                       refusal, out[i * PureSequence::outputs + 3],
                                       out[i * PureSequence::outputs + 7] == 0);
        if (refusal == number_of(contract::Refusal::rules_malformed)) {
            auto head = sequence;
            kind += rule_that_is_off(take<Rules>(head), take<Rules>(head));
        }
        kinds.try_emplace(kind, i);
    }
    return kinds;
}

std::uint64_t digest_of(std::span<const std::int64_t> values) {
    std::uint64_t hash = 0;
    for (const std::int64_t value : values) {
        hash = (hash ^ static_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

std::string name_of_output(std::span<const std::int64_t> sequence, std::size_t at) {
    constexpr std::array<const char*, PureSequence::outputs> names{"refusal",
                                                                   "first",
                                                                   "second",
                                                                   "third",
                                                                   "round.number",
                                                                   "round.start",
                                                                   "round.sharers",
                                                                   "round.users",
                                                                   "round.members",
                                                                   "round.theta",
                                                                   "round.gamma",
                                                                   "member.known",
                                                                   "member.active",
                                                                   "member.rank",
                                                                   "member.points",
                                                                   "member.stamp",
                                                                   "member.last_share",
                                                                   "member.paid_until",
                                                                   "member.rate",
                                                                   "member.expiry"};
    const std::size_t step = at / PureSequence::outputs;
    const auto operation = static_cast<std::size_t>(sequence[PureSequence::head + 4 * step] & 0xff);
    return std::string("step ") + std::to_string(step) + ", " + operation_names[operation] + ": " +
           names[at % PureSequence::outputs];
}

}  // namespace essmap::evm_test
