#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "essmap/text/markup.hpp"
#include "essmap/text/visible.hpp"

/// Ten thousand hostile strings through the one function of each target language, read back by the
/// real reader: gnuplot, Python's csv, html.parser and xml.etree, a terminal (tmux).
namespace {

using namespace essmap;

/// Pieces that mean something to gnuplot, a shell, a spreadsheet, HTML, printf or a terminal; marks
/// that hide or turn text round; bytes that are not UTF-8.
const std::vector<std::string>& pieces() {
    using namespace std::string_literals;
    static const std::vector<std::string> all{"`touch canary`",
                                              "$(touch canary)",
                                              "\";system('touch canary');\"",
                                              "';!touch canary;'",
                                              "'.system(\"touch canary\").'",
                                              "@canary",
                                              "$0",
                                              "|touch canary",
                                              "\\",
                                              "\\n",
                                              "\\'",
                                              "\\\"",
                                              "'",
                                              "''",
                                              "'''",
                                              "\"",
                                              "\"\"",
                                              "`",
                                              "``",
                                              "$",
                                              "%",
                                              "%%",
                                              "%s",
                                              "%n",
                                              "%d%s%p",
                                              "#",
                                              ";",
                                              "\n",
                                              "\r\n",
                                              "\t",
                                              "\0"s,
                                              "\x07",
                                              "\x1b[2J",
                                              "\x1b]0;title\x07",
                                              "\x7f",
                                              "\xc2\x9b",
                                              "\xc2\x85",
                                              "\u202e",
                                              "\u202a",
                                              "\u2066",
                                              "\u200b",
                                              "\u200f",
                                              "\ufeff",
                                              "\U000e0041",
                                              "\xff",
                                              "\xc0\xaf",
                                              "\xed\xa0\x80",
                                              "\xf4\x90\x80\x80",
                                              "\xe2\x82",
                                              "=1+1",
                                              "+1",
                                              "-1",
                                              "@SUM(A1)",
                                              "=cmd|'/c calc'!A1",
                                              "\uff1d1",
                                              ",",
                                              ";",
                                              "\"\"\"",
                                              "<script>alert(1)</script>",
                                              "</script>",
                                              "<!--",
                                              "-->",
                                              "]]>",
                                              "<![CDATA[",
                                              "&",
                                              "&amp;",
                                              "&#x3c;",
                                              "<b a='",
                                              "{/Symbol a}",
                                              "^2",
                                              "_x",
                                              "~a{.6-}",
                                              "a",
                                              "Bank",
                                              "7",
                                              " ",
                                              "  ",
                                              "é",
                                              "ß",
                                              "א",
                                              "中"};
    return all;
}

std::vector<std::string> hostile(std::size_t count) {
    std::mt19937_64 random(2026);
    std::vector<std::string> texts = pieces();
    texts.emplace_back(100000, '`');
    texts.emplace_back(100000, 'a');
    texts.back().back() = '\'';
    std::string nasty;
    while (nasty.size() < 100000) nasty += pieces()[random() % pieces().size()];
    texts.push_back(nasty);
    while (texts.size() < count) {
        std::string text;
        for (auto n = 1 + random() % 8; n > 0; --n) text += pieces()[random() % pieces().size()];
        texts.push_back(std::move(text));
    }
    return texts;
}

class hostile_text : public testing::Test {
protected:
    static constexpr std::size_t count = 10000;

    void SetUp() override {
        before_ = std::filesystem::current_path();
        std::string pattern = std::filesystem::temp_directory_path() / "essmap-hostile-XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        std::filesystem::current_path(folder_);
    }
    void TearDown() override {
        EXPECT_FALSE(std::filesystem::exists("canary")) << "a command was run";
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(folder_);
    }
    static bool installed(const std::string& program) {
        return std::system(("command -v " + program + " >installed.txt 2>&1").c_str()) == 0;
    }
    /// Lines of a file.
    static std::vector<std::string> lines(const std::string& file) {
        std::ifstream stream(file);
        std::vector<std::string> result;
        for (std::string line; std::getline(stream, line);) result.push_back(line);
        return result;
    }
    /// Writes what is expected as hexadecimal digits, a line each, for Python.
    static void write_expected(const std::vector<std::string>& texts) {
        std::ofstream out("expected.txt");
        for (const auto& text : texts) {
            for (const char letter : text) {
                const auto c = static_cast<unsigned char>(letter);
                constexpr std::string_view digits = "0123456789abcdef";
                out << digits[c >> 4U] << digits[c & 15U];
            }
            out << "\n";
        }
    }
    static void run_python(const std::string& script) {
        std::ofstream("check.py") << script;
        const int status = std::system("/usr/bin/python3 check.py >check.txt 2>&1");
        std::string answer;
        for (const auto& line : lines("check.txt")) answer += line + "\n";
        ASSERT_EQ(status, 0) << answer;
    }

private:
    std::filesystem::path before_, folder_;
};

TEST_F(hostile_text, gnuplot_prints_strings_as_they_are) {
    if (!installed("gnuplot")) GTEST_SKIP() << "no gnuplot";
    const auto texts = hostile(count);
    std::vector<std::string> expected;
    std::ofstream script("strings.gp");
    script << "set print 'strings.txt'\n";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::size_t most = i % 2 == 0 ? 60 : 1000;
        script << "print " << text::gnuplot_string(texts[i], most) << "\n";
        expected.push_back(text::shortened(text::visible(texts[i]), most));
    }
    script.close();
    ASSERT_EQ(std::system("gnuplot strings.gp >out.txt 2>&1 </dev/null"), 0);
    const auto printed = lines("strings.txt");
    ASSERT_EQ(printed.size(), expected.size());
    for (std::size_t i = 0; i < printed.size(); ++i) ASSERT_EQ(printed[i], expected[i]) << i;
}

TEST_F(hostile_text, gnuplot_labels_tics_as_they_are) {
    if (!installed("gnuplot")) GTEST_SKIP() << "no gnuplot";
    const auto texts = hostile(count);
    std::vector<std::string> expected;
    std::ofstream script("tics.gp");
    script << "set print 'tics.txt'\n";
    for (const auto& given : texts) {
        // What a tic's label goes through, printed; a blank before and after, as gprintf wants
        // some.
        script << "print '<'.gprintf(" << text::gnuplot_tic_label(given, 30) << ", 1.0).'>'\n";
        expected.push_back("<" + text::shortened(text::visible(given), 30) + ">");
    }
    script << "set encoding utf8\nset terminal svg noenhanced\nset output 'tics.svg'\nset xrange "
              "[0:41]\n"
           << "set xtics noenhanced (";
    for (std::size_t i = 0; i < 40; ++i)
        script << (i > 0 ? ", " : "") << text::gnuplot_tic_label(texts[7 * i], 30) << " " << i + 1;
    script << ")\nplot 0 notitle\n";
    script.close();
    ASSERT_EQ(std::system("gnuplot tics.gp >out.txt 2>&1 </dev/null"), 0);
    std::string drawn;
    for (const auto& line : lines("tics.svg")) drawn += line + "\n";
    std::ofstream("tics.svg") << text::gnuplot_svg(drawn);
    const auto printed = lines("tics.txt");
    ASSERT_EQ(printed.size(), expected.size());
    for (std::size_t i = 0; i < printed.size(); ++i) ASSERT_EQ(printed[i], expected[i]) << i;
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < 40; ++i)
        labels.push_back(text::shortened(text::visible(texts[7 * i]), 30));
    write_expected(labels);
    run_python(R"(
import xml.etree.ElementTree as tree
expected = [bytes.fromhex(line).decode() for line in open("expected.txt").read().split("\n")[:-1]]
shown = ["".join(node.itertext()) for node in tree.parse("tics.svg").iter("{http://www.w3.org/2000/svg}text")]
shown = [" ".join(text.split()) for text in shown]
missing = [text for text in expected if " ".join(text.split()) not in shown]
assert not missing, missing
)");
}

TEST_F(hostile_text, csv_is_read_back_and_calculated_by_nothing) {
    const auto texts = hostile(count);
    std::ofstream table("table.csv", std::ios::binary);
    std::vector<std::string> expected;
    for (const auto& given : texts) {
        table << text::csv_field(given) << "," << text::csv_field("x") << "\n";
        expected.push_back(text::visible(given));
    }
    table.close();
    write_expected(expected);
    run_python(R"(
import csv, sys
csv.field_size_limit(10**7)
expected = [bytes.fromhex(line).decode() for line in open("expected.txt").read().split("\n")[:-1]]
for delimiter in ",;":
    rows = list(csv.reader(open("table.csv", newline="", encoding="utf-8"), delimiter=delimiter))
    assert len(rows) == len(expected), (len(rows), len(expected))
    for row, text in zip(rows, expected):
        if delimiter == ",":
            assert len(row) == 2 and row[1] == "x", row
            assert row[0] in (text, "'" + text), (row[0], text)
        begin = row[0].lstrip(" \u00a0\u3000\u2003\u2009")[:1]
        assert begin not in ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"), row[0]
)");
}

TEST_F(hostile_text, html_holds_text_alone) {
    const auto texts = hostile(count);
    std::ofstream page("page.html", std::ios::binary);
    std::vector<std::string> expected;
    page << "<html>";
    for (const auto& given : texts) {
        const std::string html = text::html(given);
        page << "<p title=\"" << html << "\" id='" << html << "'>" << html << "</p>\n";
        expected.push_back(text::visible(given));
    }
    page << "</html>";
    page.close();
    write_expected(expected);
    run_python(R"(
import html.parser, xml.etree.ElementTree as tree
expected = [bytes.fromhex(line).decode() for line in open("expected.txt").read().split("\n")[:-1]]
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.attributes = [], []
    def handle_starttag(self, tag, attributes):
        assert tag in ("html", "p"), tag
        if tag == "p":
            self.texts.append("")
            self.attributes.append(dict(attributes))
            assert set(self.attributes[-1]) == {"title", "id"}
    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data
page = Page()
text = open("page.html", encoding="utf-8", newline="").read()
page.feed(text)
page.close()
root = tree.fromstring(text)
for found in ([t.removesuffix("\n") for t in page.texts], [a["title"] for a in page.attributes],
              [a["id"] for a in page.attributes], [p.text or "" for p in root],
              [p.get("title") for p in root]):
    assert len(found) == len(expected)
    for shown, given in zip(found, expected):
        assert shown == given, (shown[:200], given[:200])
)");
}

TEST_F(hostile_text, json_ends_no_script) {
    for (const auto& given : hostile(count)) {
        std::string json = "\"";
        for (const char c : text::visible(given))
            json += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        json += '"';
        ASSERT_EQ(text::json_in_html(json).find('<'), std::string::npos);
    }
}

TEST_F(hostile_text, no_byte_steers_a_terminal) {
    for (const auto& given : hostile(count)) {
        const std::string shown = text::visible(given);
        ASSERT_TRUE(text::is_utf8(shown));
        ASSERT_EQ(text::visible(shown), shown);
        for (std::size_t i = 0; i < shown.size(); ++i) {
            const auto c = static_cast<unsigned char>(shown[i]);
            ASSERT_TRUE(c >= 0x20 && c != 0x7f);
            const bool c1 = c == 0xc2 && static_cast<unsigned char>(shown.at(i + 1)) < 0xa0;
            ASSERT_FALSE(c1);
        }
    }
}

TEST_F(hostile_text, a_terminal_shows_what_is_said) {
    if (!installed("tmux")) GTEST_SKIP() << "no tmux";
    const auto texts = hostile(count);
    std::vector<std::string> names;
    {
        std::ofstream out("names.txt", std::ios::binary);
        for (std::size_t i = 0; names.size() < 300; i += 33) {
            names.push_back(text::shortened(text::visible(texts[i]), 60));
            out << names.back() << "|\n";
        }
    }
    // A server of its own; it ends with its one session.
    const std::string tmux = "tmux -u -f /dev/null -S ./socket ";
    ASSERT_EQ(std::system(("LC_ALL=C.UTF-8 " + tmux +
                           "new-session -d -x 200 -y 310 "
                           "'cat names.txt; tmux -S ./socket wait-for -S shown; exec cat' && " +
                           tmux + "wait-for shown && " + tmux + "capture-pane -p >shown.txt && " +
                           tmux + "kill-server")
                              .c_str()),
              0);
    const auto shown = lines("shown.txt");
    ASSERT_GE(shown.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) ASSERT_EQ(shown[i], names[i] + "|") << i;
}

}  // namespace
