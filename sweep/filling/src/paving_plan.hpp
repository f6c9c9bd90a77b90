#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "essmap/maps/paver.hpp"

namespace essmap::sweep {

/// Where a paving ends: nothing is split `depth` splits below a root. `reached`: is the bound on
/// the undecided share kept?
struct PavingEnd {
    int depth = 0;
    bool reached = false;
};

/// Where, if that shows in trees that were made down to `depth`: the first depth at which the
/// undecided share is within its bound, or from which on boxes would be too many, or none could be
/// split. It depends on the tally alone, in whole numbers.
std::optional<PavingEnd> end_of(const maps::PavingDescription& paving,
                                const maps::PavingTally& tally, int depth);

/// The depth to go on to: where the shares of the last depths, continued, come to the bound; at
/// most eight further. One too deep costs time, one too little another round: the paving is the
/// same.
int next_depth(const maps::PavingDescription& paving, const maps::PavingTally& tally, int depth);

/// The first splits of all roots, alike on every rank, and the undecided boxes they leave: pieces
/// to deal out. Their number does not depend on that of the ranks.
class PavingPlan {
public:
    /// Undecided boxes there are at least, unless the paving ends before.
    static constexpr std::int64_t wanted_pieces = 4096;

    /// Splits every root. Takes up to a second.
    explicit PavingPlan(const maps::PavingDescription& paving);

    /// Splits above each piece.
    [[nodiscard]] int depth() const { return depth_; }
    [[nodiscard]] std::int64_t pieces() const { return static_cast<std::int64_t>(pieces_.size()); }
    [[nodiscard]] std::int64_t roots() const {
        return static_cast<std::int64_t>(first_.size()) - 1;
    }
    /// Of the trees of all roots down to depth().
    [[nodiscard]] const maps::PavingTally& tally() const { return tally_; }
    /// The nodes of a root down to depth().
    [[nodiscard]] std::span<const maps::PavingNode> tree(std::int64_t root) const;
    /// The box of a piece, numbered in the order of trees.
    [[nodiscard]] maps::PavingBox piece(std::int64_t number, maps::Paver& paver) const;
    /// Splits above a piece, along each axis.
    [[nodiscard]] const maps::SplitCounts& splits_above(std::int64_t number) const {
        return pieces_[static_cast<std::size_t>(number)].splits;
    }

private:
    struct Piece {
        std::int64_t root;
        std::uint64_t path;  ///< maps::Paver::descend
        maps::SplitCounts splits;
    };
    void split_roots(const maps::PavingDescription& paving, int depth);
    /// Leaves off what lies below `depth`.
    void cut(int depth);
    void find_pieces(const maps::PavingDescription& paving);

    int depth_ = 0;
    std::vector<maps::PavingNode> trees_;
    std::vector<std::size_t> first_;  ///< by root, and one more
    maps::PavingTally tally_;
    std::vector<Piece> pieces_;
};

}  // namespace essmap::sweep
