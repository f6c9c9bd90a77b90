#include "text_table.hpp"

#include <gtest/gtest.h>

namespace {

using essmap::cli::TextTable;

TEST(text_table, is_as_wide_as_its_longest_cells) {
    TextTable table({"member", "value", "paid"}, TextTable::Align::right, 2);
    table.add({"ana", "9.5", "1000000"});
    table.add({"bartholomew", "8", "2"});
    EXPECT_EQ(table.text(),
              "  member       value     paid\n"
              "  ana            9.5  1000000\n"
              "  bartholomew      8        2\n");
}

TEST(text_table, has_no_blanks_at_the_end_of_a_line) {
    TextTable table({"a", "b"}, TextTable::Align::left, 3);
    table.add({"long", "longer"});
    table.add({"x", ""});
    EXPECT_EQ(table.text(),
              "  a      b\n"
              "  long   longer\n"
              "  x\n");
}

}  // namespace
