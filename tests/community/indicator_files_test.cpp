#include "essmap/community/indicator_files.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "../refusal.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/text/quantities.hpp"

namespace {

using namespace essmap;
using namespace essmap::community;
using community::IndicatorReports;

const std::string examples = ESSMAP_TEST_DATA "/../../examples/";
const std::vector<std::string> bundles{examples + "stix/northwind.json",
                                       examples + "stix/harbor.json",
                                       examples + "stix/alder-bank.json"};

/// A file that is gone at the end. Its path, and no other, ends in `name`.
class Scratch {
public:
    Scratch(const std::string& name, std::string_view content) {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fmt::format("{}essmap_{}_{}", testing::TempDir(), test->name(), ::getpid());
        std::filesystem::create_directories(folder_);
        path_ = fmt::format("{}/{}", folder_, name);
        std::ofstream(path_, std::ios::binary) << content;
    }
    ~Scratch() { std::filesystem::remove_all(folder_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string folder_, path_;
};

IndicatorReports csv(std::string_view content) {
    const Scratch file("t.csv", content);
    return community::read_indicator_csv(file.path());
}
IndicatorReports stix(std::string_view content) {
    const Scratch file("acme.json", content);
    return community::read_stix_bundles(std::vector{file.path()});
}
/// What follows the folder in the refusal of a file.
template <class Read>
std::string refused(Read read, std::string_view content) {
    const std::string message = test::refusal<files::DataError>([&] { read(content); });
    const auto name = message.find("acme.json") != std::string::npos ? message.find("acme.json")
                                                                     : message.find("t.csv");
    return name == std::string::npos ? message : message.substr(name);
}
std::string refused_csv(std::string_view content) { return refused(csv, content); }
std::string refused_stix(std::string_view content) { return refused(stix, content); }

void expect_same(const IndicatorReports& found, const IndicatorReports& expected) {
    EXPECT_EQ(found.members, expected.members);
    EXPECT_EQ(found.indicators, expected.indicators);
    ASSERT_EQ(found.reports.size(), expected.reports.size());
    for (std::size_t i = 0; i < found.reports.size(); ++i) {
        EXPECT_EQ(found.reports[i].member, expected.reports[i].member) << i;
        EXPECT_EQ(found.reports[i].indicator, expected.reports[i].indicator) << i;
        EXPECT_EQ(found.reports[i].seen_day, expected.reports[i].seen_day) << i;
        EXPECT_EQ(found.reports[i].until_day, expected.reports[i].until_day) << i;
        EXPECT_EQ(found.reports[i].confidence, expected.reports[i].confidence) << i;
        EXPECT_EQ(found.reports[i].worth, expected.reports[i].worth) << i;
    }
}

TEST(indicator_files, the_examples_say_the_same_in_both_formats) {
    const auto table = community::read_indicator_csv(examples + "indicators.csv");
    expect_same(community::read_stix_bundles(bundles), table);
    EXPECT_EQ(table.members,
              (std::vector<std::string>{"Northwind CERT", "Harbor ISAC", "alder-bank"}));
    EXPECT_EQ(table.indicators.size(), 7U);
    ASSERT_EQ(table.reports.size(), 12U);
    EXPECT_EQ(table.indicators[1],
              "[domain-name:value='iuqerfsodp9ifjaposdfjhgosurijfaewrwergwea.com']");
    // 17298 days to 2017-05-12.
    EXPECT_NEAR(table.reports[0].seen_day, 17298 + (10 * 60 + 24) / 1440.0, 1e-9);
    EXPECT_EQ(table.reports[1].until_day, 18628);  // 2021-01-01
    EXPECT_EQ(community::value_reports(table).size(), 12U);
    community::IndicatorValuation later;
    later.as_of_day = 18628;
    EXPECT_EQ(community::value_reports(table, later).size(), 11U);
}

TEST(indicator_csv, columns_come_in_any_order_and_the_last_three_may_be_empty) {
    expect_same(csv("\xEF\xBB\xBFseen,worth,indicator,confidence,member,until\r\n"
                    "1970-01-02,2.5,198.51.100.7,50,ann,1970-01-05\r\n"
                    "1970-01-03T12:00:00Z,,198.51.100.7,,bob,\r\n"),
                {{"ann", "bob"}, {"198.51.100.7"}, {{0, 0, 1, 50, 2.5, 4}, {1, 0, 2.5}}});
    expect_same(csv("member,indicator,seen\nann,x,1970-01-01"), {{"ann"}, {"x"}, {{0, 0, 0}}});
}

TEST(indicator_csv, quotes_are_those_of_rfc_4180) {
    const auto found =
        csv("member,\"indicator\",seen\n\"a,b\",\"say \"\"x\"\"\",\"1970-01-01\"\r\n"
            "Zo\xC3\xAB,[a:b  =\t'c'],1970-01-01\nZo\xC3\xAB,\"[ a:b =\r\n'c' ]\",1970-01-02\n");
    expect_same(
        found,
        {{"a,b", "Zo\xC3\xAB"}, {"say \"x\"", "[a:b='c']"}, {{0, 0, 0}, {1, 1, 0}, {1, 1, 1}}});
}

TEST(indicator_csv, names_hold_any_character) {
    const std::string head = "member,indicator,seen\n";
    const auto one = [&](const std::string& name) {
        return csv(head + name + ",x,2017-05-12\n").members.at(0);
    };
    EXPECT_EQ(one("a\x01"), "a\x01");
    EXPECT_EQ(one("a\x7F"), "a\x7F");
    EXPECT_EQ(one("\"a\nb\""), "a\nb");
    EXPECT_EQ(one("`id`$x"), "`id`$x");
}

TEST(indicator_csv, every_bad_row_is_refused_with_its_line) {
    const std::string head = "member,indicator,seen,until,confidence,worth\n";
    const auto row = [&](const std::string& text) {
        return refused_csv(head + "ann,x,2017-05-12,,,\n" + text);
    };
    const std::string names = " is not allowed: UTF-8, not empty";
    const std::string times =
        " is not allowed: a date, 2017-05-12, or a time, 2017-05-12T07:44:00Z";
    EXPECT_EQ(row(",x,2017-05-12,,,\n"), "t.csv:3: member = \"\"" + names);
    EXPECT_EQ(row("a\xFF,x,2017-05-12,,,\n"), "t.csv:3: member = \"a\\ufffd\"" + names);
    EXPECT_EQ(row("ann,,2017-05-12,,,\n"), "t.csv:3: indicator = \"\"" + names);
    EXPECT_EQ(row("ann,x,12.5.2017,,,\n"), "t.csv:3: seen = \"12.5.2017\"" + times);
    EXPECT_EQ(row("ann,x,,,,\n"), "t.csv:3: seen = \"\"" + times);
    EXPECT_EQ(row("ann,x,2017-05-12,soon,,\n"), "t.csv:3: until = \"soon\"" + times);
    for (const char* until : {"2017-05-11", "2017-05-12"})
        EXPECT_EQ(row(fmt::format("ann,x,2017-05-12,{},,\n", until)),
                  fmt::format("t.csv:3: until = \"{}\" is not allowed: later than seen", until));
    for (const char* confidence : {"101", "-1", "nan", "inf", "1e999", "50%", " 50", "0x10"})
        EXPECT_EQ(row(fmt::format("ann,x,2017-05-12,,{},\n", confidence)),
                  fmt::format("t.csv:3: confidence = \"{}\" is not allowed: a number from 0 to 100",
                              confidence));
    EXPECT_EQ(row("ann,x,2017-05-12,,,1e101\n"),
              "t.csv:3: worth = \"1e101\" is not allowed: a number from 0 to 1e+100");
    EXPECT_EQ(row("ann,x\n"), "t.csv:3: fields = 2 is not allowed: 6 as in the header");
    EXPECT_EQ(row("\n"), "t.csv:3: fields = 1 is not allowed: 6 as in the header");
    EXPECT_EQ(row("\"a\n\nb\",x,soon,,,\n").substr(0, 8), "t.csv:3:");
    EXPECT_EQ(refused_csv(head + "ann,\"[a\n='b']\",2017-05-12,,,\nann,x,,,,\n").substr(0, 8),
              "t.csv:4:");
    const std::string quotes = " is not allowed: quotes around all of a field, and in it doubled";
    EXPECT_EQ(row("a\"b\",x,2017-05-12,,,\n"), "t.csv:3: field = \"a\\\"\"" + quotes);
    EXPECT_EQ(row("\"ab\"c,x,2017-05-12,,,\n"), "t.csv:3: field = \"abc\"" + quotes);
    EXPECT_EQ(row("\"ab"), "t.csv:3: field = \"ab\" is not allowed: a closing quote");
    EXPECT_EQ(row('"' + std::string(70000, 'a')),
              "t.csv:3: field = \"" + std::string(60, 'a') +
                  "\"... is not allowed: at most 65536 bytes; is a quote left open?");
    EXPECT_EQ(row(std::string(100000, ',')),
              "t.csv:3: fields = more than 64 is not allowed: as many as in the header");
}

TEST(indicator_csv, a_header_that_is_not_one_is_refused) {
    const std::string columns =
        "a line that names the columns member, indicator, seen, until, confidence, worth";
    EXPECT_EQ(refused_csv(""), "t.csv:1: header = (empty) is not allowed: " + columns);
    EXPECT_EQ(refused_csv("member,indicator,seen,confidance\n"),
              "t.csv:1: column = \"confidance\" is not allowed: " + columns);
    EXPECT_EQ(refused_csv("member,indicator,seen,seen\n"),
              "t.csv:1: column = \"seen\" is not allowed: one of a name");
    EXPECT_EQ(refused_csv("member,seen\n"),
              "t.csv:1: column = (missing) is not allowed: with indicator");
    EXPECT_EQ(refused_csv("member,indicator,seen\n"),
              "t.csv:2: reports = 0 is not allowed: at least 1");
    EXPECT_NE(test::refusal<files::IoError>([] {
                  community::read_indicator_csv("/nowhere/t.csv");
              }).find("cannot read /nowhere/t.csv: No such file"),
              std::string::npos);
    EXPECT_EQ(test::refusal<files::IoError>([] { community::read_indicator_csv("/"); }),
              "cannot read /: Is a directory");
}

// Parts of bundles.
const std::string uuid = "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
std::string bundle(const std::string& objects) {
    return R"({"type":"bundle","id":"bundle)" + uuid + R"(","objects":[)" + objects + "]}";
}
std::string object(const std::string& type, const std::string& id, const std::string& more,
                   const std::string& modified = "2017-05-12T00:00:00Z") {
    return fmt::format(
        R"({{"type":"{}","spec_version":"2.1","id":"{}--8e2e2d2b-17d4-4cbf-938f-98ee46b3c{}",)"
        R"("created":"2017-05-12T00:00:00Z","modified":"{}"{}}})",
        type, type, id, modified, more);
}
std::string identity(const std::string& id, const std::string& name) {
    return object("identity", id, R"(,"name":")" + name + '"');
}
const std::string valid = R"(,"pattern":"[a:b='c']","pattern_type":"stix",)"
                          R"("valid_from":"1970-01-02T00:00:00Z")";
std::string by(const std::string& id) {
    return R"(,"created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3c)" + id + '"';
}
std::string indicator(const std::string& more = "") {
    return object("indicator", "001", valid + more);
}

TEST(stix_bundles, members_are_those_that_created_the_indicators) {
    const Scratch first(
        "acme.json", bundle(indicator(by("001")) + ',' + object("indicator", "002", valid) + ',' +
                            object("indicator", "003", valid + by("002"))));
    const std::string other = first.path() + ".2";
    std::ofstream(other) << bundle(identity("001", "Zo\\u00eb") + ',' + identity("003", "none"));
    expect_same(community::read_stix_bundles(std::vector{first.path(), other}),
                {{"Zo\xC3\xAB", "acme", "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3c002"},
                 {"[a:b='c']"},
                 {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}});
}

TEST(stix_bundles, two_members_of_one_name_are_refused) {
    EXPECT_EQ(
        test::refusal<files::DataError>([] {
            stix(bundle(indicator(by("001")) + ',' + object("indicator", "002", valid + by("002")) +
                        ',' + identity("001", "ann") + ',' + identity("002", "ann")));
        }),
        "\"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3c002\": member = \"ann\" is not "
        "allowed: \"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001\" has that name");
}

TEST(stix_bundles, the_latest_version_counts_and_not_where_it_is_revoked) {
    const auto version = [](const std::string& id, const std::string& modified,
                            const std::string& more) {
        return object("indicator", id, valid + more, modified);
    };
    const auto found =
        stix(bundle(version("001", "2019-01-01T00:00:00Z", R"(,"confidence":20)") + ',' +
                    version("001", "2018-01-01T00:00:00Z", R"(,"confidence":10)") + ',' +
                    version("001", "2019-01-01T00:00:00Z", R"(,"confidence":30)") + ',' +
                    version("002", "2018-01-01T00:00:00Z", R"(,"confidence":50)") + ',' +
                    version("002", "2018-01-02T00:00:00Z", R"(,"revoked":true)") + ',' +
                    version("003", "2018-01-02T00:00:00Z", R"(,"revoked":true)") + ',' +
                    version("003", "2018-01-03T00:00:00Z", R"(,"revoked":false,"confidence":70)") +
                    ',' + version("101", "2018-01-01T00:00:00Z", R"(,"confidence":90)")));
    ASSERT_EQ(found.reports.size(), 3U);
    EXPECT_EQ(found.reports[0].confidence, 20);
    EXPECT_EQ(found.reports[1].confidence, 70);
    EXPECT_EQ(found.reports[2].confidence, 90);
}

TEST(stix_bundles, what_is_no_indicator_is_passed_over) {
    const auto found = stix(bundle(
        R"({"type":"malware","name":7,"id":[{"type":"indicator"}],"name":null},)"
        R"({"x":{"y":[[{"type":"indicator","id":"z"}],1e3,null,true]},"type":"x-a"},)" +
        indicator(R"(,"extensions":{"a":{"pattern":"b","objects":[1]}},"labels":["type","id"],)"
                  R"("valid_until":"1970-01-03T00:00:00.5Z","confidence":0)")));
    ASSERT_EQ(found.reports.size(), 1U);
    EXPECT_EQ(found.reports[0].confidence, 0);
    EXPECT_NEAR(found.reports[0].until_day, 2 + 0.5 / 86400, 1e-12);
    // Even of the bundle.
    EXPECT_EQ(stix(R"({"objects":[)" + indicator() + R"(],"x":{"objects":3},"id":"bundle)" + uuid +
                   R"(","spec_version":"2.0","type":"bundle"})")
                  .reports.size(),
              1U);
}

TEST(stix_bundles, what_breaks_the_standard_is_refused) {
    const std::string id = "\"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001\": ";
    const auto without = [](const std::string& key) {
        std::string text = indicator();
        const auto at = text.find('"' + key + '"');
        return refused_stix(bundle(text.replace(at, key.size() + 2, R"("x")")));
    };
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = indicator();
        return refused_stix(bundle(text.replace(text.find(from), from.size(), to)));
    };
    EXPECT_EQ(without("pattern"), "acme.json: " + id + "pattern is missing");
    EXPECT_EQ(without("pattern_type"), "acme.json: " + id + "pattern_type is missing");
    EXPECT_EQ(without("valid_from"), "acme.json: " + id + "valid_from is missing");
    EXPECT_EQ(without("created"), "acme.json: " + id + "created is missing");
    EXPECT_EQ(without("modified"), "acme.json: " + id + "modified is missing");
    EXPECT_EQ(without("spec_version"), "acme.json: " + id + "spec_version is missing: \"2.1\"");
    EXPECT_EQ(without("id"), "acme.json: id is missing");
    EXPECT_EQ(without("type"), "acme.json: " + id + "type is missing");
    EXPECT_EQ(with("\"2.1\"", "\"2.0\""),
              "acme.json: " + id + "spec_version = \"2.0\" is not allowed: \"2.1\"");
    const std::string time = " is not allowed: a time in UTC, 2017-05-12T07:44:00.000Z";
    EXPECT_EQ(with("1970-01-02T00:00:00Z", "1970-01-02"),
              "acme.json: " + id + "valid_from = \"1970-01-02\"" + time);
    EXPECT_EQ(with("1970-01-02T00:00:00Z", "1970-01-02T00:00:00+00:00"),
              "acme.json: " + id + "valid_from = \"1970-01-02T00:00:00+00:00\"" + time);
    EXPECT_EQ(with(R"("1970-01-02T00:00:00Z")", "86400"),
              "acme.json: " + id + "valid_from = 86400 is not allowed: a string");
    EXPECT_EQ(with(R"("[a:b='c']")", R"(["[a:b='c']"])"),
              "acme.json: " + id + "pattern = an array is not allowed: a string");
    EXPECT_EQ(with(R"([a:b='c'])", "  "),
              "acme.json: " + id + "pattern = \"\" is not allowed: UTF-8, not empty");
    const std::string uuids = " is not allowed: indicator--UUID, such as indicator" + uuid;
    for (const std::string wrong :
         {"indicator--7", "indicator--ze2e2d2b-17d4-4cbf-938f-98ee46b3c001",
          "indicator--8e2e2d2b017d4-4cbf-938f-98ee46b3c001",
          "indicator--8e2e2d2-b17d4-4cbf-938f-98ee46b3c001",
          "identity--08e2e2d2b-17d4-4cbf-938f-98ee46b3c00"})
        EXPECT_EQ(with("indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001", wrong),
                  fmt::format("acme.json: \"{}\": id = \"{}\"", wrong, wrong) + uuids);
}

TEST(stix_bundles, values_outside_the_standard_are_refused) {
    const std::string id = "\"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001\": ";
    const auto more = [&](const std::string& text) {
        const std::string message = refused_stix(bundle(indicator(text)));
        return message.starts_with("acme.json: " + id) ? message.substr(11 + id.size()) : message;
    };
    const std::string whole = " is not allowed: a whole number from 0 to 100";
    EXPECT_EQ(more(R"(,"confidence":101)"), "confidence = 101" + whole);
    EXPECT_EQ(more(R"(,"confidence":-1)"), "confidence = -1" + whole);
    EXPECT_EQ(more(R"(,"confidence":99999999999999999999999)"), "confidence = 1e+23" + whole);
    EXPECT_EQ(more(R"(,"confidence":50.5)"), "confidence = 50.5" + whole);
    EXPECT_EQ(more(R"(,"confidence":"high")"), "confidence = \"high\"" + whole);
    EXPECT_EQ(more(R"(,"confidence":null)"), "confidence = null" + whole);
    EXPECT_EQ(more(R"(,"revoked":"false")"), "revoked = \"false\" is not allowed: true or false");
    EXPECT_EQ(more(R"(,"valid_until":"1970-01-02T00:00:00Z")"),
              "valid_until = \"1970-01-02T00:00:00Z\" is not allowed: later than valid_from");
    EXPECT_EQ(more(R"(,"created_by_ref":"ann")").substr(0, 54),
              "created_by_ref = \"ann\" is not allowed: identity--UUID,");
    EXPECT_EQ(more(R"(,"pattern":"[x]")"), "pattern = (given twice) is not allowed: once");
    EXPECT_EQ(more(",\"x\":\"" + std::string(1, '\x01') + "\"").substr(0, 15), "acme.json: byte");
    EXPECT_EQ(refused_stix(bundle(identity("001", ""))),
              "acme.json: \"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001\": name = "
              "\"\" is not allowed: UTF-8, not empty");
}

TEST(stix_bundles, what_is_no_bundle_is_refused) {
    EXPECT_EQ(refused_stix("[]"), "acme.json: it holds no JSON object, so no STIX bundle");
    EXPECT_EQ(refused_stix("[{\"objects\":[1]}]"),
              "acme.json: it holds no JSON object, so no STIX bundle");
    EXPECT_EQ(refused_stix("3"), "acme.json: it holds no JSON object, so no STIX bundle");
    EXPECT_EQ(refused_stix("{}"), "acme.json: type is missing: \"bundle\"");
    EXPECT_EQ(refused_stix(indicator()).substr(0, 74),
              "acme.json: \"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3c001\": type = \"indi");
    EXPECT_EQ(refused_stix(R"({"type":"bundle","objects":[]})"), "acme.json: id is missing");
    EXPECT_EQ(refused_stix(bundle("")),
              "acme.json: indicators = 0 is not allowed: at least 1 that is not revoked");
    EXPECT_EQ(
        refused_stix(bundle("7")),
        "acme.json: \"bundle" + uuid + "\": objects = \"7\" is not allowed: an array of objects");
    for (const char* objects : {"{}", "null", "\"x\"", "[[]]", "[[{}]]", "[{},true]"})
        EXPECT_NE(refused_stix(fmt::format(R"({{"type":"bundle","objects":{}}})", objects))
                      .find(objects[0] == '[' && objects[1] == '{' ? "type is missing"
                                                                   : "an array of objects"),
                  std::string::npos)
            << objects;
    EXPECT_EQ(refused_stix(R"({"objects":[],"objects":[]})"),
              "acme.json: objects = (given twice) is not allowed: once");
    EXPECT_EQ(refused_stix(R"({"type":"bundle","type":"bundle"})"),
              "acme.json: type = (given twice) is not allowed: once");
    EXPECT_EQ(test::refusal<files::IoError>(
                  [] { community::read_stix_bundles(std::vector<std::string>{"/"}); }),
              "cannot read /: Is a directory");
    EXPECT_NE(test::refusal<files::DataError>([] {
                  community::read_stix_bundles({});
              }).find("indicators = 0"),
              std::string::npos);
}

TEST(stix_bundles, what_is_no_json_is_refused_with_its_place) {
    EXPECT_EQ(refused_stix("").substr(0, 52),
              "acme.json: byte 1: not JSON: unexpected end of input");
    EXPECT_EQ(refused_stix("{\"a\":tru}"), "acme.json: byte 9: not JSON: invalid literal");
    EXPECT_EQ(refused_stix(bundle(indicator()) + "x").substr(0, 15), "acme.json: byte");
    EXPECT_NE(refused_stix("{\"a\":\"\xFF\xFE\"}").find("ill-formed UTF-8"), std::string::npos);
    EXPECT_NE(refused_stix(bundle(indicator(R"(,"confidence":1e999)"))).find("not JSON"),
              std::string::npos);
    // A string of any length, or what looks like one, is not repeated.
    EXPECT_LT(refused_stix("{\"a\":\"" + std::string(100000, 'x')).size(), 300U);
    EXPECT_LT(refused_stix("{\"a\":" + std::string(100000, '9') + "}").size(), 300U);
}

TEST(stix_bundles, nesting_of_any_depth_is_read) {
    constexpr std::size_t depth = 1000000;
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(stix(bundle(indicator(",\"x\":" + deep))).reports.size(), 1U);
    EXPECT_NE(refused_stix(std::string(depth, '[')).find("not JSON"), std::string::npos);
    std::string objects;
    for (std::size_t i = 0; i < depth / 10; ++i) objects += "{\"type\":";
    EXPECT_NE(refused_stix(objects).find("not JSON"), std::string::npos);
}

TEST(stix_bundles, any_damage_is_read_or_refused) {
    const std::string whole = bundle(indicator(R"(,"revoked":false,"confidence":50)" + by("001")) +
                                     ',' + identity("001", "ann"));
    std::mt19937_64 random(1);
    std::size_t refusals = 0;
    const std::string alphabet = "{}[]\",:0e-\\u\xFF tn";
    constexpr std::size_t tries = 500;
    for (std::size_t i = 0; i < tries; ++i) {
        std::string text = whole;
        for (int hits = 1 + static_cast<int>(random() % 3); hits > 0; --hits) {
            const std::size_t at = random() % text.size();
            if (random() % 2 == 0)
                text[at] = alphabet[random() % alphabet.size()];
            else
                text.erase(at, 1 + random() % 20);
        }
        try {
            stix(text);
        } catch (const files::DataError&) {
            ++refusals;
        }
    }
    EXPECT_GT(refusals, tries / 2);
    EXPECT_LT(refusals, tries);
}

TEST(normalised_pattern, white_space_stays_where_it_parts_words_or_stands_in_quotes) {
    EXPECT_EQ(community::normalised_pattern(" [ file:hashes.'SHA-256'  =\t'ab' ]\n"),
              "[file:hashes.'SHA-256'='ab']");
    EXPECT_EQ(
        community::normalised_pattern("[a:b='x  y']\r\n  FOLLOWEDBY   [c:d IN ( 'e' , 'f' )]"),
        "[a:b='x  y']FOLLOWEDBY[c:d IN('e','f')]");
    EXPECT_EQ(
        community::normalised_pattern(R"([a:b = 'it\'s  here' AND  c:d = 'x\\' OR  e:f='g'])"),
        R"([a:b='it\'s  here' AND c:d='x\\' OR e:f='g'])");
    EXPECT_EQ(community::normalised_pattern(R"(rule  r { strings: $a = "p  'q" })"),
              R"(rule r { strings: $a="p  'q" })");
    EXPECT_EQ(community::normalised_pattern("'open  "), "'open  ");
    EXPECT_EQ(community::normalised_pattern("  "), "");
    EXPECT_EQ(community::normalised_pattern("'\\"), "'\\");
}

}  // namespace
