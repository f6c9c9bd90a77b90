#pragma once

#include <optional>
#include <string>
#include <vector>

#include "essmap/recommend/wanted_region.hpp"

/// Choosing the parameters of a contract: the largest certified box of controls, and what to know
/// about it.
namespace essmap::recommend {

/// A parameter that is chosen: theta, gamma, mu or k, within its ends of the range.
struct Control {
    std::size_t dimension;
    double weight = 1.0;  ///< its exponent in the measure of a box, > 0
};

struct RecommendationProblem {
    ParameterBox range;             ///< of the controls, and of all else: the environment
    std::vector<Control> controls;  ///< in the order of Dimension
    Wishes wishes;
    std::optional<maps::Interval> N;  ///< of theta <- N/T, where the regulation is to be chosen too

    /// Is this parameter one of the controls?
    [[nodiscard]] bool controls_dimension(std::size_t dimension) const;
};

/// Multiplier of one of the half-spaces that bound the measure of every box (largest_box.hpp).
struct Multiplier {
    enum class Constraint { a, q, time } constraint;
    bool largest_benefit;
    double value;
};

struct LargestBox {
    ParameterBox box;      ///< controls as chosen, environment as it is: certified as a whole
    double measure = 0.0;  ///< prod (width/range)^weight
    /// No box has a measure above measure (1 + gap).
    double gap = 0.0;
    std::vector<Multiplier> multipliers;  ///< that show it; those of 0 left out
};

/// One parameter alone, all others as they are (the environment's over all of its range): where the
/// first wish breaks.
struct Breach {
    std::size_t dimension;
    double value;     ///< the point's, or the end of the environment's range that is nearest
    double at;        ///< first value at which a wish is broken
    double relative;  ///< distance in widths of the parameter's range; of |value| if it has none
    Wish wish;
};

/// The point that may be off the furthest in all controls at once.
struct SafePoint {
    ParameterBox at;      ///< controls of no width, environment as it is
    ParameterBox around;  ///< the controls off by the margin: certified as a whole
    /// Every control may be off by this part of its range, all at once and either way, and the
    /// wishes still hold and the controls stay within their range.
    double margin = 0.0;
    std::vector<Breach> boundaries;  ///< nearest first
};

/// A choice that no other beats in both: the largest gamma for a theta.
struct TradeOff {
    double theta;
    double gamma;                ///< largest that keeps the wishes, to 9 digits of its range below
    std::optional<double> time;  ///< longest time to saturation there
};

/// A single change that makes the wishes attainable, and how large it must be.
struct Relaxation {
    std::string what;  ///< key of the problem, or wish
    double stated;
    std::optional<double> needed;  ///< nullopt: to drop the wish helps
};

/// N for theta <- N/T, undamped, at any gamma of the box and in any environment.
struct RegulationAdvice {
    double N;
    double longest_round;    ///< T at the box's worst corner
    maps::Interval settles;  ///< theta* at the corners of least and of greatest growth
    /// Up to here N/T <= theta_hi: theta never leaves the box upward by itself.
    double keeping;
    /// Parts of the box on each of which theta* = N/T(theta*) is certified to be stable.
    std::vector<ParameterBox> stable;
};

struct Recommendation {
    std::optional<Wish> broken;           ///< by the safest corner: nothing qualifies
    std::vector<Relaxation> relaxations;  ///< where nothing does
    LargestBox largest;
    SafePoint point;
    std::vector<TradeOff> trade_offs;  ///< where theta and gamma are controls
    /// For parts of the environment, where it is known better:
    std::vector<LargestBox> policy;  ///< by least rank, then by parts of the benefit's range
    std::optional<RegulationAdvice> regulation;

    /// Do controls exist with which every wish holds?
    [[nodiscard]] bool qualifies() const { return !broken; }
};

/// The range with its controls at their safest: where the wishes hold if anywhere.
ParameterBox safest_corner(const RecommendationProblem& problem);

/// @throws model::InvalidValue for a range or wish that is not allowed
Recommendation recommend(const RecommendationProblem& problem);

}  // namespace essmap::recommend
