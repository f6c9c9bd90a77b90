#include "published.hpp"

/// Promises of the paper's text that Algorithm 2 (NSP) breaks as printed.
namespace essmap::verify::published {

namespace {

using model::published::Account;

Account<Rational> example_account() { return {.points = 100, .last_time = 0}; }

/// Members before a pass of NSP, and the limit T.
template <class S>
struct Clock {
    using T = typename S::Number;
    T limit, time;
};
template <class S>
Account<typename S::Number> any_account(S& s, const std::string& name) {
    using T = typename S::Number;
    const auto account = s.template record<Account>(name, example_account());
    s.assume(T(0) <= account.points && T(0) <= account.last_time);
    return account;
}
template <class S>
Clock<S> any_clock(S& s, long time = 40) {
    using T = typename S::Number;
    const Clock<S> clock{s.number("limit", "ticks", 30), s.number("time", "ticks", time)};
    s.assume(T(0) < clock.limit && T(0) <= clock.time);
    return clock;
}
template <class S, class T>
Truth<T> pass(S& s, std::vector<Account<T>>& accounts, const T& limit, const T& time,
              const std::string& title = "the clock runs NSP") {
    const auto before = accounts;
    const Truth<T> panics = s.published().nsp(accounts, limit, time);
    s.step(title);
    s.show("fails", panics, "");
    for (std::size_t i = 0; i < accounts.size(); ++i)
        s.change("member" + std::to_string(i + 1), before[i], accounts[i]);
    return panics;
}

constexpr auto nsp_first_only = refuted(
    "Every member idle for longer than the limit is punished.",
    "idle > T -> points' < points (line 13 returns within the loop)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("two members");
        std::vector<Account<T>> accounts{any_account(s, "member1"), any_account(s, "member2")};
        const auto clock = any_clock(s);
        const auto before = accounts;
        s.assume(clock.limit < clock.time - before[1].last_time);
        const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
        s.claim("the second one too", panics || accounts[1].points < before[1].points);
    });

constexpr auto nsp_underflow = refuted(
    "A punishment never fails for lack of points.", "count < u -> count - u (line 8, unsigned)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a member");
        std::vector<Account<T>> accounts{any_account(s, "member1")};
        const auto clock = any_clock(s);
        s.assume(accounts[0].last_time <= clock.time);
        s.claim("the call succeeds", !pass(s, accounts, clock.limit, clock.time));
    });

constexpr auto nsp_poor_blocks_all = refuted(
    "A member without points does not shield the others.",
    "one reverting id reverts the whole pass", []<class S, class T = Number<S>>(S& s) {
        s.step("two members, the second idle and able to pay");
        std::vector<Account<T>> accounts{any_account(s, "member1"), any_account(s, "member2")};
        const auto clock = any_clock(s);
        const auto before = accounts;
        const T idle = clock.time - before[1].last_time;
        s.assume(before[0].last_time <= clock.time && clock.limit < idle &&
                 idle - clock.limit <= before[1].points);
        const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
        s.claim("the pass goes through", !panics);
    });

constexpr auto nsp_charged_again = refuted(
    "The same idleness is punished once, however often the clock runs.",
    "nsp(nsp(m, t1), t2) = nsp(m, t2) (last_time never moves)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a member");
        const auto member = any_account(s, "member1");
        const auto clock = any_clock(s);
        const T later = s.number("later", "ticks", 50);
        s.assume(clock.time <= later && member.last_time <= clock.time);
        std::vector<Account<T>> twice{member};
        const Truth<T> first = pass(s, twice, clock.limit, clock.time);
        const Truth<T> second = pass(s, twice, clock.limit, later, "the clock runs NSP again");
        std::vector<Account<T>> once{member};
        const Truth<T> only =
            pass(s, once, clock.limit, later, "instead: NSP once, at the later time");
        s.claim("the same points", first || second || only || twice[0].points == once[0].points);
    });

constexpr auto nsp_future = refuted(
    "A last sharing time ahead of the clock does no harm.",
    "time < last_time -> time - last_time (line 6, unsigned)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a member");
        std::vector<Account<T>> accounts{any_account(s, "member1")};
        const auto clock = any_clock(s);
        const T idle = clock.time - accounts[0].last_time;
        s.assume(idle - clock.limit <= accounts[0].points);
        s.claim("the call succeeds", !pass(s, accounts, clock.limit, clock.time));
    });

constexpr auto nsp_newcomer = refuted(
    "A member is not punished before he has been one for longer than T.",
    "time - joined <= T -> points' = points (last_time = 0 until the first share)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a member who has not shared yet: last_time = 0");
        std::vector<Account<T>> accounts{any_account(s, "member1")};
        const auto clock = any_clock(s);
        const T joined = s.number("joined", "ticks", 35);
        const T points = accounts[0].points;
        s.assume(accounts[0].last_time == T(0) && joined <= clock.time &&
                 clock.time - joined <= clock.limit);
        const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
        s.claim("not punished", !panics && accounts[0].points == points);
    });

constexpr auto nsp_share_erases = refuted(
    "A report does not erase the punishment that is due.",
    "u after share = u before (the share moves last_time)", []<class S, class T = Number<S>>(S& s) {
        s.step("an idle member");
        const auto member = any_account(s, "member1");
        const auto clock = any_clock(s);
        const T idle = clock.time - member.last_time;
        s.assume(clock.limit < idle && idle - clock.limit <= member.points);
        auto sharer = member;
        sharer.last_time = clock.time;
        s.step("he shares just before the clock runs");
        s.change("member1", member, sharer);
        std::vector<Account<T>> accounts{sharer};
        pass(s, accounts, clock.limit, clock.time);
        s.claim("he still pays", accounts[0].points < member.points);
    });

constexpr auto nsp_not_mu = refuted(
    "The deduction is the mu of the game.",
    "u = mu per punishment (u is idle ticks; mu of Table 1 does not occur)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("an idle member");
        const auto member = any_account(s, "member1");
        const auto clock = any_clock(s, 38);
        const T mu = s.number("mu", "points", 8);
        s.assume(T(0) < mu && clock.limit < clock.time - member.last_time);
        std::vector<Account<T>> accounts{member};
        const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
        s.claim("mu is deducted", panics || member.points - accounts[0].points == mu);
    });

constexpr auto nsp_callers_points = refuted(
    "Nobody sets his own points.", "count and last_time are arguments of the call (line 2)",
    []<class S, class T = Number<S>>(S& s) {
        s.step("a member, and what he says he has");
        const auto member = any_account(s, "member1");
        const auto stated = any_account(s, "stated");
        const auto clock = any_clock(s);
        std::vector<Account<T>> accounts{stated};
        const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
        s.claim("new_count is no more than he had", panics || accounts[0].points <= member.points);
    });

}  // namespace

std::vector<Property> nsp_properties() {
    PropertyTable table(Subject::published);
    table.fixed("published.nsp.first-only", nsp_first_only);
    table.fixed("published.nsp.underflow", nsp_underflow);
    table.fixed("published.nsp.poor-blocks-all", nsp_poor_blocks_all);
    table.fixed("published.nsp.charged-again", nsp_charged_again);
    table.fixed("published.nsp.future", nsp_future);
    table.fixed("published.nsp.newcomer", nsp_newcomer);
    table.fixed("published.nsp.share-erases", nsp_share_erases);
    table.fixed("published.nsp.not-mu", nsp_not_mu);
    table.fixed("published.nsp.callers-points", nsp_callers_points);
    return table.properties();
}

}  // namespace essmap::verify::published
