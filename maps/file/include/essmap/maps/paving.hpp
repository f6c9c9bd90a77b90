#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/maps/map_description.hpp"

/// What a paving is: boxes bisected where the boundary of a region crosses them (docs/paving.md).
namespace essmap::maps {

/// Raised with every change of what is computed: trees of different versions never meet in one
/// file.
inline constexpr int paving_results_version = 1;

/// What the boxes are decided about. Labels: docs/paving.md.
enum class Region : std::uint8_t {
    strategy,   ///< "case": the strategy case
    saturates,  ///< T(x0 -> saturation) <= within
    keeps,      ///< theta <- N/T keeps [0, theta_c), where case 1 holds
    stable      ///< damping (1 + elasticity at theta*) < 2
};

/// What a region is called, and what its labels mean from 0 = undecided on.
struct RegionInfo {
    Region region;
    std::string_view name;
    std::string_view labels;
    std::size_t axes;  ///< of its boxes: those of the game, then N, then damping
};
/// The only table of regions, in the order of Region.
inline constexpr auto region_table = std::to_array<RegionInfo>({
    {Region::strategy, "case", "undecided everyone_shares nobody_shares bistable coexistence", 6},
    {Region::saturates, "saturates", "undecided saturates_within slower_or_never", 6},
    {Region::keeps, "keeps", "undecided keeps_case_1 does_not", 7},
    {Region::stable, "stable", "undecided stable unstable_or_none", 8},
});
/// What a region is called and what its labels mean.
inline const RegionInfo& region_info(Region region) {
    return region_table[static_cast<std::size_t>(region)];
}

inline constexpr std::size_t max_paving_axes = 8;
/// Splits of a root box, one above the other, at most: shares are then whole multiples of 2^-62.
inline constexpr int max_paving_depth = 62;
inline constexpr std::size_t paving_labels = 5;

/// Everything that determines a paving.
struct PavingDescription {
    static constexpr std::int64_t max_roots = std::int64_t{1} << 20;

    Region region = Region::strategy;
    std::vector<Axis> axes;  ///< as many as the region has
    double x0 = 0.2;         ///< of all but `case`
    double saturation = 0.95;
    double within = 0.0;                  ///< of saturates
    double undecided = 0.01;              ///< bound on the share of the volume that stays undecided
    std::int64_t max_boxes = 1000000000;  ///< bound on the number of boxes, decided or not

    /// Root boxes along axis d: the intervals between neighbouring points, or the points of an axis
    /// that is discrete or has one.
    [[nodiscard]] std::size_t roots_along(std::size_t d) const;
    /// Does axis d span an interval, so that boxes can be bisected along it?
    [[nodiscard]] bool has_width(std::size_t d) const;
    /// The number of boxes that the trees begin with: the product of roots_along all axes. @throws
    /// model::InvalidValue for too many
    [[nodiscard]] std::int64_t roots() const;
    /// Is the benefit axis of the paving C or U?
    [[nodiscard]] model::BenefitKind benefit_kind() const;
};

/// What the axes and settings add to the digest, in words: one line each, shortest decimals.
std::string canonical_description(const PavingDescription& paving);

/// A closed box; ends by axis. U_lo and U_hi are the doubles nearest to the benefits at its ends.
struct PavingBox {
    std::array<double, max_paving_axes> lo{}, hi{};
    double U_lo = 0.0;
    double U_hi = 0.0;
};

/// A node of a tree in preorder: 64 + axis where a box is split in two, lower half first; else a
/// leaf's label, 0 = undecided.
using PavingNode = std::int8_t;
inline constexpr int split_node = 64;
/// Does the node have two halves, rather than a label?
inline constexpr bool is_split(PavingNode node) { return node >= split_node; }

/// How often a box is halved along each axis.
using SplitCounts = std::array<std::int8_t, max_paving_axes>;
/// The depth of a box in its tree: the sum of its splits over all axes.
inline int depth_of(const SplitCounts& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0);
}

/// Nodes of trees by how many splits lie above them: all there is to know of sizes and shares, for
/// any threshold down to the one the trees were made with.
struct PavingTally {
    template <class T>
    using ByDepth = std::array<T, max_paving_depth + 1>;
    ByDepth<std::int64_t> splits{};
    ByDepth<std::array<std::int64_t, paving_labels>> leaves{};
    /// Most splits along each axis, over the splits of a depth, from the root to them.
    ByDepth<SplitCounts> along{};

    /// Adds the boxes of another part of the paving.
    PavingTally& operator+=(const PavingTally& other);
    /// Adds the nodes of a tree whose first has `above` splits above it.
    void add(std::span<const PavingNode> tree, const SplitCounts& above = {});
    /// Nodes `at` splits below a root that no label decides.
    [[nodiscard]] std::int64_t crossed(int at) const {
        const auto i = static_cast<std::size_t>(at);
        return splits[i] + leaves[i][0];
    }
    // What there is when nothing is split from `depth` on:
    /// Boxes of a label `at` splits below a root.
    [[nodiscard]] std::int64_t boxes(std::size_t label, int at, int depth) const;
    /// Boxes by label.
    [[nodiscard]] std::array<std::int64_t, paving_labels> boxes(int depth) const;
    /// Share of the volume that has a label, in units of 2^-62 of a root.
    [[nodiscard]] mpz_class volume(std::size_t label, int depth) const;
    /// Most splits along each axis.
    [[nodiscard]] SplitCounts finest(int depth) const;
};

/// Calls visit(node, depth) for each node of a tree whose first lies at `depth`, in preorder.
template <class Visit>
void walk_tree(std::span<const PavingNode> tree, int depth, Visit&& visit) {
    std::array<int, max_paving_depth + 2> upper{};  // depths of upper halves to come
    std::size_t waiting = 0;
    for (const PavingNode node : tree) {
        visit(node, depth);
        if (is_split(node))
            upper[waiting++] = ++depth;
        else if (waiting > 0)
            depth = upper[--waiting];
    }
}

/// The tree without what lies below `threshold`: splits there become undecided leaves.
std::vector<PavingNode> truncated(std::span<const PavingNode> tree, int depth, int threshold);

}  // namespace essmap::maps
