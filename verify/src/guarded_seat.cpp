#include "guarded_review.hpp"

/// Seats of reviewers: who gives and ends them, with which notice, and that their terms are apart.
namespace essmap::verify::guarded {

namespace {

/// An appointment by any caller to a seat, of an account whose latest seat is known.
template <class S>
struct Appointed {
    using T = typename S::Number;
    State<S> before;
    Caller<T> caller;
    Seat<T> seat, latest;
    T account;
    contract::Appointment<T> after;
};
/// A seat whose term is over.
Seat<Rational> former_seat(long holder) { return {.holder = holder, .from = 600, .until = 900}; }
/// A report from that term.
ReportRecord<Rational> former_report() {
    return {.author = 7, .time = 700, .brought = 350, .penalty = 60, .votes = 0};
}
template <class S>
Appointed<S> any_appointment(S& s) {
    using T = typename S::Number;
    const auto before = any_state(s);
    const auto caller = any_caller(s, true, false);
    const auto seat = any_seat(s, "seat", former_seat(11));
    const auto latest = any_seat(s, "latest", former_seat(12));
    const T account = s.number("account", "account", 12);
    const auto after =
        contract::appoint<T>(caller, before.rules, seat, latest, account, before.now);
    s.step("a reviewer is appointed");
    s.show("accepted", after.accepted, "");
    s.change("seat", seat, after.seat);
    return {before, caller, seat, latest, account, after};
}

/// A dismissal by any caller.
template <class S>
struct Dismissed {
    using T = typename S::Number;
    State<S> before;
    Caller<T> caller;
    Seat<T> seat;
    contract::Appointment<T> after;
};
template <class S>
Dismissed<S> any_dismissal(S& s) {
    using T = typename S::Number;
    const auto before = any_state(s);
    const auto caller = any_caller(s, true, false);
    const auto seat = any_seat(s, "seat");
    const auto after = contract::dismiss<T>(caller, before.rules, seat, before.now);
    s.step("a reviewer is dismissed");
    s.show("accepted", after.accepted, "");
    s.change("seat", seat, after.seat);
    return {before, caller, seat, after};
}

constexpr auto seat_appointed = proved(
    "A seat is given exactly if the owner gives it, to an account, while no term of that seat "
    "lasts nor one of the account's latest. The holder judges reports from now + notice on, until "
    "he is dismissed. A refused appointment leaves the seat.",
    "accepted <-> owner, account, until <= now, latest is another's or over; holder' = account, "
    "from' = now + notice, until' = the last tick",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, seat, latest, account, after] = any_appointment(s);
        const T& now = before.now;
        s.claim("exactly then",
                after.accepted == (caller.owner && !(account == T(0)) && seat.until <= now &&
                                   (!(latest.holder == account) || latest.until <= now)));
        const Seat<T> given{account, now + before.rules.notice, T(Limits::ticks)};
        claim_record(s, "seat", after.seat, model::select_record<T>(after.accepted, given, seat));
        s.claim("no sooner than two rounds later",
                !after.accepted ||
                    now + before.rules.round_limit + before.rules.round_limit <= after.seat.from);
        s.claim("a term begins at a time",
                model::within(after.seat.from, T(0), T(2 * Limits::ticks)));
        s.claim("and ends at one", model::within(after.seat.until, T(0), T(Limits::ticks)));
    });

constexpr auto seat_dismissed = proved(
    "A term is ended exactly if the owner ends one that lasts: with notice, and never later than "
    "it would have ended. Holder and beginning stay; a refused dismissal leaves the seat.",
    "accepted <-> owner, now < until; until' = min(until, now + notice)",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, seat, after] = any_dismissal(s);
        const T& now = before.now;
        s.claim("exactly then", after.accepted == (caller.owner && now < seat.until));
        const T end = now + before.rules.notice;
        Seat<T> ended = seat;
        ended.until = select<T>(end < seat.until, end, seat.until);
        claim_record(s, "seat", after.seat, model::select_record<T>(after.accepted, ended, seat));
        s.claim("a term never gets longer", after.seat.until <= seat.until);
        s.claim("a term ends at a time", model::within(after.seat.until, T(0), T(Limits::ticks)));
    });

constexpr auto seat_again = proved(
    "A dismissal that is repeated ends the term no sooner, nor does one under rules that follow.",
    "dismiss(dismiss(seat, t), t') = dismiss(seat, t) for t <= t'",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, seat, after] = any_dismissal(s);
        const auto later_rules = any_rules(s, "later_rules");
        const T later = any_time(s, "later", 1100);
        s.assume((same(later_rules, before.rules) || may_follow(before.rules, later_rules)) &&
                 before.now <= later && after.accepted);
        const auto again = contract::dismiss<T>(caller, later_rules, after.seat, later);
        claim_record(s, "seat", again.seat, after.seat);
    });

constexpr auto seat_one = proved(
    "No account ever has two seats in term: it is one vote. If that holds before an appointment, "
    "it holds after it, of the account and of every other.",
    "holder' = account, now < until' for one seat at most", []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, seat, latest, account, after] = any_appointment(s);
        const auto other = any_seat(s, "other", former_seat(13));
        const T& now = before.now;
        const auto lasts = [&](const Seat<T>& of, const T& holder) {
            return of.holder == holder && now < of.until;
        };
        const T bystander = s.number("bystander", "account", 13);
        // Of the account's seats the latest alone may be in term.
        s.assume((!lasts(other, account) || same(other, latest)) &&
                 !(lasts(seat, bystander) && lasts(other, bystander)));
        s.claim("no second one of the account's", !(after.accepted && lasts(other, account)));
        s.claim("nor of another's",
                bystander == account || !(lasts(after.seat, bystander) && lasts(other, bystander)));
    });

constexpr auto seat_terms = proved(
    "Terms are apart: whatever report a seat may judge in one term, neither that seat nor the same "
    "account in another may judge in a later one. So who has voted by a seat is its holder at the "
    "report, and nobody votes twice by two seats.",
    "until <= now < from', so time < from' for each time that the former term may judge",
    []<class S, class T = Number<S>>(S& s) {
        const auto given = any_appointment(s);
        const auto& before = given.before;
        const auto& after = given.after;
        const T& account = given.account;
        s.assume(after.accepted);
        const auto judged = [&](const std::string& name, const Seat<T>& former,
                                const Truth<T>& his) {
            const auto report = s.template record<ReportRecord>(name + "_report", former_report());
            const auto rules = any_rules(s, name + "_rules");
            const T at = any_time(s, name + "_at", 710);
            const T later = any_time(s, name + "_later", 1500);
            s.assume(report.time <= at);
            const Vote<T> vote{former.holder, report.author, Truth<T>(false)};
            const Vote<T> again{account, report.author, Truth<T>(false)};
            const Truth<T> may = his && contract::may_vote<T>(rules, former, report, vote, at);
            s.claim("the report is from before the new term",
                    !may || report.time < after.seat.from);
            s.claim("the new holder may not judge it",
                    !may || !contract::may_vote<T>(before.rules, after.seat, report, again, later));
        };
        judged("seat", given.seat, Truth<T>(true));
        judged("latest", given.latest, given.latest.holder == account);
    });

constexpr auto seat_notice = proved(
    "Whoever reports within the notice of an appointment is not judged by the new reviewer: only "
    "reviewers announced two rounds before a report judge it; and from a notice after his "
    "dismissal on a reviewer judges nothing.",
    "accepted vote -> time >= appointed + notice, now < dismissed + notice",
    []<class S, class T = Number<S>>(S& s) {
        const auto [before, caller, seat, latest, account, after] = any_appointment(s);
        const auto later_rules = any_rules(s, "later_rules");
        const auto report =
            s.template record<ReportRecord>("report", ReportRecord<Rational>{7, 1470, 350, 60, 1});
        const auto vote = s.template record<Vote>("vote", Vote<Rational>{12, 7, false});
        const T later = any_time(s, "later", 1480);
        const T dismissed_at = any_time(s, "dismissed_at", 1475);
        s.assume(after.accepted && before.now <= dismissed_at &&
                 (same(later_rules, before.rules) || may_follow(before.rules, later_rules)));
        const auto judges = [&](const Seat<T>& by) {
            return contract::may_vote<T>(later_rules, by, report, vote, later);
        };
        const T rounds = before.rules.round_limit + before.rules.round_limit;
        s.claim("announced two rounds before",
                !judges(after.seat) || before.now + rounds <= report.time);
        const auto ended = contract::dismiss<T>({Truth<T>(true), Truth<T>(false)}, later_rules,
                                                after.seat, dismissed_at);
        s.claim("nothing from a notice after the dismissal on",
                later < dismissed_at + later_rules.notice || !judges(ended.seat));
        s.claim("nothing more by being dismissed", !judges(ended.seat) || judges(after.seat));
    });

constexpr auto arithmetic_appoint =
    proved("An appointment: no division by zero and, in whole numbers, no overflow of 64 bits.",
           "I -> every operation of the step is defined", [](auto& s) {
               any_appointment(s);
               s.claim_arithmetic();
           });

constexpr auto arithmetic_dismiss =
    proved("A dismissal: no division by zero and, in whole numbers, no overflow of 64 bits.",
           "I -> every operation of the step is defined", [](auto& s) {
               any_dismissal(s);
               s.claim_arithmetic();
           });

}  // namespace

std::vector<Property> seat_properties() {
    PropertyTable table(Subject::guarded);
    table.both("guarded.seat.appointed", seat_appointed);
    table.both("guarded.seat.dismissed", seat_dismissed);
    table.both("guarded.seat.again", seat_again);
    table.both("guarded.seat.one", seat_one);
    table.both("guarded.seat.terms", seat_terms);
    table.both("guarded.seat.notice", seat_notice);
    table.both("guarded.arithmetic.appoint", arithmetic_appoint);
    table.both("guarded.arithmetic.dismiss", arithmetic_dismiss);
    return table.properties();
}

}  // namespace essmap::verify::guarded
