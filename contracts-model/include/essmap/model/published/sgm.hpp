#pragma once

#include "essmap/model/domain.hpp"

/// Algorithm 1 (SGM) as printed, line by line, defects and all (Ma et al., Electronics 2023).
namespace essmap::model::published {

/// What SGM reads, and the little it writes. Nothing but the platform itself ever sets the counts
/// and the time T: the algorithm does not. In whole numbers levels, points, ticks and members are
/// whole, and P*, the saturation rate and P are compared in multiples of 1/scale.
template <class T>
struct Game {
    T scale;
    T rank;                   ///< R, line 5: read and never used
    T theta;                  ///< S, the cost-balancing parameter
    T gamma;                  ///< falls by a reward, rises by a cost (text of sec. 4.1)
    T numerator;              ///< N
    T time;                   ///< T, ticks to saturation of the previous round
    T sharers, users;         ///< ParticipateSharingCnt, UsersCnt
    T threshold, saturation;  ///< P*, SaturationRate
    T reward, cost;           ///< IncentiveReward, Cost
    T round;                  ///< k, line 13
    T points;                 ///< of the member; line 17 returns a feedback and writes nothing

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"scale", "per unit"}, s.scale...);
        v(Field{"rank", "level"}, s.rank...);
        v(Field{"theta", "levels"}, s.theta...);
        v(Field{"gamma", "points"}, s.gamma...);
        v(Field{"numerator", "levels x ticks"}, s.numerator...);
        v(Field{"time", "ticks"}, s.time...);
        v(Field{"sharers", "members"}, s.sharers...);
        v(Field{"users", "members"}, s.users...);
        v(Field{"threshold", "1/scale"}, s.threshold...);
        v(Field{"saturation", "1/scale"}, s.saturation...);
        v(Field{"reward", "points"}, s.reward...);
        v(Field{"cost", "points"}, s.cost...);
        v(Field{"round", "round"}, s.round...);
        v(Field{"points", "points"}, s.points...);
    }
};

template <class T>
struct Feedback {
    Truth<T> panics;  ///< division by zero: the call reverts and nothing changes
    Truth<T> rolled;  ///< lines 13-14 ran
    Game<T> game;
    T feedback;  ///< > 0 a reward, < 0 a cost
};

/// Algorithm 1 (SGM), lines 4-17: theta = N/T, P = sharers/users, the end of the round where
/// P > SaturationRate, and the feedback, which line 16 always makes a cost: gamma rises by it. A
/// call that panics changes nothing.
/// @param valid the certificate passes line 4; otherwise nothing changes and the feedback is 0
template <class T>
Feedback<T> sgm(const Game<T>& game, const Truth<T>& valid) {
    const T zero(0);
    const T one(1);
    const Truth<T> panics = valid && (game.time == zero || game.users == zero);
    const Truth<T> runs = valid && !panics;
    // Line 8, without asking whether T is 0: `panics` says that, and 1 stands in for it here.
    const T theta = quotient(game.numerator, select<T>(game.time == zero, one, game.time));
    // Line 9.
    const T participation = quotient(game.sharers, select<T>(game.users == zero, one, game.users));
    const Truth<T> below = participation * game.scale < game.threshold;
    T feedback = select<T>(below, game.reward, zero);                                // line 11
    const Truth<T> rolled = !below && game.saturation < participation * game.scale;  // line 12
    Game<T> next = game;
    next.theta = theta;
    next.round = select<T>(rolled, game.round + one, game.round);  // line 13
    next.sharers = select<T>(rolled, zero, game.sharers);          // line 14
    feedback = -game.cost;                                         // line 16, whatever line 11 said
    next.gamma = game.gamma - feedback;
    return {panics, runs && rolled, select_record<T>(runs, next, game),
            select<T>(runs, feedback, zero)};
}

}  // namespace essmap::model::published
