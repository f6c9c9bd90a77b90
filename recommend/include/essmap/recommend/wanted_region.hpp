#pragma once

#include <array>
#include <optional>
#include <string>

#include "essmap/maps/interval.hpp"
#include "essmap/maps/map_description.hpp"
#include "essmap/model/certification.hpp"

/// The wanted region of a choice of parameters: which controls do, whatever the environment.
namespace essmap::recommend {

/// A box of the game's parameters, in the order of Dimension; omega drops out.
struct ParameterBox {
    std::array<maps::Interval, maps::game_dimensions> ends{};
    model::BenefitKind benefit = model::BenefitKind::given;

    /// The interval of a dimension.
    [[nodiscard]] const maps::Interval& operator[](std::size_t dimension) const {
        return ends[dimension];
    }
    /// The interval of a dimension, to be changed.
    maps::Interval& operator[](std::size_t dimension) { return ends[dimension]; }
    /// The name of a dimension: "C" or "U" for the benefit.
    [[nodiscard]] std::string name(std::size_t dimension) const;

    /// The corner at which a + b x is least for every share x, at one end of the benefit: r and mu
    /// at their least, theta, k and gamma at their largest.
    [[nodiscard]] model::ParameterValues least_growth(bool largest_benefit) const;
    /// The opposite one.
    [[nodiscard]] model::ParameterValues greatest_growth(bool largest_benefit) const;
    /// Strategy case of the whole closed box, exact (model::certify).
    [[nodiscard]] model::Certificate certificate() const;
};

/// Does sharing grow, at every share, with the parameter? With r and mu it does; theta, k and gamma
/// slow it. @pre not the benefit, which does either
constexpr bool favours_sharing(std::size_t dimension) {
    return dimension == maps::dim_r || dimension == maps::dim_mu;
}
/// The end of a parameter's range at which sharing grows most. @pre not of the benefit
double safest(const ParameterBox& box, std::size_t dimension);
/// The end of a parameter's range at which sharing grows least. @pre not of the benefit
double riskiest(const ParameterBox& box, std::size_t dimension);
/// Moves the end of a parameter's range at which sharing grows least. @pre not of the benefit
void set_riskiest(ParameterBox& box, std::size_t dimension, double value);

/// What must hold at every point: strategy case 1 and, where `within` is given, saturation from
/// every x0 of its range within that time: T(x0 -> saturation) <= within.
struct Wishes {
    std::optional<maps::Interval> x0;
    double saturation = 0.95;
    std::optional<double> within;
};

enum class Wish { case_1, within };
/// What a wish is called in reports.
constexpr const char* wish_name(Wish wish) {
    return wish == Wish::case_1 ? "strategy case 1" : "saturation in time";
}

/// Longest T(x0 -> saturation) over a box: at its corner of least growth and at one end of U, as T
/// = int dx/(x (1-x) (a + b x)) is convex in U; for the least x0. +infinity: some point never
/// saturates. Relative error below 1e-14.
double longest_time(const ParameterBox& box, const Wishes& wishes);
/// Where it is: the corner of least growth, at the end of the benefit at which it takes longer.
/// @pre wishes.x0 is given
model::ParameterValues slowest_point(const ParameterBox& box, const Wishes& wishes);
/// Lower bound of T over a box, attained where one end of U has both the greater a and the greater
/// a + b. +infinity where no point saturates.
double shortest_time(const ParameterBox& box, const Wishes& wishes);

/// The first wish that does not hold on the whole box; nullopt where all do. Case 1 exactly, times
/// with 1e-12 to spare, so that what holds can be confirmed exactly.
std::optional<Wish> broken_wish(const ParameterBox& box, const Wishes& wishes);

}  // namespace essmap::recommend
