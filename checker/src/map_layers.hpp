#pragma once

#include <array>

#include "axes.hpp"
#include "digest.hpp"

namespace checker {

struct LayerKind {
    const char* name;
    bool real;
    bool by_x0;
    const char* meanings;  ///< of the flags 0, 1, ...
    bool loop = false;     ///< of a regime map
};

/// The layers of a map in the order of its digest.
inline constexpr std::array<LayerKind, 19> layer_kinds{{
    {"case", false, false, "degenerate everyone_shares nobody_shares bistable coexistence"},
    {"certified", false, false,
     "crossed_by_a_boundary everyone_shares nobody_shares bistable coexistence"},
    {"eta", true, false, ""},
    {"margin", true, false, ""},
    {"attractor", false, true, "nobody_shares everyone_shares coexistence stays_at_x0"},
    {"t_sat", true, true, ""},
    {"t_settle", true, true, ""},
    {"disagreement", false, true, "agree disagree"},
    {"regime", false, false, "refused settles oscillates wanders slides cycles deadlocks expires",
     true},
    {"theta_last", true, false, "", true},
    {"t_last", true, false, "", true},
    {"rounds", true, false, "", true},
    {"period", true, false, "", true},
    {"amplitude", true, false, "", true},
    {"left_case_1", true, false, "", true},
    {"participation", true, false, "", true},
    {"duty", true, false, "", true},
    {"multiplier", true, false, "", true},
    {"regime_check", false, false, "agree disagree", true},
}};

/// A map as its file describes it.
struct MapFrame {
    std::vector<FileAxis> axes;  ///< r, theta, mu, k, C or U, gamma, then those of a regime map
    FileAxis omega;
    std::vector<double> x0;
    double saturation = 0.0;
    bool regimes = false;
    std::vector<const LayerKind*> layers;
    std::size_t real_bytes = 8;
    std::string settings;  ///< of a regime map, as its digest has them
    std::size_t cells = 1;

    [[nodiscard]] bool cost() const { return axes[4].name == "C"; }
};

/// @throws Unreadable where the file is not laid out as a map
MapFrame read_frame(const NetcdfFile& file);

/// The text of which the digest has the SHA-256: axes, starts, settings, layers.
std::string description_of(const MapFrame& map);

/// A block: a hyperslab of whole trailing dimensions, one dimension cut, one index of the others.
struct CellBlock {
    std::vector<std::size_t> start;
    std::vector<std::size_t> count;
    std::size_t cells = 1;
};
/// The blocks of a map, in order, at most `target` cells each; visit(number, block).
template <class Visit>
void for_each_block(const std::vector<std::size_t>& shape, std::size_t target, Visit visit) {
    std::vector<std::size_t> extent(shape.size());
    std::size_t room = target;
    for (std::size_t d = shape.size(); d-- > 0;) {
        extent[d] = std::min(shape[d], room);
        room = extent[d] < shape[d] ? 1 : std::max<std::size_t>(room / shape[d], 1);
    }
    CellBlock block{std::vector<std::size_t>(shape.size()), extent, 1};
    for (std::size_t number = 0;; ++number) {
        block.cells = 1;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            block.count[d] = std::min(extent[d], shape[d] - block.start[d]);
            block.cells *= block.count[d];
        }
        visit(number, block);
        std::size_t d = shape.size();
        while (d-- > 0) {
            block.start[d] += extent[d];
            if (block.start[d] < shape[d]) break;
            block.start[d] = 0;
        }
        if (d == static_cast<std::size_t>(-1)) return;
    }
}

}  // namespace checker
