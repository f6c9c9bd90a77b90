#include "essmap/text/csv_table.hpp"

#include <gtest/gtest.h>

namespace essmap::text {

TEST(csv_table, has_a_row_for_a_row_and_a_field_for_a_field) {
    CsvTable table;
    table.row("member", "value", "count");
    table.row("a, b", 0.1, 7);
    table.row("=1+1", -2.0, std::size_t{3});
    EXPECT_EQ(table.text(), "member,value,count\n\"a, b\",0.1,7\n'=1+1,-2,3\n");
}

TEST(csv_table, what_there_is_not_is_an_empty_field) {
    CsvTable table;
    table.row(std::optional<double>(), std::optional(2.5), std::optional<double>());
    table.row("", 1);
    EXPECT_EQ(table.text(), ",2.5,\n,1\n");
}

TEST(csv_table, rows_are_made_of_parts_of_rows) {
    const CsvRow at(1.5, 2.5);
    EXPECT_EQ(CsvRow("x", at, 3).text(), "x,1.5,2.5,3");
    EXPECT_EQ(CsvRow(CsvRow(), at).add(CsvRow()).text(), "1.5,2.5");
    EXPECT_EQ(CsvRow(CsvRow(""), CsvRow("")).text(), ",");
}

}  // namespace essmap::text
