#include "isolated.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace {

using namespace essmap::verify;

TEST(isolated, returns_the_text_of_a_child) {
    const std::string large(1 << 20, 'x');
    EXPECT_EQ(run_isolated([&] { return large; }, 20'000), large);
    EXPECT_EQ(run_isolated([] { return std::string(); }, 20'000), "");
}

TEST(isolated, ends_a_child_that_does_not_come_back) {
    const auto text = run_isolated(
        [] {
            for (;;) ::pause();
            return std::string("never");
        },
        100);
    EXPECT_FALSE(text);
}

TEST(isolated, survives_a_child_that_dies) {
    EXPECT_FALSE(run_isolated(
        [] {
            ::raise(SIGKILL);
            return std::string("never");
        },
        20'000));
    const auto text =
        run_isolated([]() -> std::string { throw std::runtime_error("why"); }, 20'000);
    EXPECT_EQ(text, "unknown why");
}

TEST(isolated, runs_programs_and_names_the_missing) {
    EXPECT_EQ(run_program({"printf", "a b"}, "", 20'000), "a b");
    EXPECT_FALSE(run_program({"sleep", "100"}, "", 100));
    EXPECT_THROW(run_program({"no-such-solver"}, "", 20'000), SolverError);
}

TEST(isolated, gives_programs_their_input) {
    const std::string large(1 << 20, 'y');
    EXPECT_EQ(run_program({"cat"}, large, 20'000), large);
    EXPECT_EQ(run_program({"cat"}, "", 20'000), "");
}

TEST(isolated, the_limit_of_all_ends_a_child_too) {
    const auto forever = [] {
        for (;;) ::pause();
        return std::string("never");
    };
    EXPECT_FALSE(run_isolated(forever, 3'600'000, Limit(0.1, nullptr)));
    int looks = 0;
    const Limit stop(3'600.0, [&] { return ++looks > 3; });
    EXPECT_FALSE(run_program({"sleep", "3600"}, "", 3'600'000, stop));
    EXPECT_GT(looks, 3);
}

TEST(limit, is_over_at_its_moment_or_when_a_stop_is_asked_for) {
    EXPECT_FALSE(Limit().over());
    EXPECT_EQ(Limit().left_ms(7), 7U);
    const Limit long_one(1e6, nullptr);
    EXPECT_EQ(long_one.left_ms(1'000), 1'000U);
    EXPECT_LE(Limit(1.0, nullptr).left_ms(10'000), 1'000U);
    const Limit past(0.0, nullptr);
    EXPECT_TRUE(past.over());
    EXPECT_EQ(past.reason(), "the time limit for all properties is used up");
    const Limit stopped(1e6, [] { return true; });
    EXPECT_TRUE(stopped.over());
    EXPECT_EQ(stopped.reason(), "a signal asked for a stop");
}

}  // namespace
