#include "paving_assembly.hpp"

#include <mpi.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "essmap/maps/paving_file.hpp"

namespace essmap::sweep {

using maps::paving_part;
using maps::PavingNode;

namespace {

/// Nodes first..last-1 of a file, as they come, in parts of its digest.
class RangeWriter {
public:
    RangeWriter(files::File& file, std::uint64_t offset, IndexRange range)
        : file_(file), offset_(offset), range_(range) {
        buffer_.reserve(static_cast<std::size_t>(paving_part));
    }

    [[nodiscard]] bool done() const { return at_ >= range_.last; }
    /// Are the next `nodes` of no use here? Then they are passed over.
    bool skips(std::int64_t nodes) {
        if (at_ + nodes > range_.first && at_ < range_.last) return false;
        at_ += nodes;
        return true;
    }
    void take(std::span<const PavingNode> nodes) {
        for (const PavingNode node : nodes) {
            if (at_ >= range_.first && at_ < range_.last) buffer_.push_back(node);
            ++at_;
            if (static_cast<std::int64_t>(buffer_.size()) == paving_part) flush();
        }
    }
    maps::ContentDigest finish() {
        if (!buffer_.empty()) flush();
        return digest_;
    }

private:
    void flush() {
        file_.write_at(offset_ + static_cast<std::uint64_t>(written_ + range_.first),
                       std::as_bytes(std::span(buffer_)));
        maps::add_paving_part(digest_, (range_.first + written_) / paving_part, buffer_);
        written_ += static_cast<std::int64_t>(buffer_.size());
        buffer_.clear();
    }

    files::File& file_;
    std::uint64_t offset_;
    IndexRange range_;
    std::int64_t at_ = 0;
    std::int64_t written_ = 0;
    std::vector<PavingNode> buffer_;
    maps::ContentDigest digest_;
};

/// Every rank's entries, on every rank.
template <class Entry>
std::vector<Entry> gather_all(const MpiSession& mpi, const std::vector<Entry>& mine) {
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Type_contiguous(static_cast<int>(sizeof(Entry)), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    const int count = static_cast<int>(mine.size());
    std::vector<int> counts(static_cast<std::size_t>(mpi.size()));
    MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, MPI_COMM_WORLD);
    std::vector<int> starts(counts.size(), 0);
    std::partial_sum(counts.begin(), counts.end() - 1, starts.begin() + 1);
    std::vector<Entry> all(static_cast<std::size_t>(starts.back() + counts.back()));
    MPI_Allgatherv(mine.data(), count, type, all.data(), counts.data(), starts.data(), type,
                   MPI_COMM_WORLD);
    MPI_Type_free(&type);
    return all;
}

/// Trees of pieces, read from their journals one after another.
class TreeReader {
public:
    explicit TreeReader(const std::function<std::string(std::int64_t)>& journal)
        : reader_(journal) {}

    /// The tree of a record, without what lies below `depth`. @param top depth of its first node
    std::vector<PavingNode> read(std::int64_t journal, std::int64_t offset, std::int64_t block,
                                 int top, int depth) {
        reader_.read({block, offset, journal, {}, {}}, packed_);
        return maps::truncated(tree_of(packed_), top, depth);
    }

private:
    JournalsReader reader_;
    maps::PackedBlock packed_;
};

}  // namespace

PavingLayout::PavingLayout(const MpiSession& mpi, const PavingPlan& plan, int depth,
                           const std::vector<PieceRecord>& records,
                           std::function<std::string(std::int64_t)> journal)
    : mpi_(mpi), plan_(plan), depth_(depth), journal_(std::move(journal)) {
    std::vector<Entry> mine;
    mpi_.collectively([&] {
        TreeReader reader(journal_);
        mine.reserve(records.size());
        for (const auto& [place, nodes] : records) {
            // Records may be deeper than the paving turned out to be.
            const bool whole = place.block / plan_.pieces() == depth_;
            const auto count =
                whole ? nodes
                      : static_cast<std::int64_t>(reader
                                                      .read(place.journal, place.offset,
                                                            place.block, plan_.depth(), depth_)
                                                      .size());
            mine.push_back({place.journal, place.offset, place.block, count});
        }
    });
    if (depth_ > plan_.depth()) {
        pieces_.resize(static_cast<std::size_t>(plan_.pieces()));
        for (const Entry& entry : gather_all(mpi_, mine))
            pieces_[static_cast<std::size_t>(entry.block % plan_.pieces())] = entry;
    }
    std::size_t next = 0;
    first_node_.reserve(static_cast<std::size_t>(plan_.roots()));
    for (std::int64_t root = 0; root < plan_.roots(); ++root) {
        first_node_.push_back(nodes_);
        in_order(
            root, next,
            [&](std::span<const PavingNode> plain) {
                nodes_ += static_cast<std::int64_t>(plain.size());
            },
            [&](const Entry& piece) { nodes_ += piece.nodes; });
    }
}

template <class Plain, class Piece>
void PavingLayout::in_order(std::int64_t root, std::size_t& next_piece, Plain&& plain,
                            Piece&& piece) const {
    const auto tree = plan_.tree(root);
    if (depth_ <= plan_.depth()) {
        plain(maps::truncated(tree, 0, depth_));
        return;
    }
    std::size_t begin = 0;
    std::size_t at = 0;
    maps::walk_tree(tree, 0, [&](PavingNode node, int depth) {
        if (node == 0 && depth == plan_.depth()) {
            plain(tree.subspan(begin, at - begin));
            piece(pieces_[next_piece++]);
            begin = at + 1;
        }
        ++at;
    });
    plain(tree.subspan(begin));
}

maps::ContentDigest PavingLayout::write(files::File& file, std::uint64_t offset) const {
    const std::int64_t parts = (nodes_ + paving_part - 1) / paving_part;
    const IndexRange share = IndexRange{0, parts}.part(mpi_.rank(), mpi_.size());
    RangeWriter writer(file, offset,
                       {share.first * paving_part, std::min(share.last * paving_part, nodes_)});
    TreeReader reader(journal_);
    std::size_t next = 0;
    for (std::int64_t root = 0; root < plan_.roots() && !writer.done(); ++root)
        in_order(
            root, next,
            [&](std::span<const PavingNode> plain) {
                if (!writer.skips(static_cast<std::int64_t>(plain.size()))) writer.take(plain);
            },
            [&](const Entry& piece) {
                if (writer.skips(piece.nodes)) return;
                writer.take(
                    reader.read(piece.journal, piece.offset, piece.block, plan_.depth(), depth_));
            });
    return writer.finish();
}

}  // namespace essmap::sweep
