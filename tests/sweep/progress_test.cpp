#include "essmap/sweep/progress.hpp"

#include <gtest/gtest.h>

#include "essmap/text/visible.hpp"

namespace {

using namespace essmap;

sweep::ProgressState state() { return {"sweep", "cells", 2'000'000, 200'000, 840'000, 32.0}; }

TEST(progress, says_all_where_there_is_room) {
    EXPECT_EQ(sweep::progress_line(state(), 200),
              "sweep:  42 %  840 k of 2 M cells  20 k cells/s  58.0 s left");
}

TEST(progress, leaves_out_what_does_not_fit_and_never_the_share) {
    EXPECT_EQ(sweep::progress_line(state(), 50), "sweep:  42 %  840 k of 2 M cells  58.0 s left");
    EXPECT_EQ(sweep::progress_line(state(), 30), "sweep:  42 %  58.0 s left");
    EXPECT_EQ(sweep::progress_line(state(), 20), "sweep:  42 %");
    EXPECT_EQ(sweep::progress_line(state(), 8), " 42 %");
    for (std::size_t width = 1; width < 120; ++width)
        for (const char* doing :
             {"sweep", "checking a name of a map that is rather long.nc", "\x1b[2J\xff"}) {
            auto one = state();
            one.doing = doing;
            const std::string line = sweep::progress_line(one, width);
            EXPECT_LE(text::length(line), width) << line;
            EXPECT_EQ(line.find('\x1b'), std::string::npos);
            EXPECT_TRUE(width < 5 || line.find("42 %") != std::string::npos) << line;
        }
}

TEST(progress, nothing_done_has_no_time_left) {
    sweep::ProgressState one{"sweep", "cells", 0, 0, 0, 0.0};
    EXPECT_EQ(sweep::progress_line(one, 100), "sweep:   0 %  0 of 0 cells  0 cells/s");
    one = {"sweep", "cells", std::int64_t{1} << 62, 0, 1, 1e3};
    EXPECT_NE(sweep::progress_line(one, 100).find(" years left"), std::string::npos);
}

}  // namespace
