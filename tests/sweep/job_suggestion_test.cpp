#include "essmap/sweep/job_suggestion.hpp"

#include <gtest/gtest.h>

namespace {

using namespace essmap::sweep;

/// A sweep that takes so many core seconds, as estimated on one thread.
SweepEstimate estimate(double core_seconds, std::int64_t blocks, int threads = 1) {
    SweepEstimate e;
    e.threads = threads;
    e.seconds = core_seconds / threads;
    e.blocks = blocks;
    e.working_bytes = 1'000'000'000;
    return e;
}

TEST(job_suggestion, takes_cores_for_half_an_hour) {
    EXPECT_EQ(suggest_job(estimate(1800.0, 1'000'000), 16).tasks_per_node, 1);
    const auto two = suggest_job(estimate(1801.0, 1'000'000), 16);
    EXPECT_EQ(two.tasks_per_node, 2);
    EXPECT_DOUBLE_EQ(two.seconds, 900.5);
    EXPECT_EQ(suggest_job(estimate(10 * 1800.0, 1'000'000), 16).tasks_per_node, 10);
}

TEST(job_suggestion, leaves_twenty_blocks_to_a_core) {
    EXPECT_EQ(suggest_job(estimate(1e6, 199), 16).tasks_per_node, 9);
    EXPECT_EQ(suggest_job(estimate(1e6, 200), 16).tasks_per_node, 10);
    EXPECT_EQ(suggest_job(estimate(1e6, 1), 16).tasks_per_node, 1);
}

TEST(job_suggestion, spreads_tasks_evenly_over_the_fewest_nodes) {
    const auto job = suggest_job(estimate(17 * 1800.0, 1'000'000), 16);
    EXPECT_EQ(job.cores_per_node, 16);
    EXPECT_EQ(job.nodes, 2);
    EXPECT_EQ(job.tasks_per_node, 9);
    EXPECT_DOUBLE_EQ(job.seconds, 17 * 1800.0 / 18);
    EXPECT_EQ(suggest_job(estimate(16 * 1800.0, 1'000'000), 16).nodes, 1);
}

TEST(job_suggestion, gives_every_task_its_threads) {
    const auto job = suggest_job(estimate(9 * 1800.0, 1'000'000, 4), 8);
    EXPECT_EQ(job.nodes, 2);  // three tasks of four threads, two on a node
    EXPECT_EQ(job.tasks_per_node, 2);
    EXPECT_DOUBLE_EQ(job.seconds, 9 * 1800.0 / 16);
    const auto small = suggest_job(estimate(1800.0, 1'000'000, 4), 2);
    EXPECT_EQ(small.cores_per_node, 4);
    EXPECT_EQ(small.tasks_per_node, 1);
}

TEST(job_suggestion, asks_for_twice_the_time_and_a_quarter_more_memory) {
    EXPECT_EQ(suggest_job(estimate(600.0, 1'000'000), 16).minutes, 21);
    EXPECT_EQ(suggest_job(estimate(601.0, 1'000'000), 16).minutes, 22);
    EXPECT_EQ(suggest_job(estimate(600.0, 0), 16).megabytes_per_core, 1251);
    EXPECT_EQ(suggest_job(estimate(600.0, 0, 4), 16).megabytes_per_core, 313);
    const auto many = estimate(17 * 1800.0, 1'000'000);
    EXPECT_EQ(suggest_job(many, 16).megabytes_per_core,
              many.bytes_per_rank(18) * 5 / 4 / 1'000'000 + 1);
}

}  // namespace
