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
    guard,
    vote,
    appoint,
    dismiss
};
constexpr std::array<const char*, 12> operation_names{"report", "settle", "tick",    "enrol",
                                                      "revoke", "retire", "change",  "deploy",
                                                      "guard",  "vote",   "appoint", "dismiss"};

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

std::int64_t take_number(std::span<const std::int64_t>& in) {
    const std::int64_t number = in.front();
    in = in.subspan(1);
    return number;
}

/// A report as the contract keeps it: its record, and the seats that have voted, a bit each.
struct Kept {
    ReportRecord record;
    std::int64_t voted;
};
Kept take_kept(std::span<const std::int64_t>& in) {
    const auto record = take<ReportRecord>(in);
    return {record, take_number(in)};
}

struct Machine {
    Rules rules, proposed;
    std::int64_t from;  ///< the first tick at which a round may begin under the proposed rules
    std::int64_t tick;  ///< in seconds
    Round round;
    std::array<Member, 2> members;
    std::array<Certificate, 2> certificates;
    std::array<Seat, 2> seats;
    std::array<Kept, 2> reports;

    [[nodiscard]] contract::Rulebook<Number> book(const Number& now) const {
        const bool changes = contract::change_is_due<Number>(round, from, now);
        return {rules, changes ? proposed : rules, changes};
    }
    void begin(const Round& next) {
        if (round.announced && !next.announced) std::swap(rules, proposed);
        round = next;
    }
};

struct Step {
    std::int64_t operation;
    std::size_t who, certificate, seat, report;
    bool flag;
    std::int64_t time, x, y;
};

/// What a step gives: refusal, then up to three numbers.
using Given = std::array<std::int64_t, 4>;

std::int64_t number_of(contract::Refusal refusal) { return static_cast<std::int64_t>(refusal); }

Given run_report(Machine& m, Member& member, const Step& s, const Number& now) {
    using contract::Refusal;
    Refusal refusal = refusal_of_report(m.rules, member, s.flag, now);
    const bool expired = timed_out(m.rules, m.round, now);
    const auto book = m.book(now);
    if (refusal == Refusal::none &&
        Number(s.x) < contract::accept<Number>(book, m.round, member, now).charge)
        refusal = Refusal::charge_too_high;
    const auto after = contract::share<Number>(book, m.round, member, s.flag, Number(s.x), now);
    if (after.accepted != (refusal == Refusal::none)) return {-1};
    m.begin(after.round);
    member = after.member;
    if (after.accepted)
        m.reports[s.report] = {
            contract::record_of<Number>(after, static_cast<std::int64_t>(s.who) + 1, now), 0};
    const std::int64_t flags = (expired ? 1 : 0) + (after.saturated ? 2 : 0) +
                               (after.counted ? 4 : 0) + (after.promoted ? 8 : 0);
    return {number_of(refusal), after.charge.value(), after.punished.value(),
            after.accepted ? flags : 0};
}

Given run_enrolment(Machine& m, Member& member, const Step& s, const Number& now) {
    using contract::Refusal;
    const contract::Application<Number> wanted{
        static_cast<std::int64_t>(s.who) + 1,
        s.flag ? static_cast<std::int64_t>(s.certificate) + 1 : 0, s.x, s.y};
    Certificate& certificate = m.certificates[s.certificate];
    const auto refusal = refusal_of_enrolment(m.rules, m.round, wanted, member, certificate, now);
    const auto settled = contract::settle(m.rules, member, now);
    const auto after =
        contract::enrol<Number>({false, true}, m.rules, m.round, wanted, member, certificate, now);
    if (after.accepted != (refusal == Refusal::none)) return {-1};
    m.round = after.round;
    member = after.member;
    certificate = after.certificate;
    if (!after.accepted) return {number_of(refusal)};
    return {0, settled.periods.value(), after.punished.value()};
}

/// A membership is revoked, or a lapsed one retired.
Given run_end(Machine& m, Member& member, const Step& s, const Number& now) {
    const bool revoked = s.operation == revoke;
    const auto refusal =
        revoked ? refusal_of_revocation(member) : refusal_of_retirement(m.rules, member, now);
    const auto settled = contract::settle(m.rules, member, now);
    const auto after = revoked
                           ? contract::revoke<Number>({false, true}, m.rules, m.round, member, now)
                           : contract::retire<Number>(m.rules, m.round, member, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    m.round = after.round;
    member = after.member;
    if (!after.accepted) return {number_of(refusal)};
    return {0, settled.periods.value(), after.punished.value()};
}

Given run_change(Machine& m, const Number& now) {
    const auto refusal = contract::refusal_of_announcement<Number>(m.rules, m.proposed, m.tick);
    const auto after = contract::announce<Number>({true, false}, m.rules, m.proposed, m.round,
                                                  m.from, m.tick, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    m.round = after.round;
    m.from = after.from.value();
    return {number_of(refusal)};
}

Given run_deployment(Machine& m, const Step& s, const Number& now) {
    using contract::Refusal;
    const Number owner(s.flag ? 1 : 0);
    const Number registrar(static_cast<std::int64_t>(s.who));
    const auto refusal =
        contract::refusal_of_deployment<Number>(m.rules, s.x, s.y, m.tick, owner, registrar);
    const auto first = contract::deploy<Number>(m.rules, s.x, s.y, m.tick, owner, registrar, now);
    if (first.accepted != (refusal == Refusal::none)) return {-1};
    if (!first.accepted) return {number_of(refusal)};
    m.round = first.round;
    m.members = {};
    return {};
}

Given run_vote(Machine& m, Member& author, const Step& s, const Number& now) {
    Kept& kept = m.reports[s.report];
    const std::int64_t bit = std::int64_t{1} << s.seat;
    const contract::Vote<Number> vote{s.x, static_cast<std::int64_t>(s.who) + 1,
                                      (kept.voted & bit) != 0};
    const Seat& seat = m.seats[s.seat];
    const auto refusal = refusal_of_vote(m.rules, seat, kept.record, vote, now);
    const auto after =
        contract::find_empty<Number>(m.rules, m.round, author, seat, kept.record, vote, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    m.round = after.round;
    author = after.member;
    kept = {after.report, after.accepted ? kept.voted | bit : kept.voted};
    return {number_of(refusal), after.rejected ? 1 : 0, after.punished.value(),
            after.taken.value()};
}

/// A seat is given, or a term ended.
Given run_term(Machine& m, const Step& s, const Number& now) {
    Seat& seat = m.seats[s.seat];
    const Seat& latest = m.seats[1 - s.seat];
    const bool given = s.operation == appoint;
    const Number account(s.x);
    const auto refusal = given ? contract::refusal_of_appointment(seat, latest, account, now)
                               : contract::refusal_of_dismissal(seat, now);
    const auto after =
        given ? contract::appoint<Number>({true, false}, m.rules, seat, latest, account, now)
              : contract::dismiss<Number>({true, false}, m.rules, seat, now);
    if (after.accepted != (refusal == contract::Refusal::none)) return {-1};
    seat = after.seat;
    return {number_of(refusal)};
}

/// 2: the guard passes the rules; 1: they only keep case 1; 0: not even that.
std::int64_t strength_of(const Rules& rules) {
    if (!contract::keeps_case_1(rules)) return 0;
    return contract::keeps_honesty(rules) ? 2 : 1;
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
            m.begin(contract::tick<Number>(m.book(now), m.round, now));
            return {0, contract::gamma_in_force(m.rules, m.round).value()};
        case enrol: return run_enrolment(m, member, s, now);
        case revoke:
        case retire: return run_end(m, member, s, now);
        case change: return run_change(m, now);
        case deploy: return run_deployment(m, s, now);
        case vote: return run_vote(m, member, s, now);
        case appoint:
        case dismiss: return run_term(m, s, now);
        default: return {0, strength_of(m.rules)};
    }
}

/// The first of the proposed rules that alone makes them malformed, and whether it is too small.
std::string rule_that_is_off(const Rules& one, const Rules& other) {
    const Rules& rules = well_formed(one) ? one : other;
    const Rules& proposed = well_formed(one) ? other : one;
    for (std::int64_t which = 0; which < 29; ++which) {
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
    constexpr std::array<std::uint8_t, 28> weighted{
        report, report, report, report, report, report, report,  report, settle, settle,
        tick,   tick,   enrol,  enrol,  enrol,  retire, change,  change, guard,  deploy,
        vote,   vote,   vote,   vote,   vote,   vote,   appoint, dismiss};
    const std::int64_t operation = weighted[static_cast<std::size_t>(draws.below(28))];
    if (operation == deploy && !draws.once_in(4)) return draws.once_in(2) ? enrol : revoke;
    return operation;
}

/// Draws a step at a time. @param holders of the two seats, in the beginning
void append_step(Draws& draws, std::vector<std::int64_t>& sequence, const Rules& rules,
                 const std::array<std::int64_t, 2>& holders, std::int64_t now) {
    const std::int64_t operation = draw_operation(draws);
    const std::int64_t which = draws.below(16);
    sequence.push_back(operation | which << 8 | (draws.once_in(10) ? 0 : 1 << 16));
    sequence.push_back(now);
    if (operation == report) {
        const bool low = draws.once_in(6);
        sequence.push_back(low ? draws.near(-2 * Limits::points_per_share, 0)
                               : Limits::points_per_share);
        sequence.push_back(0);
    } else if (operation == enrol) {
        sequence.push_back(draws.around(rules.rank_min, rules.rank_max));
        sequence.push_back(draws.once_in(2)
                               ? Limits::ticks - draws.below(3)
                               : draws.around(std::min(now + 1, Limits::ticks), Limits::ticks));
    } else if (operation == vote || operation == appoint) {
        const bool usual = operation == vote && !draws.once_in(6);
        sequence.push_back(usual ? holders[static_cast<std::size_t>(which >> 2 & 1)]
                                 : draws.below(5));
        sequence.push_back(0);
    } else {
        sequence.push_back(draws.around(rules.theta_min, rules.theta_max));
        sequence.push_back(draws.around(rules.gamma_min, rules.gamma_max));
    }
}

}  // namespace

std::vector<std::int64_t> draw_pure_sequence(std::uint64_t seed) {
    Draws draws(seed);
    const Rules rules = draws.rules();
    const Rules proposed = draws.proposed(rules);
    std::int64_t now = draws.near(0, draws.once_in(8) ? Limits::ticks : Limits::ticks / 1000);
    Round round = draws.round(rules, now);
    round.announced = draws.once_in(2) && admissible(proposed) && keeps_units(rules, proposed) &&
                      keeps_ranks(rules, proposed) && keeps_free_time(rules, proposed);
    const std::array<Member, 2> members{draws.member(rules, round, now),
                                        draws.member(rules, round, now)};
    draws.counts(round, members);
    std::vector<std::int64_t> sequence;
    sequence.reserve(PureSequence::length);
    append(sequence, rules);
    append(sequence, proposed);
    sequence.push_back(draws.near(0, draws.once_in(2) ? now : Limits::ticks));
    sequence.push_back(draws.tick(draws.once_in(2) ? rules : proposed));
    append(sequence, round);
    for (const Member& member : members) append(sequence, member);
    for (std::int64_t i = 0; i < 2; ++i) {
        sequence.push_back(draws.below(3));
        const Number epoch = members[static_cast<std::size_t>(draws.below(2))].epoch;
        sequence.push_back(draws.once_in(2) ? epoch.value() : draws.near(Number(0), epoch));
    }
    std::array<std::int64_t, 2> holders{};
    for (std::int64_t& holder : holders) {
        const Seat seat = draws.seat(now);
        append(sequence, seat);
        holder = seat.holder.value();
    }
    for (int i = 0; i < 2; ++i) {
        append(sequence, draws.report(rules, members, now));
        sequence.push_back(draws.once_in(3) ? draws.below(4) : 0);
    }
    for (std::size_t i = 0; i < PureSequence::steps; ++i) {
        now = draws.later(rules, now);
        append_step(draws, sequence, rules, holders, now);
    }
    return sequence;
}

std::vector<std::int64_t> run_pure_sequence(std::span<const std::int64_t> sequence) {
    Machine machine{take<Rules>(sequence),
                    take<Rules>(sequence),
                    take_number(sequence),
                    take_number(sequence),
                    take<Round>(sequence),
                    {take<Member>(sequence), take<Member>(sequence)},
                    {take<Certificate>(sequence), take<Certificate>(sequence)},
                    {take<Seat>(sequence), take<Seat>(sequence)},
                    {take_kept(sequence), take_kept(sequence)}};
    std::vector<std::int64_t> out;
    out.reserve(PureSequence::steps * PureSequence::outputs);
    for (; !sequence.empty(); sequence = sequence.subspan(4)) {
        const Step step{sequence[0] & 0xff,
                        static_cast<std::size_t>(sequence[0] >> 8 & 1),
                        static_cast<std::size_t>(sequence[0] >> 9 & 1),
                        static_cast<std::size_t>(sequence[0] >> 10 & 1),
                        static_cast<std::size_t>(sequence[0] >> 11 & 1),
                        (sequence[0] >> 16 & 1) == 1,
                        sequence[1],
                        sequence[2],
                        sequence[3]};
        const Given given = run(machine, step);
        out.insert(out.end(), given.begin(), given.end());
        out.push_back(machine.from);
        append(out, machine.round);
        append(out, machine.members[step.who]);
        append(out, machine.certificates[step.certificate]);
        append(out, machine.seats[step.seat]);
        append(out, machine.reports[step.report].record);
        out.push_back(machine.reports[step.report].voted);
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
                                       out[i * PureSequence::outputs + 8] == 0);
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
    std::vector<std::string> names{"refusal", "first", "second", "third", "from"};
    const auto add = [&]<class R>(const char* record, R&& of) {
        std::remove_cvref_t<R>::visit(
            [&](const model::Field& field, const auto&) {
                names.push_back(fmt::format("{}.{}", record, field.name));
            },
            of);
    };
    add("round", Round{});
    add("member", Member{});
    add("certificate", Certificate{});
    add("seat", Seat{});
    add("report", ReportRecord{});
    names.emplace_back("report.voted");
    const std::size_t step = at / PureSequence::outputs;
    const auto operation = static_cast<std::size_t>(sequence[PureSequence::head + 4 * step] & 0xff);
    return std::string("step ") + std::to_string(step) + ", " + operation_names[operation] + ": " +
           names[at % PureSequence::outputs];
}

}  // namespace essmap::evm_test
