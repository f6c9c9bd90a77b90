#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/model/growth.hpp"

namespace essmap::maps {

enum class Spacing { values, linear, log };
/// The name of a spacing: "values", "linear" or "log".
std::string_view spacing_name(Spacing spacing);

/// One axis of a map: strictly ascending points of one parameter, and the cell around each.
///
/// Cells tile [first, last]: neighbours meet at their midpoint (geometric mean on a log axis), and
/// the outermost end at the outermost points. A discrete axis (ranks) or a single point has no
/// width.
class Axis {
public:
    static constexpr std::size_t max_points = std::size_t{1} << 20;

    /// Listed points. @throws model::InvalidValue naming the axis: empty, not strictly ascending,
    /// too many, or outside the parameter's domain.
    static Axis from_values(const std::string& name, std::vector<double> points,
                            bool discrete = false);
    /// count points from..to, the nearest doubles to the exact decimals (linear) or to
    /// from (to/from)^(i/(count-1)) (log, from > 0).
    static Axis from_range(const std::string& name, Spacing spacing, double from, double to,
                           long long count, bool discrete = false);

    /// An axis as a map file has it: points with the spacing they were made with.
    static Axis restored(const std::string& name, Spacing spacing, std::vector<double> points,
                         bool discrete);

    /// The parameter's name: "r", "theta", "gamma", "mu", "k", "omega", "C" or "U".
    [[nodiscard]] const std::string& name() const { return name_; }
    /// What the axis is: its domain, units and description.
    [[nodiscard]] const model::ParameterInfo& info() const { return model::parameter_info(name_); }
    /// How the points were made.
    [[nodiscard]] Spacing spacing() const { return spacing_; }
    /// Does the axis have its points alone, and nothing between them?
    [[nodiscard]] bool discrete() const { return discrete_; }
    /// The number of points.
    [[nodiscard]] std::size_t size() const { return points_.size(); }
    /// The points, strictly ascending.
    [[nodiscard]] const std::vector<double>& points() const { return points_; }
    /// Have its cells a width? Those of a discrete axis and of a single point are their values.
    [[nodiscard]] bool has_width() const { return size() > 1 && !discrete_; }
    [[nodiscard]] double lo(std::size_t i) const;  ///< lower end of cell i
    [[nodiscard]] double hi(std::size_t i) const;  ///< upper end of cell i

private:
    [[nodiscard]] double edge(std::size_t i) const;  ///< between points i-1 and i

    std::string name_;
    Spacing spacing_ = Spacing::values;
    bool discrete_ = false;
    std::vector<double> points_;
};

}  // namespace essmap::maps
