#include "essmap/model/game.hpp"
#include "published.hpp"

/// Promises of the paper's text that Algorithm 1 (SGM) breaks as printed.
namespace essmap::verify::published {

namespace {

using model::published::Game;

/// Table 3's case 1 on a platform of ten members, four of whom have shared.
Game<Rational> example_game(long sharers = 4) {
    return {.scale = 100,
            .rank = 4,
            .theta = 2,
            .gamma = 2,
            .numerator = 200,
            .time = 100,
            .sharers = sharers,
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
model::published::Feedback<T> call_with(S& s, const Game<T>& game, const Truth<T>& valid,
                                        const std::string& title = "a member calls SGM") {
    const auto result = s.published().sgm(game, valid);
    s.step(title);
    s.show("fails", result.panics, "");
    s.change("game", game, result.game);
    s.show("feedback", result.feedback, "points");
    return result;
}
/// The same with a valid certificate.
template <class S, class T, class... Title>
model::published::Feedback<T> call(S& s, const Game<T>& game, const Title&... title) {
    return call_with(s, game, Truth<T>(true), title...);
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
template <class S, class T>
void assume_case_1(S& s, const Game<T>& game) {
    s.assume(is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma)));
}

constexpr auto sgm_reward = refuted(
    "While P < P*, a report is rewarded.",
    "P < P* -> feedback > 0 (lines 10-11; line 16 overwrites it)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const auto after = call(s, game);
        s.assume(game.sharers * game.scale < game.threshold * game.users);
        s.claim("the feedback is a reward", T(0) < after.feedback);
    });

constexpr auto sgm_first_round = refuted(
    "A report with a valid certificate never fails: no time yet.", "T = 0 -> N/T (line 8)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game_but(s, &Game<T>::time, "time", "ticks", 100);
        const auto after = call(s, game);
        s.claim("the call succeeds", !after.panics);
    });

constexpr auto sgm_bricked = refuted(
    "After a call that failed, a later one succeeds.",
    "T = 0 stays 0 (T is read in line 7 and written nowhere)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game_but(s, &Game<T>::time, "time", "ticks", 100);
        const auto first = call(s, game);
        const auto second = call(s, first.game, "and again");
        s.claim("one of two calls succeeds", !first.panics || !second.panics);
    });

constexpr auto sgm_no_members = refuted(
    "A report never fails for lack of members.", "UsersCnt = 0 -> P = 0/0 (line 9)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game_but(s, &Game<T>::users, "users", "members", 10);
        const auto after = call(s, game);
        s.claim("the call succeeds", !after.panics);
    });

constexpr auto sgm_theta_zero = refuted(
    "Sharing never becomes free of the cost coefficient: theta > 0.",
    "N, T > 0 -> N/T > 0 (line 8, truncating)", []<class S, class T = Number<S>>(S& s) {
        const auto after = call(s, any_game(s));
        s.claim("theta > 0", T(0) < after.game.theta);
    });

constexpr auto sgm_theta_leaves_case1 = refuted(
    "The new theta keeps the member in strategy case 1.",
    "case 1 -> case 1 at theta' = N/T (line 8 bounds nothing)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        assume_case_1(s, game);
        const auto after = call(s, game);
        s.claim("still case 1",
                is_case_1(coefficients_at(s, game.rank, after.game.theta, game.gamma)));
    });

constexpr auto sgm_gamma_leaves_case1 = refuted(
    "The cost keeps the member in strategy case 1.",
    "case 1 -> case 1 at gamma' = gamma + Cost (line 16 bounds nothing)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        assume_case_1(s, game);
        const auto after = call(s, game);
        s.claim("still case 1",
                is_case_1(coefficients_at(s, game.rank, game.theta, after.game.gamma)));
    });

constexpr auto sgm_other_ranks = refuted(
    "Parameters of case 1 are of case 1 for every member.",
    "a(r) > 0 -> a(r') > 0 (one theta and gamma for all ranks)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const T other = s.number("other_rank", "level", 4);
        s.assume(T(1) <= other);
        assume_case_1(s, game);
        s.step("another member, of rank other_rank");
        s.claim("case 1 too", is_case_1(coefficients_at(s, other, game.theta, game.gamma)));
    });

constexpr auto sgm_whole_participation = refuted(
    "A round ends once more than the saturation share has shared.",
    "sharers > saturation users -> round' = round + 1 (line 9 truncates P to 0)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s, example_game(10));
        s.assume(game.saturation < game.scale && game.threshold <= game.saturation &&
                 game.saturation * game.users < game.sharers * game.scale);
        const auto after = call(s, game);
        s.claim("the round ends", after.rolled);
    });

constexpr auto sgm_never_saturates = refuted(
    "Once everybody has shared the round ends.",
    "P = 1 -> round' = round + 1 (nothing asks for P* <= saturation < 1)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s, example_game(10));
        s.assume(game.sharers == game.users);
        const auto after = call(s, game);
        s.claim("the round ends", after.rolled);
    });

constexpr auto sgm_reset = refuted(
    "After a round has ended, participation grows again in case 1.",
    "x' = 0: F(0) = 0 (line 14 puts the count at a fixed point)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s, example_game(10));
        const auto c = coefficients_at(s, game.rank, game.theta, game.gamma);
        s.assume(is_case_1(c));
        const auto after = call(s, game);
        s.assume(after.rolled);
        using E = std::remove_cvref_t<decltype(c.a)>;
        const E x = exact(after.game.sharers) / exact(game.users);
        s.claim("x' > 0: the share of sharers grows", E(0) < model::replicator<E>(c, x));
    });

constexpr auto sgm_two_meanings_of_k = refuted(
    "The end of a round leaves the payoff factor k alone.",
    "k = k + 1 (line 13) -> Delta = k U rises by U", []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s, example_game(10));
        assume_case_1(s, game);
        const auto after = call(s, game);
        s.assume(after.rolled);
        s.step("read with one variable k, as printed");
        s.claim("still case 1",
                is_case_1(coefficients_at(s, game.rank, game.theta, game.gamma, 1)));
    });

constexpr auto sgm_not_counted = refuted(
    "A report is counted.",
    "sharers' = sharers + 1 (ParticipateSharingCnt is read in line 9 and never raised)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const auto after = call(s, game);
        s.claim("one more sharer, or a new round",
                after.rolled || after.game.sharers == game.sharers + T(1));
    });

constexpr auto sgm_theta_every_call = refuted(
    "theta changes at the end of a round only.",
    "no new round -> theta' = theta (line 8 runs at every call)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const auto after = call(s, game);
        s.claim("a new round, or the old theta", after.rolled || after.game.theta == game.theta);
    });

constexpr auto sgm_ratchet = refuted(
    "gamma moves by at most one cost in a round.",
    "gamma'' - gamma <= Cost (line 16 runs at every call)", []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const auto first = call(s, game);
        const auto second = call(s, first.game, "and another");
        s.claim("within one round, one step",
                first.rolled || second.rolled || second.game.gamma - game.gamma <= game.cost);
    });

constexpr auto sgm_no_time_limit = refuted(
    "While a round drags on, theta falls.",
    "no saturation -> theta'' < theta' (T is that of the previous round)",
    []<class S, class T = Number<S>>(S& s) {
        const auto first = call(s, any_game(s));
        const auto later = call(s, first.game, "any number of ticks later");
        s.claim("a new round, or a smaller theta",
                later.rolled || later.game.theta < first.game.theta);
    });

constexpr auto sgm_stranger = refuted(
    "A call without a valid certificate fails.",
    "not valid -> the call reverts (the function ends after line 18 without a result)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const Truth<T> valid = s.truth("valid", true);
        const auto after = call_with(s, game, valid);
        s.claim("valid, or failed", valid || after.panics);
    });

constexpr auto sgm_points = refuted(
    "The feedback reaches the member's points.",
    "points' = points + feedback (line 17 only returns it)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        const auto after = call(s, game);
        s.claim("points follow", after.game.points == game.points + after.feedback);
    });

constexpr auto sgm_callers_parameters = refuted(
    "In the same situation everybody gets the same feedback.",
    "the parameters of the strategy are arguments of the call (line 1)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game(s);
        auto chosen = game;
        chosen.cost = s.number("chosen_cost", "points", 1);
        s.assume(T(0) < chosen.cost);
        const auto one = call(s, game);
        const auto other = call(s, chosen, "another member calls with his own parameters");
        s.claim("the same feedback", one.feedback == other.feedback);
    });

constexpr auto sgm_rank_zero = refuted(
    "A member whose rank the payoff is not defined for is refused.",
    "r = 0: phi = ((r - theta)/r) U (R is read in line 5 and never used)",
    []<class S, class T = Number<S>>(S& s) {
        const auto game = any_game_but(s, &Game<T>::rank, "rank", "level", 4);
        const auto after = call(s, game);
        s.claim("the payoff is defined, or the call fails", T(1) <= game.rank || after.panics);
    });

}  // namespace

std::vector<Property> sgm_properties() {
    PropertyTable table(Subject::published);
    table.fixed("published.sgm.reward", sgm_reward);
    table.fixed("published.sgm.first-round", sgm_first_round);
    table.fixed("published.sgm.bricked", sgm_bricked);
    table.fixed("published.sgm.no-members", sgm_no_members);
    table.fixed("published.sgm.theta-zero", sgm_theta_zero);
    table.fixed("published.sgm.theta-leaves-case1", sgm_theta_leaves_case1);
    table.fixed("published.sgm.gamma-leaves-case1", sgm_gamma_leaves_case1);
    table.fixed("published.sgm.other-ranks", sgm_other_ranks);
    table.fixed("published.sgm.whole-participation", sgm_whole_participation);
    table.fixed("published.sgm.never-saturates", sgm_never_saturates);
    table.fixed("published.sgm.reset", sgm_reset);
    table.fixed("published.sgm.two-meanings-of-k", sgm_two_meanings_of_k);
    table.fixed("published.sgm.not-counted", sgm_not_counted);
    table.fixed("published.sgm.theta-every-call", sgm_theta_every_call);
    table.fixed("published.sgm.ratchet", sgm_ratchet);
    table.fixed("published.sgm.no-time-limit", sgm_no_time_limit);
    table.fixed("published.sgm.stranger", sgm_stranger);
    table.fixed("published.sgm.points", sgm_points);
    table.fixed("published.sgm.callers-parameters", sgm_callers_parameters);
    table.fixed("published.sgm.rank-zero", sgm_rank_zero);
    return table.properties();
}

}  // namespace essmap::verify::published
