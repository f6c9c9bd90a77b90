#include <gtest/gtest.h>

#include "essmap/sweep/paving.hpp"

namespace {

using namespace essmap::sweep;

TEST(sweep_report, counts_cells_of_completed_blocks_only) {
    SweepReport report;
    report.stored_cells = 1000;
    report.blocks = 10;
    report.balance.completed = 4;
    EXPECT_EQ(report.cells_per_second(), 0.0);
    report.balance.seconds = 2.0;
    EXPECT_EQ(report.cells_per_second(), 200.0);
}

TEST(paving_report, counts_all_boxes_beside_the_dense_cells) {
    PavingReport report;
    report.dense_cells = 1200;
    EXPECT_EQ(report.times_fewer(), 1200.0);
    report.boxes[0] = 100;
    report.boxes[2] = 300;
    EXPECT_EQ(report.all_boxes(), 400);
    EXPECT_EQ(report.times_fewer(), 3.0);
}

TEST(paving_report, is_short_of_its_bound_only_when_finished) {
    PavingReport report;
    EXPECT_FALSE(report.short_of_bound());
    report.reached = false;
    EXPECT_TRUE(report.short_of_bound());
    report.end = SweepEnd::stopped;
    EXPECT_FALSE(report.short_of_bound());
}

}  // namespace
