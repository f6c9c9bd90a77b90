#pragma once

#include <functional>
#include <string>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/sweep/mpi_session.hpp"
#include "paving_items.hpp"

namespace essmap::sweep {

/// The trees of all roots as they lie in the file: the plan's, with those of pieces in the place of
/// their undecided boxes, all without what lies below `depth`.
class PavingLayout {
public:
    /// @param records of all ranks' pieces together are every piece once; none where the paving
    /// ends within the plan. Collective. @param journal path by number
    PavingLayout(const MpiSession& mpi, const PavingPlan& plan, int depth,
                 const std::vector<PieceRecord>& records,
                 std::function<std::string(std::int64_t)> journal);

    [[nodiscard]] const std::vector<std::int64_t>& first_node() const { return first_node_; }
    [[nodiscard]] std::int64_t nodes() const { return nodes_; }

    /// Writes this rank's share of all nodes into a file whose nodes begin at `offset`.
    /// @return the digest of what it wrote @throws files::IoError, files::DataError
    [[nodiscard]] maps::ContentDigest write(files::File& file, std::uint64_t offset) const;

private:
    /// A piece as all ranks know it.
    struct Entry {
        std::int64_t journal = 0;
        std::int64_t offset = 0;
        std::int64_t block = -1;
        std::int64_t nodes = 0;
    };
    /// Calls plain(nodes) and piece(entry) in the order of the file.
    template <class Plain, class Piece>
    void in_order(std::int64_t root, std::size_t& next_piece, Plain&& plain, Piece&& piece) const;

    const MpiSession& mpi_;
    const PavingPlan& plan_;
    int depth_;
    std::function<std::string(std::int64_t)> journal_;
    std::vector<Entry> pieces_;
    std::vector<std::int64_t> first_node_;
    std::int64_t nodes_ = 0;
};

}  // namespace essmap::sweep
