#include "essmap/text/visible.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace essmap::text;

TEST(visible, text_that_shows_itself_stays) {
    for (const char* text :
         {"", "Bank 7", "Ångström & Söhne", "银行", "بانک‌ها", "🏦", "`id` $x %s <b>"})
        EXPECT_EQ(visible(text), text);
}

TEST(visible, control_characters_and_line_ends_are_spelt) {
    EXPECT_EQ(visible(std::string("a\0b", 3)), "a\\u0000b");
    EXPECT_EQ(visible("a\nb\r\tc"), "a\\u000Ab\\u000D\\u0009c");
    EXPECT_EQ(visible("\x1b[31mred\x7f"), "\\u001B[31mred\\u007F");
    EXPECT_EQ(visible("\u009b31m\u0085"), "\\u009B31m\\u0085");
}

TEST(visible, marks_of_direction_and_invisible_characters_are_spelt) {
    EXPECT_EQ(visible("a\u202Egnp.exe"), "a\\u202Egnp.exe");
    EXPECT_EQ(visible("\u2066x\u2069\u200F\u061C"), "\\u2066x\\u2069\\u200F\\u061C");
    EXPECT_EQ(visible("\uFEFFBank\u200B\u2028"), "\\uFEFFBank\\u200B\\u2028");
    EXPECT_EQ(visible("\U000E0041"), "\\uDB40\\uDC41");
    EXPECT_EQ(visible("\uFFFE\U0001FFFF"), "\\uFFFE\\uD83F\\uDFFF");
}

TEST(visible, bytes_that_are_not_utf8_are_spelt) {
    EXPECT_EQ(visible("a\xff\xc3"), "a\\xFF\\xC3");
    EXPECT_EQ(visible("\xc0\xaf"), "\\xC0\\xAF");                    // overlong
    EXPECT_EQ(visible("\xed\xa0\x80"), "\\xED\\xA0\\x80");           // a surrogate
    EXPECT_EQ(visible("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");  // beyond U+10FFFF
    EXPECT_EQ(visible("\xe2\x82"), "\\xE2\\x82");                    // cut
}

TEST(visible, is_idempotent) {
    const std::string hostile("\x1b]0;x\a\\u001B\xff\u202E\n", 18);
    EXPECT_EQ(visible(visible(hostile)), visible(hostile));
}

TEST(visible, lines_stay_lines) {
    EXPECT_EQ(visible_lines("a\x1b\nb\r\n"), "a\\u001B\nb\\u000D\n");
}

TEST(shortened, long_text_ends_in_an_ellipsis) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
    EXPECT_EQ(shortened("äöüßé", 5), "äöüßé");
    EXPECT_EQ(shortened("äöüßéx", 5), "äöüß…");
    EXPECT_EQ(shortened("银行银行", 1), "…");
    EXPECT_EQ(length(shortened(std::string(100000, 'x'), 80)), 80U);
}

TEST(shortened, the_middle_gives_way) {
    EXPECT_EQ(shortened_middle("abcdefghi", 9), "abcdefghi");
    EXPECT_EQ(shortened_middle("abcdefghij", 9), "abcde…hij");
    EXPECT_EQ(length(shortened_middle("k = " + std::string(100000, 'x') + " is not allowed", 90)),
              90U);
}
