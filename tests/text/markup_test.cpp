#include "essmap/text/markup.hpp"

#include <gtest/gtest.h>

using namespace essmap::text;

TEST(csv_field, ordinary_text_stays) {
    EXPECT_EQ(csv_field("Bank 7"), "Bank 7");
    EXPECT_EQ(csv_field("O'Neil"), "O'Neil");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("a;b"), "\"a;b\"");
    EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csv_field(" a"), "\" a\"");
}

TEST(csv_field, no_spreadsheet_calculates_it) {
    EXPECT_EQ(csv_field("=1+1"), "'=1+1");
    EXPECT_EQ(csv_field("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_field("-2"), "'-2");
    EXPECT_EQ(csv_field("+49"), "'+49");
    EXPECT_EQ(csv_field("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
    EXPECT_EQ(csv_field("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
    EXPECT_EQ(csv_field("  =1"), "'  =1");
    EXPECT_EQ(csv_field("\u00A0=1"), "'\u00A0=1");
    EXPECT_EQ(csv_field("\uFF1D1+1"), "'\uFF1D1+1");
    EXPECT_EQ(csv_field("\t=1+1"), "\\u0009=1+1");
    EXPECT_EQ(csv_field("a\r=1"), "a\\u000D=1");
}

TEST(gnuplot, strings_are_in_single_quotes) {
    EXPECT_EQ(gnuplot_string("`id` \"$x\" \\n", 80), "'`id` \"$x\" \\n'");
    EXPECT_EQ(gnuplot_string("O'Neil's", 80), R"('O'."\047".'Neil'."\047".'s')");
    EXPECT_EQ(gnuplot_string("a@x", 80), "'a@x'");
    EXPECT_EQ(gnuplot_string("a\nb", 80), "'a\\u000Ab'");
    EXPECT_EQ(gnuplot_string("50% of", 80), "'50% of'");
    EXPECT_EQ(gnuplot_string("abcdef", 4), "'abc…'");
    EXPECT_EQ(gnuplot_tic_label("50% of 100%s", 80), "'50%% of 100%%s'");
}

TEST(netcdf_name, is_one_that_netcdf_takes) {
    EXPECT_EQ(netcdf_name("quality.ana"), "quality.ana");
    EXPECT_EQ(netcdf_name("a/b c"), "a_b c");
    EXPECT_EQ(netcdf_name("=x "), "_=x_");
    EXPECT_EQ(netcdf_name("a\nb"), "a\\u000Ab");
    EXPECT_EQ(netcdf_name("银行"), "银行");
    EXPECT_EQ(netcdf_name(""), "_");
}

TEST(gnuplot, pictures_hold_text_alone) {
    EXPECT_EQ(gnuplot_svg("<text>&#x3c;]]>&amp;</text>"), "<text>&amp;#x3c;]]&gt;&amp;</text>");
}

TEST(html, nothing_is_markup) {
    EXPECT_EQ(html("<b onclick='x'>&\"</b>"), "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;&lt;/b&gt;");
    EXPECT_EQ(html("a\u202Eb"), "a\\u202Eb");
    EXPECT_EQ(json_in_html("{\"a\":\"</script><!--\"}"), "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}
