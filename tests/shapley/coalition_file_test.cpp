#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "../refusal.hpp"
#include "coalition_table.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/shapley/shapley_specification.hpp"

namespace {

using namespace essmap;
using Names = std::vector<std::string>;
using Values = std::vector<double>;

/// Of this process alone: ctest runs these tests beside each other. Gone at its end.
struct Folder {
    std::string path = testing::TempDir() + "coalition_files_" + std::to_string(::getpid()) + "/";
    ~Folder() { std::filesystem::remove_all(path); }
};
const Folder scratch;
const std::string& folder = scratch.path;

std::string file(const std::string& name, const std::string& content) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder + name, std::ios::binary) << content;
    return folder + name;
}

Values values_of(const std::string& name, const std::string& content, const Names& members = {}) {
    return shapley::read_coalition_file(file(name, content), members).take_values();
}
Values csv(const std::string& content, const Names& members = {}) {
    return values_of("c.csv", content, members);
}
Values json(const std::string& content, const Names& members = {}) {
    return values_of("c.json", content, members);
}

/// What a file is refused with, after its folder.
std::string refused(const std::string& name, const std::string& content,
                    const Names& members = {}) {
    const std::string message =
        test::refusal<files::DataError>([&] { values_of(name, content, members); });
    return message.starts_with(folder) ? message.substr(folder.size()) : message;
}

const Values three{0, 2, 4, 18, 5, 14, 9, 24};

TEST(coalition_file, csv_takes_the_separators_that_tools_write) {
    for (const std::string separator : {",", ";", "|", ", ", " ; ", " "})
        for (const auto& braces : {std::pair("", ""), std::pair("{", "}")}) {
            const auto of = [&](const std::string& names) {
                std::string text = names;
                for (auto at = text.find(','); at != std::string::npos;
                     at = text.find(',', at + separator.size()))
                    text.replace(at, 1, separator);
                return "\"" + (braces.first + text) + braces.second + "\"";
            };
            EXPECT_EQ(csv("coalition,value\n" + of("a") + ",2\n" + of("b") + ",4\n" + of("c") +
                          ",5\n" + of("a,b") + ",18\n" + of("c,a") + ",14\n" + of("b,c") + ",9\n" +
                          of("a,b,c") + ",24\n"),
                      three)
                << of("a,b");
        }
}

TEST(coalition_file, csv_of_other_programs_is_read_as_it_is_meant) {
    EXPECT_EQ(csv("\xEF\xBB\xBF"
                  "Coalition, Value\r\na,1\r\nb,2\r\n\"b,a\",5e0\r\n\r\n,\r\n\r\n"),
              (Values{0, 1, 2, 5}));
    EXPECT_EQ(csv("value,coalition\n1,a\n-2.5,b\n 5 ,\"a,b\""), (Values{0, 1, -2.5, 5}));
    EXPECT_EQ(csv("coalition,value\n{},0\na,1\n"), (Values{0, 1}));
    EXPECT_EQ(csv("coalition,value\n\"\",0\na,1\n"), (Values{0, 1}));
    // Names with blanks, where something else separates them, and where the members are known.
    EXPECT_EQ(csv("coalition,value\nNorth CERT,1\nb,2\nNorth CERT;b,5\n"), (Values{0, 1, 2, 5}));
    EXPECT_EQ(csv("coalition,value\nNorth CERT,3\n", {"North CERT"}), (Values{0, 3}));
}

TEST(coalition_file, members_come_in_the_order_of_the_file_unless_they_are_given) {
    const std::string content = "coalition,value\nb,2\na,1\n\"a,b\",5\n";
    EXPECT_EQ(shapley::read_coalition_file(file("c.csv", content), {}).members(),
              (Names{"b", "a"}));
    EXPECT_EQ(csv(content), (Values{0, 2, 1, 5}));
    EXPECT_EQ(csv(content, {"a", "b"}), (Values{0, 1, 2, 5}));
}

TEST(coalition_file, json_takes_texts_and_arrays_of_names) {
    EXPECT_EQ(json(R"({"a": 2, "b": 4, "c": 5, "a,b": 18, "a, c": 14, "{b,c}": 9, "c,b,a": 24})"),
              three);
    EXPECT_EQ(json("[{\"coalition\": [\"a\"], \"value\": 1},\n {\"value\": 2, \"coalition\": "
                   "\"b\"}, {\"coalition\": [\"b\", \"a\"], \"value\": 5.0},\n"
                   "{\"coalition\": [], \"value\": 0}]"),
              (Values{0, 1, 2, 5}));
    // Names one by one may hold anything.
    EXPECT_EQ(shapley::read_coalition_file(
                  file("c.json", R"([{"coalition": ["Smith, J; |"], "value": 1}])"), {})
                  .members(),
              (Names{"Smith, J; |"}));
}

TEST(coalition_file, csv_refusals_name_file_line_key_and_value) {
    const auto of = [](const std::string& rows, const Names& members = {}) {
        return refused("c.csv", "coalition,value\n" + rows, members);
    };
    EXPECT_EQ(of("a,1\nb,2\n"),
              "c.csv: coalition \"a, b\" is missing: v of every coalition of the 2 member(s); 1 is "
              "missing");
    EXPECT_EQ(of("\"a,b,c\",2\n"),
              "c.csv: coalition \"a\" is missing: v of every coalition of the 3 member(s); 6 are "
              "missing");
    EXPECT_EQ(of("a,1\nb,2\n\"a,b\",3\n\"b,a\",3\n"),
              "c.csv:5: coalition \"b,a\": this coalition is there twice");
    EXPECT_EQ(of("a,1\n\"a,a\",3\n"), "c.csv:3: coalition \"a,a\": a is there twice");
    EXPECT_EQ(of("a,1\nd,3\n", {"a", "b"}), "c.csv:3: coalition \"d\": there is no member \"d\"");
    EXPECT_EQ(of("{},3\n"), "c.csv:2: coalition \"\" = 3 is not allowed: 0, the value of nobody");
    EXPECT_EQ(of("\"a,\",3\n"),
              "c.csv:2: coalition \"a,\": a name is missing after the last comma");
    EXPECT_EQ(of(";a,3\n"),
              "c.csv:2: coalition \";a\": a name is missing before the first semicolon");
    EXPECT_EQ(of("a||b,3\n"), "c.csv:2: coalition \"a||b\": a name is missing between two bars");
    EXPECT_EQ(of("\"a,b;c\",3\n"),
              "c.csv:2: coalition \"a,b;c\": one separator of members is allowed in a table, not "
              "both , and ;; in JSON, arrays of names need none");
    for (const std::string value : {"nan", "inf", "-inf", "1e101"})
        EXPECT_TRUE(of("a," + value + "\n").starts_with("c.csv:2: coalition \"a\" = ")) << value;
    for (const std::string value : {"0x10", "", "five", "1e999", "1.5.2", "1_000", "--1"})
        EXPECT_EQ(of("\na," + value + "\n"),
                  "c.csv:3: coalition \"a\" = \"" + value +
                      "\" is not allowed: a decimal number, such as 1.5 or 2e6");
    EXPECT_EQ(of("a,\"1,5\"\n"),
              "c.csv:2: coalition \"a\" = \"1,5\" is not allowed: a decimal number, such as 1.5 or "
              "2e6");
    EXPECT_EQ(of("a,b,5\n"),
              "c.csv:2: fields = 3 is not allowed: 2, a coalition and its value; several members "
              "are one field in quotes: \"a,b\",5");
    EXPECT_EQ(of(""), "c.csv: coalitions = 0 is not allowed: every coalition of 1 member or more");
    EXPECT_EQ(of("a\xff\x1b[31m,1\n"),
              "c.csv:2: coalition \"a\\ufffd\\u001b[31m\": member = \"a\\ufffd\\u001b[31m\" is not "
              "allowed: UTF-8, "
              "not empty");
    // A long name is cut between two letters, never within one.
    std::string letters;
    std::string escapes;
    for (int i = 0; i < 40; ++i) letters += "\u00e9";
    for (int i = 0; i < 29; ++i) escapes += "\\u00e9";
    EXPECT_TRUE(
        of("a" + letters + ",1\n", {"b"}).ends_with("there is no member \"a" + escapes + "\"..."));
    std::string many;
    for (char c = 'a'; c <= 'u'; ++c) many += std::string(c == 'a' ? "" : ";") + c;
    EXPECT_TRUE(
        of(many + ",1\n")
            .ends_with(
                "members = 21 is not allowed: at most 20 in a table that names its coalitions"));
}

TEST(coalition_file, headers_that_are_none_are_refused) {
    EXPECT_EQ(refused("c.csv", ""),
              "c.csv:1: header = (empty) is not allowed: a first line that names the columns: "
              "coalition,value");
    EXPECT_EQ(refused("c.csv", "a,1\nb,2\n"),
              "c.csv:1: column = \"a\" is not allowed: a first line that names the columns: "
              "coalition,value");
    EXPECT_EQ(refused("c.csv", "coalition;value\na;1\n"),
              "c.csv:1: header = \"coalition;value\" is not allowed: commas between the columns, "
              "not semicolons");
    EXPECT_EQ(refused("c.csv", std::string("\xFF\xFE"
                                           "c\0o\0",
                                           6)),
              "c.csv:1: encoding = UTF-16 is not allowed: UTF-8");
    EXPECT_EQ(refused("c.csv", "coalition,coalition\n"),
              "c.csv:1: column = \"coalition\" is not allowed: each column once");
    EXPECT_EQ(refused("c.csv", "coalition\n"),
              "c.csv:1: columns = 1 is not allowed: a first line that names the columns: "
              "coalition,value");
}

TEST(coalition_file, json_refusals_name_file_line_key_and_value) {
    const auto of = [](const std::string& text, const Names& members = {}) {
        return refused("c.json", text, members);
    };
    EXPECT_EQ(of("{\"a\": 1,\n \"a\": 2}"),
              "c.json:2: coalition \"a\": this coalition is there twice");
    EXPECT_EQ(of("{\n\"a\": \"1\"}"), "c.json:2: coalition \"a\" = \"1\" is not allowed: a number");
    EXPECT_EQ(of("{\"a\": null}"), "c.json:1: coalition \"a\" = null is not allowed: a number");
    EXPECT_EQ(of("{\"a\": {}}"), "c.json:1: coalition \"a\" = an object is not allowed: a number");
    EXPECT_EQ(of("{\"a\": [1]}"), "c.json:1: coalition \"a\" = an array is not allowed: a number");
    EXPECT_EQ(of("[{\"coalition\": [1], \"value\": 1}]"),
              "c.json:1: coalition = 1 is not allowed: an array of names, which are texts");
    EXPECT_EQ(of("[{\"coalition\": 1, \"value\": 1}]"),
              "c.json:1: coalition = 1 is not allowed: an array of names, [\"a\", \"b\"], or one "
              "text, \"a,b\"");
    EXPECT_EQ(of("[{\"coalition\": \"a\", \"value\": true}]"),
              "c.json:1: value = true is not allowed: a number");
    EXPECT_EQ(of("[\n{\"coalition\": \"a\"}]"), "c.json:2: value is missing");
    EXPECT_EQ(of("[{\"value\": 1}]"), "c.json:1: coalition is missing");
    EXPECT_EQ(of("[{\"value\": 1, \"value\": 1}]"), "c.json:1: value is there twice");
    EXPECT_EQ(of("[{\"values\": 1}]"),
              "c.json:1: unknown key \"values\": allowed are coalition, value");
    EXPECT_EQ(of("[0, 1, 2, 5]"),
              "c.json:1: coalition = 0 is not allowed: an object, {\"coalition\": [\"a\", \"b\"], "
              "\"value\": 5}");
    EXPECT_EQ(of("7"),
              "c.json:1: table = 7 is not allowed: {\"a\": 1, \"a,b\": 5, ...} or "
              "[{\"coalition\": [\"a\", \"b\"], \"value\": 5}, ...]");
    EXPECT_EQ(of("{}"),
              "c.json: coalitions = 0 is not allowed: every coalition of 1 member or more");
    for (const std::string text : {"", "{\"a\": NaN}", "{\"a\": 1", "{\"a\": 0x10}", "{} {}",
                                   "{\"a\": 1e999}", "{\"a\": Infinity}"})
        EXPECT_TRUE(of(text).starts_with("c.json:1: this is not JSON: ")) << of(text);
    EXPECT_EQ(of("{\"\": 3}"),
              "c.json:1: coalition \"\" = 3 is not allowed: 0, the value of nobody");
    EXPECT_TRUE(of(std::string(100'000, '[')).starts_with("c.json:1: "));
}

TEST(coalition_file, text_is_never_read_as_doubles) {
    const auto message = [](const std::string& content) {
        file("v.f64", content);
        return test::refusal<files::DataError>([&] {
            shapley::parse_shapley(folder + "g.toml",
                                   "[game]\nkind = \"table\"\nfile = \"v.f64\"\n");
        });
    };
    for (const std::string text : {"coalition,value\na,1\nb,2\n\"a,b\",5\n", "0 1 2 5\n01234567",
                                   "0.0,1.0,2.0,3.50", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 = 1.00\n"})
        EXPECT_EQ(message(text),
                  folder +
                      "v.f64: text is not allowed: 2^n little-endian doubles; a text that "
                      "names its coalitions is read from a file whose name ends in .csv "
                      "(coalition,value) or .json");
    EXPECT_EQ(message(std::string("\0\0\0", 3)),
              folder +
                  "v.f64: 3 bytes is not allowed: 2^n doubles, one for each coalition of n "
                  "members");
}

TEST(coalition_file, order_is_binary_unless_said_and_said_only_where_it_matters) {
    const auto parse = [](const std::string& body) {
        return shapley::parse_shapley(folder + "g.toml", "[game]\nkind = \"table\"\n" + body);
    };
    const auto table = [](const shapley::ShapleySpecification& spec) {
        const auto values = spec.game->values(0, 3, {});
        return Values(values.begin(), values.end());
    };
    const std::string by_size = "values = [0, 2, 4, 5, 18, 14, 9, 24]\n";
    EXPECT_EQ(table(parse(by_size + "order = \"size\"\n")), three);
    EXPECT_EQ(parse(by_size).only_in_other_order, "monotone and superadditive");
    EXPECT_FALSE(parse(by_size + "order = \"size\"\n").only_in_other_order);
    const Values listed{0, 2, 4, 5, 18, 14, 9, 24};
    file("v.f64", std::string(reinterpret_cast<const char*>(listed.data()), 64));
    EXPECT_EQ(table(parse("file = \"v.f64\"\norder = \"size\"\n")), three);
    EXPECT_EQ(table(parse("file = \"v.f64\"\n")), listed);
    const auto refused = [&](const std::string& body) {
        return test::refusal<files::DataError>([&] { parse(body); });
    };
    EXPECT_EQ(refused(by_size + "order = \"bits\"\n"),
              folder + "g.toml:4: game.order = bits is not allowed: binary, size");
    EXPECT_EQ(refused("order = \"size\"\nvalues = [0, 1, 2, nan, 5, 6, 7, 8]\n"),
              folder + "g.toml:4: game.values 4 = nan is not allowed: -1e100 to 1e100");
    EXPECT_EQ(refused(by_size + "order = 3\n"),
              folder + "g.toml:4: game.order = 3 is not allowed: a string");
    EXPECT_EQ(refused("members = [\"a\"]\norder = \"size\"\ncoalitions = { a = 1 }\n"),
              folder +
                  "g.toml:4: game.order has no effect with game.coalitions, which names its "
                  "coalitions");
    file("c.csv", "coalition,value\na,1\n");
    EXPECT_EQ(refused("file = \"c.csv\"\norder = \"size\"\n"),
              folder +
                  "g.toml:4: game.order has no effect with game.file = \"c.csv\", which names "
                  "its coalitions");
    EXPECT_EQ(parse("file = \"c.csv\"\n").members, Names{"a"});
    file("C.CSV", "coalition,value\nb,1\n");
    EXPECT_EQ(parse("file = \"C.CSV\"\n").members, Names{"b"});
}

TEST(coalition_file, is_no_specification) {
    const auto message = [](const std::string& name, const std::string& text) {
        return test::refusal<files::DataError>([&] { shapley::parse_shapley(name, text); });
    };
    const std::string wanted =
        " is not allowed: a GAME.toml, in which a table is named by [game] kind = \"table\", file "
        "= ";
    EXPECT_EQ(message("x/c.csv", "coalition,value\na,1\n"), "x/c.csv" + wanted + "\"c.csv\"");
    EXPECT_EQ(message("c.json", "{\"a\": 1}"), "c.json" + wanted + "\"c.json\"");
    EXPECT_EQ(message("c.JSON", "[]"), "c.JSON" + wanted + "\"c.JSON\"");
    EXPECT_EQ(message("c.csv", ""), "c.csv" + wanted + "\"c.csv\"");
}

}  // namespace
