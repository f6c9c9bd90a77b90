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
    EXPECT_EQ(run_program({"printf", "a b"}, 20'000), "a b");
    EXPECT_FALSE(run_program({"sleep", "100"}, 100));
    EXPECT_THROW(run_program({"no-such-solver"}, 20'000), SolverError);
}

}  // namespace
