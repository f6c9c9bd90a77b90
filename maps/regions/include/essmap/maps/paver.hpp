#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "essmap/maps/paving.hpp"

namespace essmap::maps {

/// Decides about one box after another.
class BoxJudge {
public:
    virtual ~BoxJudge() = default;
    /// The label of the closed box; else 64 + the axis to bisect it along, the one that leaves
    /// least uncertain; else 0, where none would help. @param leaf not to be split: 0 will do
    [[nodiscard]] virtual PavingNode node(const PavingBox& box, bool leaf) const = 0;
};

/// Bisects boxes where the boundary of a region crosses them. One per thread.
///
/// What it gives is a function of the box alone, of the same bits on every processor: all labels
/// are exact, or true with room for rounding, and what chooses axes is IEEE + - * / sqrt and
/// solver::travel_times.
class Paver {
public:
    /// @param paving must outlive it
    explicit Paver(const PavingDescription& paving);

    /// The closed box of a root, row-major.
    [[nodiscard]] PavingBox root(std::int64_t number) const;
    /// The two halves along an axis: what PavingNode 64 + axis stands for. The middle is (lo +
    /// hi)/2, on a log axis sqrt(lo hi).
    [[nodiscard]] std::pair<PavingBox, PavingBox> halves(const PavingBox& box, std::size_t axis);

    /// The box `depth` splits below a root. @param path bits, the first split's the highest, 1 for
    /// an upper half @param splits set to those along each axis
    [[nodiscard]] PavingBox descend(std::int64_t root, std::uint64_t path, int depth,
                                    SplitCounts& splits);

    /// Appends the tree of a box that lies `depth` splits below its root, split where it is not
    /// decided, down to `threshold` splits below the root.
    void refine(const PavingBox& box, int depth, int threshold, std::vector<PavingNode>& tree);

private:
    [[nodiscard]] double benefit(double value);

    const PavingDescription& paving_;
    std::unique_ptr<const BoxJudge> judge_;
    std::unordered_map<double, double> benefits_;  ///< U of C, for a while
};

/// Middle of a range as a paving splits it.
double middle(Spacing spacing, double lo, double hi);

/// The judge for the region that the paving is about.
std::unique_ptr<const BoxJudge> make_judge(const PavingDescription& paving);

}  // namespace essmap::maps
