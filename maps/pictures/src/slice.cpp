#include "slice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "essmap/maps/slice_style.hpp"

namespace essmap::maps {

using model::InvalidValue;
using model::shortest;

Slice::Slice(const MapFile& map, const SliceOptions& options, std::vector<std::string>& notes)
    : map_(map), slab_{0, Index(omega()), grid().shape()} {
    drawn_ = {number(options.x), number(options.y)};
    if (drawn_[0] == drawn_[1]) throw InvalidValue("--y", options.y, "another axis than --x");
    if (!options.z.empty()) {
        if (is_drawn(number(options.z)))
            throw InvalidValue("--z", options.z, "another axis than --x and --y");
        drawn_.push_back(number(options.z));
    }
    hold(options, notes);
    find_start(options);
}

bool Slice::is_drawn(std::size_t d) const { return std::ranges::find(drawn_, d) != drawn_.end(); }

std::size_t Slice::number(const std::string& name) const {
    std::vector<std::string_view> names;
    for (std::size_t d = 0; d <= omega(); ++d) {
        if (axis(d).name() == name) return d;
        names.push_back(axis(d).name());
    }
    throw InvalidValue("axis", name, fmt::format("{}", fmt::join(names, ", ")));
}

Layer Slice::layer(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const Layer layer : map_.description().layers) {
        if (layer_info(layer).name == name) return layer;
        names.push_back(layer_info(layer).name);
    }
    throw InvalidValue("--layer", name, fmt::format("{}", fmt::join(names, ", ")));
}

void Slice::find_start(const SliceOptions& options) {
    if (!options.x0) return;
    if (map_.description().regulation)
        throw InvalidValue("--x0", shortest(*options.x0),
                           "x0 is an axis of this map: hold it with --fix x0=...");
    const auto& starts = map_.description().x0;
    if (starts.empty()) return;
    const auto found = std::ranges::find(starts, *options.x0);
    if (found == starts.end())
        throw InvalidValue("--x0", shortest(*options.x0),
                           fmt::format("one of {}", fmt::join(starts, ", ")));
    start_ = static_cast<std::size_t>(found - starts.begin());
}

/// Index of the point an axis is held at: the one asked for, else its middle one.
std::size_t Slice::fixed(const Axis& axis, const SliceOptions& options,
                         std::vector<std::string>& notes) {
    std::size_t index = axis.size() / 2;
    const auto& points = axis.points();
    if (const auto asked = options.fix.find(axis.name()); asked != options.fix.end()) {
        const auto found = std::ranges::find(points, asked->second);
        if (found == points.end()) {
            const auto above = std::ranges::lower_bound(points, asked->second);
            std::string near = above == points.begin() ? "" : shortest(*std::prev(above));
            if (above != points.end()) near += (near.empty() ? "" : " or ") + shortest(*above);
            throw InvalidValue("--fix " + axis.name(), shortest(asked->second),
                               "a point of the map's axis; nearest: " + near);
        }
        index = static_cast<std::size_t>(found - points.begin());
    } else if (axis.size() > 1) {
        notes.push_back(
            fmt::format("{} held at {} (the middle of {} points; choose with --fix {}=...)",
                        axis.name(), points[index], axis.size(), axis.name()));
    }
    if (!axis_matters(map_.description(), axis.name())) return index;
    const std::size_t line = held_text_.size() - (held_text_.rfind('\n') + 1);
    const char* separator = held_text_.empty() ? "" : line > 48 ? ",\n" : ", ";
    held_text_ += fmt::format("{}{} = {}", separator, axis.name(), points[index]);
    return index;
}

void Slice::hold(const SliceOptions& options, std::vector<std::string>& notes) {
    for (const auto& [name, value] : options.fix)
        if (is_drawn(number(name)))
            throw InvalidValue("--fix " + name, shortest(value), "an axis that is not drawn");
    for (std::size_t d = 0; d < omega(); ++d) {
        const bool in_plane = d == drawn_[0] || d == drawn_[1];
        if (!is_drawn(d)) slab_.start[d] = fixed(axis(d), options, notes);
        if (!in_plane) slab_.count[d] = 1;
    }
    held_text_ += is_drawn(omega()) ? "" : "; any omega";
}

std::vector<double> Slice::plane(Layer layer, std::size_t x0, std::size_t z) const {
    Block slab = slab_;
    if (drawn_.size() == 3 && drawn_[2] != omega()) slab.start[drawn_[2]] = z;
    const auto stored = map_.read(layer, slab, x0);
    // Distance between neighbours in what was read; 0 along omega, on which nothing depends.
    const auto stride = [&](std::size_t d, std::size_t other) {
        return d == omega() ? 0 : other != omega() && d < other ? axis(other).size() : 1;
    };
    const std::size_t x = drawn_[0];
    const std::size_t y = drawn_[1];
    std::vector<double> result;
    result.reserve(axis(x).size() * axis(y).size());
    for (std::size_t j = 0; j < axis(y).size(); ++j)
        for (std::size_t i = 0; i < axis(x).size(); ++i)
            result.push_back(stored[i * stride(x, y) + j * stride(y, x)]);
    return result;
}

}  // namespace essmap::maps
