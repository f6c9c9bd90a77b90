#pragma once

#include <array>
#include <cstdint>

#include "axes.hpp"

namespace checker {

inline constexpr std::size_t most_paving_axes = 8;

/// A closed box of a paving; ends by axis, as doubles.
struct PavingBox {
    std::array<double, most_paving_axes> lo{}, hi{};
};

/// A decided leaf.
struct Leaf {
    PavingBox box;
    int label = 0;
};

/// Walks the trees of a paving: preorder, 64 + axis a box that is bisected, lower half first, else
/// a label, 0 undecided. Trusts nothing: each node is checked before it is followed.
class PavingTrees {
public:
    static constexpr int deepest = 62;  ///< splits above a leaf
    static constexpr int most_roots = 1 << 20;

    /// @throws Unreadable if there are too many roots
    PavingTrees(const std::vector<FileAxis>& axes, int labels);

    [[nodiscard]] std::size_t roots() const { return roots_; }
    /// Takes the next node. @return a leaf, its label set (0 undecided), or nullopt after a split.
    /// @throws Unreadable where it is no node, or cannot be split like this
    std::optional<Leaf> take(std::int8_t node);
    /// Is the next node the first of a root, and of which?
    [[nodiscard]] bool between_roots() const { return waiting_.empty(); }
    [[nodiscard]] std::size_t root() const { return root_; }

    /// Share of all volume that leaves of a label take, each halving a half.
    [[nodiscard]] Rational share(std::size_t label) const;
    [[nodiscard]] std::int64_t boxes(std::size_t label) const { return boxes_[label]; }
    [[nodiscard]] int depth() const { return depth_; }
    /// Cells of the coarsest regular grid with all these boxes.
    [[nodiscard]] double dense_cells() const;

private:
    struct TreeNode {
        PavingBox box;
        std::array<int, most_paving_axes> splits{};
        int depth = 0;
    };
    [[nodiscard]] std::size_t roots_along(std::size_t d) const;
    [[nodiscard]] TreeNode root_box(std::size_t number) const;
    void split(const TreeNode& place, std::size_t axis);

    const std::vector<FileAxis>& axes_;
    int labels_;
    std::size_t roots_ = 1;
    std::size_t root_ = 0;           ///< roots begun
    std::vector<TreeNode> waiting_;  ///< the next one last
    std::array<std::int64_t, 5> boxes_{};
    std::array<mpz_class, 5> volumes_;  ///< in 2^-62 of a root
    std::array<int, most_paving_axes> finest_{};
    int depth_ = 0;
};

}  // namespace checker
