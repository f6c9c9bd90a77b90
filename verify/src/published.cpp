#include "essmap/model/game.hpp"
#include "essmap/verify/property.hpp"

/// Promises of the paper's text that Algorithms 1 and 2 break as printed. Every property here is
/// expected to be refuted, by a run of the printed algorithm.
namespace essmap::verify {

namespace {

using model::published::Account;
using model::published::Game;

/// Table 3's case 1 on a platform of ten members, four of whom have shared.
Game<Rational> example_game() {
    return {.scale = 100,
            .rank = 4,
            .theta = 2,
            .gamma = 2,
            .numerator = 200,
            .time = 100,
            .sharers = 4,
            .users = 10,
            .threshold = 60,
            .saturation = 95,
            .reward = 1,
            .cost = 1,
            .round = 1,
            .points = 100};
}

/// A platform before a call, within what the paper takes for granted.
template <class S>
Game<typename S::Number> any_game(S& s, const Game<Rational>& example = example_game()) {
    using T = typename S::Number;
    s.step("the platform before the call");
    const auto g = s.template record<Game>("game", example);
    const T zero(0);
    s.assume(T(1) <= g.scale && T(1) <= g.rank && zero <= g.theta && zero < g.numerator &&
             zero < g.time && zero < g.users && zero <= g.sharers && g.sharers <= g.users &&
             zero < g.threshold && zero < g.saturation && zero < g.reward && zero < g.cost &&
             zero <= g.points && T(1) <= g.round);
    return g;
}

/// The same with one field that may be 0 as well.
template <class S, class T>
Game<T> any_game_but(S& s, T Game<T>::*field, const std::string& name, const std::string& unit,
                     long example) {
    Game<T> game = any_game(s);
    game.*field = s.number(name, unit, example);
    s.assume(T(0) <= game.*field);
    return game;
}

/// A call of SGM, told.
template <class S, class T>
model::published::Feedback<T> call(S& s, const Game<T>& game, const Truth<T>& valid,
                                   const std::string& title = "a member calls SGM") {
    const auto result = s.published().sgm(game, valid);
    s.step(title);
    s.show("fails", result.panics, "");
    s.change("game", game, result.game);
    s.show("feedback", result.feedback, "points");
    return result;
}

/// The game that rank, theta and gamma stand for, U = 10, k = 1/4 and mu = 8 as in Table 3's
/// case 1.
template <class S, class T>
auto coefficients_at(S& s, const T& rank, const T& theta, const T& gamma, long more_k = 0) {
    using E = std::remove_cvref_t<decltype(exact(rank))>;
    const model::Parameters<E> p{.r = exact(rank),
                                 .theta = exact(theta),
                                 .gamma = exact(gamma),
                                 .mu = E(8),
                                 .k = E(1) / E(4) + E(more_k),
                                 .omega = E(1),
                                 .U = E(10)};
    const auto c = model::coefficients(p);
    if constexpr (std::is_same_v<E, Rational>)
        s.step("  the game: a = " + shown(c.a) + ", a + b = " + shown(c.q) + " points");
    return c;
}
template <class C>
auto is_case_1(const C& c) {
    using E = std::remove_cvref_t<decltype(c.a)>;
    return E(0) < c.a && E(0) < c.q;
}

template <class Text>
void add(std::vector<Property>& all, const std::string& id, const std::string& sentence,
         const std::string& equation, const Text& text) {
    all.push_back(make_property<CheckedInteger>(
        Subject::published, {"published." + id, sentence, equation, Expect::refuted}, text));
}

void add_sgm(std::vector<Property>& all) {
    add(all, "sgm.reward", "While P < P*, a report is rewarded.",
        "P < P* -> feedback > 0 (lines 10-11; line 16 overwrites it)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const auto after = call(s, game, Truth<T>(true));
            s.assume(game.sharers * game.scale < game.threshold * game.users);
            s.claim("the feedback is a reward", T(0) < after.feedback);
        });
    add(all, "sgm.first-round", "A report with a valid certificate never fails: no time yet.",
        "T = 0 -> N/T (line 8)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game_but(s, &Game<T>::time, "time", "ticks", 100);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("the call succeeds", !after.panics);
        });
    add(all, "sgm.bricked", "After a call that failed, a later one succeeds.",
        "T = 0 stays 0 (T is read in line 7 and written nowhere)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game_but(s, &Game<T>::time, "time", "ticks", 100);
            const auto first = call(s, game, Truth<T>(true));
            const auto second = call(s, first.game, Truth<T>(true), "and again");
            s.claim("one of two calls succeeds", !first.panics || !second.panics);
        });
    add(all, "sgm.no-members", "A report never fails for lack of members.",
        "UsersCnt = 0 -> P = 0/0 (line 9)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game_but(s, &Game<T>::users, "users", "members", 10);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("the call succeeds", !after.panics);
        });
    add(all, "sgm.theta-zero", "Sharing never becomes free of the cost coefficient: theta > 0.",
        "N, T > 0 -> N/T > 0 (line 8, truncating)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto after = call(s, any_game(s), Truth<T>(true));
            s.claim("theta > 0", T(0) < after.game.theta);
        });
    add(all, "sgm.theta-leaves-case1", "The new theta keeps the member in strategy case 1.",
        "case 1 -> case 1 at theta' = N/T (line 8 bounds nothing)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            s.assume(is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma)));
            const auto after = call(s, game, Truth<T>(true));
            s.claim("still case 1",
                    is_case_1(coefficients_at(s, game.rank, after.game.theta, game.gamma)));
        });
    add(all, "sgm.gamma-leaves-case1", "The cost keeps the member in strategy case 1.",
        "case 1 -> case 1 at gamma' = gamma + Cost (line 16 bounds nothing)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            s.assume(is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma)));
            const auto after = call(s, game, Truth<T>(true));
            s.claim("still case 1",
                    is_case_1(coefficients_at(s, game.rank, game.theta, after.game.gamma)));
        });
    add(all, "sgm.other-ranks", "Parameters of case 1 are of case 1 for every member.",
        "a(r) > 0 -> a(r') > 0 (one theta and gamma for all ranks)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const T other = s.number("other_rank", "level", 4);
            s.assume(T(1) <= other);
            s.assume(is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma)));
            s.step("another member, of rank other_rank");
            s.claim("case 1 too", is_case_1(coefficients_at(s, other, game.theta, game.gamma)));
        });
    add(all, "sgm.whole-participation",
        "A round ends once more than the saturation share has shared.",
        "sharers > saturation users -> round' = round + 1 (line 9 truncates P to 0)", [](auto& s) {
            using T = Number<decltype(s)>;
            auto example = example_game();
            example.sharers = 10;
            const auto game = any_game(s, example);
            s.assume(game.saturation < game.scale && game.threshold <= game.saturation &&
                     game.saturation * game.users < game.sharers * game.scale);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("the round ends", after.rolled);
        });
    add(all, "sgm.never-saturates", "Once everybody has shared the round ends.",
        "P = 1 -> round' = round + 1 (nothing asks for P* <= saturation < 1)", [](auto& s) {
            using T = Number<decltype(s)>;
            auto example = example_game();
            example.sharers = 10;
            const auto game = any_game(s, example);
            s.assume(game.sharers == game.users);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("the round ends", after.rolled);
        });
    add(all, "sgm.reset", "After a round has ended, participation grows again in case 1.",
        "x' = 0: F(0) = 0 (line 14 puts the count at a fixed point)", [](auto& s) {
            using T = Number<decltype(s)>;
            auto example = example_game();
            example.sharers = 10;
            const auto game = any_game(s, example);
            const auto c = coefficients_at(s, game.rank, game.theta, game.gamma);
            s.assume(is_case_1(c));
            const auto after = call(s, game, Truth<T>(true));
            s.assume(after.rolled);
            using E = std::remove_cvref_t<decltype(c.a)>;
            const E x = exact(after.game.sharers) / exact(game.users);
            s.claim("x' > 0: the share of sharers grows", E(0) < model::replicator<E>(c, x));
        });
    add(all, "sgm.two-meanings-of-k", "The end of a round leaves the payoff factor k alone.",
        "k = k + 1 (line 13) -> Delta = k U rises by U", [](auto& s) {
            using T = Number<decltype(s)>;
            auto example = example_game();
            example.sharers = 10;
            const auto game = any_game(s, example);
            s.assume(is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma)));
            const auto after = call(s, game, Truth<T>(true));
            s.assume(after.rolled);
            s.step("read with one variable k, as printed");
            s.claim("still case 1",
                    is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma, 1)));
        });
    add(all, "sgm.not-counted", "A report is counted.",
        "sharers' = sharers + 1 (ParticipateSharingCnt is read in line 9 and never raised)",
        [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("one more sharer, or a new round",
                    after.rolled || after.game.sharers == game.sharers + T(1));
        });
    add(all, "sgm.theta-every-call", "theta changes at the end of a round only.",
        "no new round -> theta' = theta (line 8 runs at every call)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("a new round, or the old theta",
                    after.rolled || after.game.theta == game.theta);
        });
    add(all, "sgm.ratchet", "gamma moves by at most one cost in a round.",
        "gamma'' - gamma <= Cost (line 16 runs at every call)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const auto first = call(s, game, Truth<T>(true));
            const auto second = call(s, first.game, Truth<T>(true), "and another");
            s.claim("within one round, one step",
                    first.rolled || second.rolled || second.game.gamma - game.gamma <= game.cost);
        });
    add(all, "sgm.no-time-limit", "While a round drags on, theta falls.",
        "no saturation -> theta'' < theta' (T is that of the previous round)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto first = call(s, any_game(s), Truth<T>(true));
            const auto later = call(s, first.game, Truth<T>(true), "any number of ticks later");
            s.claim("a new round, or a smaller theta",
                    later.rolled || later.game.theta < first.game.theta);
        });
    add(all, "sgm.stranger", "A call without a valid certificate fails.",
        "not valid -> the call reverts (the function ends after line 18 without a result)",
        [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const Truth<T> valid = s.truth("valid", true);
            const auto after = call(s, game, valid);
            s.claim("valid, or failed", valid || after.panics);
        });
    add(all, "sgm.points", "The feedback reaches the member's points.",
        "points' = points + feedback (line 17 only returns it)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("points follow", after.game.points == game.points + after.feedback);
        });
    add(all, "sgm.callers-parameters", "In the same situation everybody gets the same feedback.",
        "the parameters of the strategy are arguments of the call (line 1)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game(s);
            auto chosen = game;
            chosen.cost = s.number("chosen_cost", "points", 1);
            s.assume(T(0) < chosen.cost);
            const auto one = call(s, game, Truth<T>(true));
            const auto other =
                call(s, chosen, Truth<T>(true), "another member calls with his own parameters");
            s.claim("the same feedback", one.feedback == other.feedback);
        });
    add(all, "sgm.rank-zero", "A member whose rank the payoff is not defined for is refused.",
        "r = 0: phi = ((r - theta)/r) U (R is read in line 5 and never used)", [](auto& s) {
            using T = Number<decltype(s)>;
            const auto game = any_game_but(s, &Game<T>::rank, "rank", "level", 4);
            const auto after = call(s, game, Truth<T>(true));
            s.claim("the payoff is defined, or the call fails", T(1) <= game.rank || after.panics);
        });
}

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

void add_nsp(std::vector<Property>& all) {
    add(all, "nsp.first-only", "Every member idle for longer than the limit is punished.",
        "idle > T -> points' < points (line 13 returns within the loop)", [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("two members");
            std::vector<Account<T>> accounts{any_account(s, "member1"), any_account(s, "member2")};
            const auto clock = any_clock(s);
            const auto before = accounts;
            s.assume(clock.limit < clock.time - before[1].last_time);
            const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
            s.claim("the second one too", panics || accounts[1].points < before[1].points);
        });
    add(all, "nsp.underflow", "A punishment never fails for lack of points.",
        "count < u -> count - u (line 8, unsigned)", [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("a member");
            std::vector<Account<T>> accounts{any_account(s, "member1")};
            const auto clock = any_clock(s);
            s.assume(accounts[0].last_time <= clock.time);
            s.claim("the call succeeds", !pass(s, accounts, clock.limit, clock.time));
        });
    add(all, "nsp.poor-blocks-all", "A member without points does not shield the others.",
        "one reverting id reverts the whole pass", [](auto& s) {
            using T = Number<decltype(s)>;
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
    add(all, "nsp.charged-again",
        "The same idleness is punished once, however often the clock runs.",
        "nsp(nsp(m, t1), t2) = nsp(m, t2) (last_time never moves)", [](auto& s) {
            using T = Number<decltype(s)>;
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
            s.claim("the same points",
                    first || second || only || twice[0].points == once[0].points);
        });
    add(all, "nsp.future", "A last sharing time ahead of the clock does no harm.",
        "time < last_time -> time - last_time (line 6, unsigned)", [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("a member");
            std::vector<Account<T>> accounts{any_account(s, "member1")};
            const auto clock = any_clock(s);
            const T idle = clock.time - accounts[0].last_time;
            s.assume(idle - clock.limit <= accounts[0].points);
            s.claim("the call succeeds", !pass(s, accounts, clock.limit, clock.time));
        });
    add(all, "nsp.newcomer", "A member is not punished before he has been one for longer than T.",
        "time - joined <= T -> points' = points (last_time = 0 until the first share)",
        [](auto& s) {
            using T = Number<decltype(s)>;
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
    add(all, "nsp.share-erases", "A report does not erase the punishment that is due.",
        "u after share = u before (the share moves last_time)", [](auto& s) {
            using T = Number<decltype(s)>;
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
    add(all, "nsp.not-mu", "The deduction is the mu of the game.",
        "u = mu per punishment (u is idle ticks; mu of Table 1 does not occur)", [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("an idle member");
            const auto member = any_account(s, "member1");
            const auto clock = any_clock(s, 38);
            const T mu = s.number("mu", "points", 8);
            s.assume(T(0) < mu && clock.limit < clock.time - member.last_time);
            std::vector<Account<T>> accounts{member};
            const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
            s.claim("mu is deducted", panics || member.points - accounts[0].points == mu);
        });
    add(all, "nsp.callers-points", "Nobody sets his own points.",
        "count and last_time are arguments of the call (line 2)", [](auto& s) {
            using T = Number<decltype(s)>;
            s.step("a member, and what he says he has");
            const auto member = any_account(s, "member1");
            const auto said = any_account(s, "said");
            const auto clock = any_clock(s);
            std::vector<Account<T>> accounts{said};
            const Truth<T> panics = pass(s, accounts, clock.limit, clock.time);
            s.claim("new_count is no more than he had",
                    panics || accounts[0].points <= member.points);
        });
}

}  // namespace

std::vector<Property> published_properties() {
    std::vector<Property> all;
    add_sgm(all);
    add_nsp(all);
    return all;
}

}  // namespace essmap::verify
