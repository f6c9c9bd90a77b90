#include "paving_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace essmap::sweep {

using maps::max_paving_depth;
using maps::PavingDescription;
using maps::PavingNode;
using maps::PavingTally;

namespace {

std::int64_t all_boxes(const PavingTally& tally, int depth) {
    const auto boxes = tally.boxes(depth);
    return std::accumulate(boxes.begin(), boxes.end(), std::int64_t{0});
}

}  // namespace

std::optional<PavingEnd> end_of(const PavingDescription& paving, const PavingTally& tally,
                                int depth) {
    const mpz_class whole = mpz_class(static_cast<long>(paving.roots())) << max_paving_depth;
    const model::Rational bound = model::decimal_value(paving.undecided) * whole;
    for (int at = 0; at <= depth; ++at) {
        if (tally.volume(0, at) <= bound) return PavingEnd{at, true};
        const bool known = at < depth;
        const std::int64_t more =
            known ? tally.splits[static_cast<std::size_t>(at)] : tally.crossed(at);
        if (all_boxes(tally, at) + more > paving.max_boxes) return PavingEnd{at, false};
        if (!known && (more == 0 || at == max_paving_depth)) return PavingEnd{at, false};
    }
    return std::nullopt;
}

int next_depth(const PavingDescription& paving, const PavingTally& tally, int depth) {
    constexpr int furthest = 8;
    constexpr int looking_back = 4;
    if (depth < looking_back) return depth + looking_back;
    const double whole = std::ldexp(static_cast<double>(paving.roots()), max_paving_depth);
    double share = tally.volume(0, depth).get_d() / whole;
    const double before = tally.volume(0, depth - looking_back).get_d() / whole;
    const double factor = std::sqrt(std::sqrt(share / before));  // of the share, each depth
    auto boxes = static_cast<double>(tally.crossed(depth));
    int further = 0;
    do {
        ++further;
        share *= factor;
        boxes *= 2.0 * factor;
    } while (further < furthest && depth + further < max_paving_depth && share > paving.undecided &&
             boxes < static_cast<double>(paving.max_boxes));
    return depth + further;
}

PavingPlan::PavingPlan(const PavingDescription& paving) {
    constexpr int step = 4;
    while (true) {
        split_roots(paving, depth_);
        int enough = 0;
        while (enough < depth_ && tally_.crossed(enough) < wanted_pieces) ++enough;
        if (enough < depth_) cut(enough);
        if (tally_.crossed(depth_) >= wanted_pieces || end_of(paving, tally_, depth_)) break;
        depth_ = std::min(depth_ + step, max_paving_depth);
    }
    find_pieces(paving);
}

void PavingPlan::split_roots(const PavingDescription& paving, int depth) {
    maps::Paver paver(paving);
    const std::int64_t roots = paving.roots();
    depth_ = depth;
    trees_.clear();
    first_.assign(1, 0);
    tally_ = {};
    for (std::int64_t root = 0; root < roots; ++root) {
        paver.refine(paver.root(root), 0, depth, trees_);
        first_.push_back(trees_.size());
        tally_.add(tree(root));
    }
}

void PavingPlan::cut(int depth) {
    std::vector<PavingNode> shorter;
    std::vector<std::size_t> first{0};
    PavingTally tally;
    for (std::int64_t root = 0; root < roots(); ++root) {
        const auto part = maps::truncated(tree(root), 0, depth);
        shorter.insert(shorter.end(), part.begin(), part.end());
        first.push_back(shorter.size());
        tally.add(part);
    }
    depth_ = depth;
    trees_ = std::move(shorter);
    first_ = std::move(first);
    tally_ = tally;
}

std::span<const PavingNode> PavingPlan::tree(std::int64_t root) const {
    const auto i = static_cast<std::size_t>(root);
    return std::span(trees_).subspan(first_[i], first_[i + 1] - first_[i]);
}

void PavingPlan::find_pieces(const PavingDescription& paving) {
    maps::Paver paver(paving);
    for (std::int64_t root = 0; root < roots(); ++root) {
        std::uint64_t path = 0;
        int last = 0;
        bool came_from_split = true;
        maps::walk_tree(tree(root), 0, [&](PavingNode node, int at) {
            if (at > 0)  // to a lower half; or up, and over to the upper half beside
                path = came_from_split ? path << 1U : path >> static_cast<unsigned>(last - at) | 1U;
            if (node == 0 && at == depth_) {
                Piece& piece = pieces_.emplace_back(Piece{root, path, {}});
                static_cast<void>(paver.descend(root, path, depth_, piece.splits));
            }
            last = at;
            came_from_split = maps::is_split(node);
        });
    }
}

maps::PavingBox PavingPlan::piece(std::int64_t number, maps::Paver& paver) const {
    const Piece& piece = pieces_[static_cast<std::size_t>(number)];
    maps::SplitCounts splits;
    return paver.descend(piece.root, piece.path, depth_, splits);
}

}  // namespace essmap::sweep
