#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "essmap/maps/chart.hpp"
#include "essmap/maps/map_description.hpp"

/// What a slice of a map looks like, in pictures (plot.cpp) and on pages (explore.cpp) alike.
namespace essmap::maps {

/// A parameter set of the paper (Tables 3 and 4).
struct PaperPoint {
    const char* label;
    std::array<double, game_dimensions> at;  ///< in the order of Dimension, with U
};
inline constexpr std::array<PaperPoint, 11> paper_points{{
    {"Table 3, case 1", {4, 2, 8, 0.25, 10, 2}},
    {"Table 3, case 2", {4, 2, 0.2, 0.25, 4, 4}},
    {"Table 3, case 3", {4, 2, 8, 0.25, 10, 7}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 0, 8, 0.25, 10, 2}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 1, 8, 0.25, 10, 2}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 3, 8, 0.25, 10, 2}},
    {"Table 4, theta = 0, 1, 3, 4", {4, 4, 8, 0.25, 10, 2}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 8, 0.25, 10, -8}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 8, 0.25, 10, -4}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 8, 0.25, 10, 3}},
    {"Table 4, gamma = -8, -4, 3, 6", {4, 2, 8, 0.25, 10, 6}},
}};
inline constexpr double paper_omega = 1.0;

/// Colours of a continuous scale, from its least value to its largest, and of cells not on it.
inline constexpr std::array<std::string_view, 5> scale_colours{"#440154", "#3B528B", "#21918C",
                                                               "#5EC962", "#FDE725"};
inline constexpr std::string_view missing_colour = "#BDBDBD";

/// Boundaries of the game: where the growth rate of sharing changes sign at share 0, 1 and x0.
inline constexpr std::string_view none_boundary_colour = "#000000";
inline constexpr std::string_view all_boundary_colour = "#009E73";
inline constexpr std::string_view start_boundary_colour = "#D55E00";

/// Values of a layer of flags, in the order of the legend; none for a layer of reals.
std::vector<Category> categories_of(Layer layer);

/// What a spot says on which cells of different values fall: certified only if all are. None: that
/// there are several.
std::optional<int> value_of_several(Layer layer);
inline constexpr std::string_view several_colour = "#7F7F7F";
inline constexpr std::string_view several_label = "several values in one spot";

/// What a value that is not finite means.
std::string_view missing_label(const LayerInfo& info);

/// Does an axis change anything? A rule of regulation does not use all of the contract's.
bool axis_matters(const MapDescription& map, std::string_view axis);

}  // namespace essmap::maps
