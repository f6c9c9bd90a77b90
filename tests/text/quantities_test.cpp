#include "essmap/text/quantities.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace {

using namespace essmap;

TEST(day_from_text, reads_times_and_dates_of_rfc_3339) {
    EXPECT_EQ(text::day_from_text("1970-01-01"), 0.0);
    EXPECT_EQ(text::day_from_text("1969-12-31T12:00:00Z"), -0.5);
    EXPECT_EQ(text::day_from_text("2000-02-29"), 11016.0);
    EXPECT_EQ(text::day_from_text("2000-03-01t06:00:00z"), 11017.25);
    EXPECT_EQ(text::day_from_text("2000-03-01T00:30:00+06:30"), 11016.75);
    EXPECT_EQ(text::day_from_text("2000-02-29T17:30:00-00:30"), 11016.75);
    EXPECT_EQ(text::day_from_text("2016-12-31T23:59:60Z"), text::day_from_text("2017-01-01"));
    EXPECT_NEAR(*text::day_from_text("1970-01-01T00:00:00.123456789Z") * 86400, 0.123456789, 1e-12);
    EXPECT_EQ(text::day_from_text("0000-01-01"), -719528.0);
    for (const char* text : {"",
                             "2017",
                             "2017-5-12",
                             "2017-05-12 ",
                             "2017-13-01",
                             "2017-00-01",
                             "2017-02-29",
                             "2017-05-12T",
                             "2017-05-12T24:00:00Z",
                             "2017-05-12T07:60:00Z",
                             "2017-05-12T07:00:61Z",
                             "2017-05-12T07:00:00",
                             "2017-05-12T07:00Z",
                             "2017-05-12T07:00:00.Z",
                             "2017-05-12T07:00:00ZZ",
                             "2017-05-12T07:00:00+2:00",
                             "2017-05-12T07:00:00+24:00",
                             "2017-05-12 07:00:00Z",
                             "-017-05-12",
                             "2017-05-1x",
                             "+2017-05-12",
                             "2017/05/12"})
        EXPECT_EQ(text::day_from_text(text), std::nullopt) << text;
}

}  // namespace
