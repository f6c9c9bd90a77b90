#include "paving_plan.hpp"

#include <gtest/gtest.h>

namespace {

using namespace essmap;
using maps::Axis;
using maps::PavingDescription;
using maps::PavingNode;
using sweep::PavingPlan;

PavingDescription description() {
    PavingDescription paving;
    const auto range = [](const char* name, double from, double to) {
        return Axis::from_range(name, maps::Spacing::linear, from, to, 2);
    };
    paving.axes = {Axis::from_values("r", {2, 4}, true),
                   range("theta", 0, 4),
                   range("mu", 0, 8),
                   range("k", 0.1, 0.5),
                   range("U", 4, 10),
                   range("gamma", -8, 8)};
    return paving;
}

/// The tally of all roots split down to `depth`.
maps::PavingTally tally_of(const PavingDescription& paving, int depth) {
    maps::Paver paver(paving);
    maps::PavingTally tally;
    for (std::int64_t root = 0; root < paving.roots(); ++root) {
        std::vector<PavingNode> tree;
        paver.refine(paver.root(root), 0, depth, tree);
        tally.add(tree);
    }
    return tally;
}

TEST(paving_plan, ends_at_the_first_depth_within_the_bound_however_deep_the_trees) {
    auto paving = description();
    const auto deep = tally_of(paving, 16);
    const mpz_class whole = mpz_class(2) << maps::max_paving_depth;
    for (const double bound : {0.5, 0.3, 0.25}) {
        paving.undecided = bound;
        const auto end = sweep::end_of(paving, deep, 16);
        ASSERT_TRUE(end && end->reached);
        const int depth = end->depth;
        EXPECT_LE(deep.volume(0, depth).get_d(), bound * whole.get_d());
        EXPECT_GT(deep.volume(0, depth - 1).get_d(), bound * whole.get_d());
        EXPECT_EQ(sweep::end_of(paving, tally_of(paving, depth), depth)->depth, depth);
        EXPECT_FALSE(sweep::end_of(paving, tally_of(paving, depth - 1), depth - 1));
        // As if it had not been split further.
        EXPECT_EQ(tally_of(paving, depth).boxes(depth), deep.boxes(depth));
    }
    // A bound that is met exactly is met.
    paving.undecided = 1.0;
    EXPECT_EQ(sweep::end_of(paving, deep, 16)->depth, 0);
}

TEST(paving_plan, never_makes_more_boxes_than_allowed) {
    auto paving = description();
    paving.undecided = 1e-6;
    const auto deep = tally_of(paving, 16);
    const auto all = [&](int depth) {
        std::int64_t sum = 0;
        for (const auto boxes : deep.boxes(depth)) sum += boxes;
        return sum;
    };
    for (const int depth : {4, 9, 13}) {
        paving.max_boxes = all(depth);
        const auto end = sweep::end_of(paving, deep, 16);
        ASSERT_TRUE(end && !end->reached);
        EXPECT_EQ(end->depth, depth);
        paving.max_boxes = all(depth) - 1;
        EXPECT_EQ(sweep::end_of(paving, deep, 16)->depth, depth - 1);
    }
}

TEST(paving_plan, leaves_enough_pieces_whose_trees_make_the_whole) {
    auto paving = description();
    paving.undecided = 1e-3;
    const PavingPlan plan(paving);
    ASSERT_GE(plan.pieces(), PavingPlan::wanted_pieces);
    EXPECT_LT(plan.pieces(), 2 * PavingPlan::wanted_pieces);
    EXPECT_EQ(plan.tally().crossed(plan.depth()), plan.pieces());
    EXPECT_EQ(plan.tally().boxes(plan.depth()), tally_of(paving, plan.depth()).boxes(plan.depth()));
    const int deeper = plan.depth() + 3;
    maps::Paver paver(paving);
    auto tally = plan.tally();
    tally.leaves[static_cast<std::size_t>(plan.depth())][0] -= plan.pieces();
    for (std::int64_t piece = 0; piece < plan.pieces(); ++piece) {
        EXPECT_EQ(maps::depth_of(plan.splits_above(piece)), plan.depth());
        std::vector<PavingNode> tree;
        paver.refine(plan.piece(piece, paver), plan.depth(), deeper, tree);
        tally.add(tree, plan.splits_above(piece));
    }
    const auto whole = tally_of(paving, deeper);
    EXPECT_EQ(tally.boxes(deeper), whole.boxes(deeper));
    EXPECT_EQ(tally.finest(deeper), whole.finest(deeper));
}

TEST(paving_plan, goes_on_no_further_than_eight_and_within_the_depth_there_is) {
    auto paving = description();
    const auto deep = tally_of(paving, 12);
    for (const double bound : {0.4, 0.1, 1e-9}) {
        paving.undecided = bound;
        for (const int depth : {1, 6, 12}) {
            const int next = sweep::next_depth(paving, deep, depth);
            EXPECT_GT(next, depth);
            EXPECT_LE(next, depth + 8);
        }
    }
}

}  // namespace
