#include "paving_items.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace essmap::sweep {

using maps::PavingNode;

maps::PackedBlock packed_tree(std::int64_t block, std::span<const PavingNode> tree) {
    if (tree.size() > std::numeric_limits<std::uint32_t>::max())
        throw std::runtime_error(
            "a piece of the paving is more than 2^32 nodes: give its axes more points");
    maps::PackedBlock packed;
    packed.block = block;
    packed.sizes = {static_cast<std::uint32_t>(tree.size())};
    const auto bytes = std::as_bytes(tree);
    packed.bytes.assign(bytes.begin(), bytes.end());
    return packed;
}

std::span<const PavingNode> tree_of(const maps::PackedBlock& packed) {
    return {reinterpret_cast<const PavingNode*>(packed.bytes.data()), packed.bytes.size()};
}

PavingItems::PavingItems(const maps::PavingDescription& paving, const PavingPlan& plan, int threads,
                         const BlockSet& done, const maps::Sha256& run, std::string journal,
                         std::int64_t journal_number)
    : JournalledItems(threads, done, run, std::move(journal), journal_number),
      plan_(plan),
      order_(std::max<std::int64_t>(plan.pieces(), 1)) {
    workers_.reserve(static_cast<std::size_t>(threads));
    for (int thread = 0; thread < threads; ++thread) workers_.push_back({maps::Paver(paving), {}});
}

void PavingItems::begin(int depth) {
    depth_ = depth;
    records_.clear();
    tally_ = {};
}

void PavingItems::compute(std::int64_t block, int thread, maps::PackedBlock& packed,
                          FillTimes& times) {
    Worker& worker = workers_[static_cast<std::size_t>(thread)];
    Stopwatch watch;
    worker.tree.clear();
    worker.paver.refine(plan_.piece(block % plan_.pieces(), worker.paver), plan_.depth(),
                        static_cast<int>(depth_), worker.tree);
    watch.lap(times.filling);
    packed = packed_tree(block, worker.tree);
    watch.lap(times.packing);
}

void PavingItems::written(const maps::PackedBlock& packed, const BlockLocation& place) {
    const auto tree = tree_of(packed);
    tally_.add(tree, plan_.splits_above(packed.block % plan_.pieces()));
    records_.push_back({place, static_cast<std::int64_t>(tree.size())});
}

}  // namespace essmap::sweep
