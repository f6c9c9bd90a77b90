#pragma once

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/rules.hpp"
#include "essmap/recommend/recommendation.hpp"

/// A recommendation in the whole numbers of the guarded contract.
namespace essmap::recommend {

/// What a contract counts in, and those of its rules that the game does not choose.
struct ContractUnits {
    double scale = 1000.0;  ///< parts of one, of theta, k and shares; whole
    double point = 0.01;    ///< worth of a point, in units of U, gamma and mu
    double tick = 0.001;    ///< duration of a tick, in units of T
    double seconds = 1.0;   ///< of a tick on the chain's clock; whole
    double threshold = 0.6;
    double gamma_step = 50.0;  ///< points, as initial_points and points_max
    double promotion = 0.0;    ///< counted reports to the next level; 0: none
    double idle_limit = 0.0;   ///< ticks, as all that follow but points; 0: the least allowed
    double idle_period = 10.0;
    double share_interval = 5.0;  ///< at most a round_limit
    double retire_after = 0.0;    ///< 0: 25 round limits
    double notice = 0.0;          ///< 0: 2 round limits
    double initial_points = 0.0;  ///< 0: as many as idleness costs in the longest round; > mu
    double points_max = 1e6;
    double round_limit = 0.0;  ///< 0: twice the longest time to saturation
    double quorum = 0.0;       ///< votes that reject a report; 0: no review, and those below are 0
    double window = 0.0;
    double penalty = 0.0;        ///< s, in points
    double effort_max = 0.0;     ///< e, in points
    double detection_min = 0.0;  ///< p, a chance, as f
    double error_max = 0.0;      ///< f

    /// Calls v(name, field, least, largest, whole) for each.
    template <class Visit, class Self>
    static void visit(Visit&& v, Self& s) {
        using model::guarded::Limits;
        v("scale", s.scale, 1.0, double{Limits::scale}, true);
        v("point", s.point, 1e-9, 1e9, false);
        v("tick", s.tick, 1e-9, 1e9, false);
        v("seconds", s.seconds, 1.0, double{Limits::seconds}, true);
        v("threshold", s.threshold, 1e-6, 1.0 - 1e-6, false);
        v("gamma_step", s.gamma_step, 0.0, double{Limits::points_per_share}, true);
        v("promotion", s.promotion, 0.0, double{Limits::reports}, true);
        v("idle_limit", s.idle_limit, 0.0, double{Limits::duration}, true);
        v("idle_period", s.idle_period, 1.0, double{Limits::duration}, true);
        v("share_interval", s.share_interval, 1.0, double{Limits::duration}, true);
        v("retire_after", s.retire_after, 0.0, double{Limits::duration}, true);
        v("notice", s.notice, 0.0, double{Limits::duration}, true);
        v("initial_points", s.initial_points, 0.0, 1e15, true);
        v("points_max", s.points_max, 1.0, 1e15, true);
        v("round_limit", s.round_limit, 0.0, double{Limits::duration / 2}, true);
        v("quorum", s.quorum, 0.0, double{Limits::seats}, true);
        v("window", s.window, 0.0, double{Limits::duration}, true);
        v("penalty", s.penalty, 0.0, double{Limits::points_per_share}, true);
        v("effort_max", s.effort_max, 0.0, double{Limits::points_per_share}, true);
        v("detection_min", s.detection_min, 0.0, 1.0, false);
        v("error_max", s.error_max, 0.0, 1.0, false);
    }
};

/// Refuses rules of a review that do not fit together. Without a review, quorum 0, all of them are
/// 0; else two votes at least reject a report, there is a window for them, and f < p.
/// @throws model::InvalidValue naming the first that does not fit, such as "contract.window"
void validate_review(const ContractUnits& units);

/// Rules that the guard admits, and the box of the game that they stand for.
struct ContractRules {
    model::guarded::Rules<model::CheckedInteger> rules;
    std::int64_t theta, gamma;  ///< of the first round: the point's, within the rules
    ParameterBox box;
};

/// The largest box of a recommendation as rules, every bound rounded to the safe side: B is the
/// largest U, down; stock_max is k U at their largest, up; theta and gamma inward, mu (a single
/// one: that of the point) up, N down, p down, f up, and gamma further down while a wish is broken
/// on the box that the rounded numbers stand for, or the guard does not hold for the rounded
/// amounts: case 1, and with a review case 1*.
/// @throws model::InvalidValue where the units are too coarse or too fine for the box, or the guard
/// does not admit the rules; where it is for the review, with the penalty, effort or chance of an
/// error that would do
ContractRules contract_rules(const RecommendationProblem& problem,
                             const Recommendation& recommendation, const ContractUnits& units);

}  // namespace essmap::recommend
