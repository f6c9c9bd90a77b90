#include "coalition_game_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "essmap/maps/digest.hpp"
#include "essmap/maps/errors.hpp"
#include "essmap/maps/file.hpp"
#include "essmap/maps/whole_file.hpp"
#include "essmap/solver/glove_game.hpp"
#include "essmap/solver/shapley_enumeration.hpp"
#include "essmap/solver/sum_game.hpp"
#include "essmap/solver/table_game.hpp"
#include "essmap/solver/union_game.hpp"
#include "names.hpp"
#include "shared_indicators_reader.hpp"

namespace essmap::sweep {

namespace {

using model::InvalidValue;
using solver::Coalition;

constexpr std::size_t most_listed = 20;  ///< members of a table written out in the specification

/// Reads the keys of one kind of game.
class GameReader {
public:
    GameReader(const TomlReader& reader, const toml::table& table, ShapleySpecification& result)
        : reader_(reader), table_(table), result_(result) {}

    void read() {
        result_.kind = reader_.string(needed("kind", kinds_allowed()), "game.kind");
        const auto found = readers().find(result_.kind);
        if (found == readers().end())
            reader_.refuse(*table_.get("kind"), "game.kind", kinds_allowed());
        try {
            (this->*found->second)();
        } catch (const InvalidValue& error) {
            refused(error.what());
        }
        if (result_.members.empty()) result_.members = names(result_.game->size());
        if (result_.members.size() != result_.game->size())
            reader_.fail(*table_.get("members"),
                         fmt::format("game.members = {} names is not allowed: one for each of the "
                                     "{} members",
                                     result_.members.size(), result_.game->size()));
        std::ostringstream text;
        text << toml::toml_formatter(table_, toml::format_flags::none);
        result_.identity = text.str() + "\n" + files_;
    }

private:
    using Read = void (GameReader::*)();
    static const std::map<std::string, Read>& readers() {
        static const std::map<std::string, Read> all{
            {"airport", &GameReader::airport},       {"glove", &GameReader::glove},
            {"indicators", &GameReader::indicators}, {"sum", &GameReader::sum},
            {"table", &GameReader::table},           {"voting", &GameReader::voting}};
        return all;
    }
    static std::string kinds_allowed() {
        return "airport, glove, indicators, sum, table or voting";
    }

    /// What the game refuses, at the key that it names.
    [[noreturn]] void refused(const std::string& why) {
        for (const auto& [key, node] : table_)
            if (why.starts_with(key.str())) reader_.fail(node, "game." + why);
        reader_.fail(table_, "game: " + why);
    }
    const toml::node& needed(const std::string& key, const std::string& what) {
        const toml::node* node = table_.get(key);
        if (node == nullptr) reader_.missing("game." + key, what);
        return *node;
    }
    void only(std::vector<std::string_view> keys) {
        keys.insert(keys.begin(), {"kind", "members"});
        reader_.only(table_, "game.", keys);
        if (const auto* node = table_.get("members")) read_members(*node);
    }
    void read_members(const toml::node& node) {
        const auto* array = node.as_array();
        if (array == nullptr) reader_.refuse(node, "game.members", "an array of names");
        if (array->empty()) reader_.refuse(node, "game.members", "a name for each member");
        std::set<std::string> seen;
        for (const auto& element : *array) {
            result_.members.push_back(reader_.string(element, "game.members"));
            reader_.at(element, "game.", [&] { validate_name("members", result_.members.back()); });
            if (!seen.insert(result_.members.back()).second)
                reader_.refuse(element, "game.members", "different names");
        }
    }
    static std::vector<std::string> names(std::size_t count) {
        std::vector<std::string> result;
        result.reserve(count);
        for (std::size_t i = 0; i < count; ++i) result.push_back(std::to_string(i + 1));
        return result;
    }
    std::vector<double> numbers(const std::string& key, const std::string& what) {
        return reader_.numbers(needed(key, what), "game." + key);
    }
    double number(const std::string& key, const std::string& what) {
        return reader_.number(needed(key, what), "game." + key);
    }

    void airport() {
        only({"costs"});
        const auto costs = numbers("costs", "what a runway long enough for each member costs");
        solver::require_amounts("costs", costs);
        std::vector<solver::Holding> holdings;
        holdings.reserve(costs.size());
        for (std::size_t i = 0; i < costs.size(); ++i)
            holdings.push_back({static_cast<std::uint32_t>(i), 0, costs[i]});
        result_.game = std::make_unique<solver::UnionGame>(costs.size(), 1, holdings, true);
    }
    void glove() {
        only({"left", "right"});
        const auto count = [&](const char* key) {
            return reader_.integer(needed(key, "how many members have such a glove"),
                                   std::string("game.") + key);
        };
        result_.game = std::make_unique<solver::GloveGame>(count("left"), count("right"));
    }
    void voting() {
        only({"weights", "quota"});
        result_.game = std::make_unique<solver::SumGame>(
            numbers("weights", "of the members' votes"), solver::SumFunction::quota,
            number("quota", "the weight that decides"));
    }
    void sum() {
        only({"contributions", "function", "exponent", "cap"});
        const auto& node = needed("function", "f of v(S) = f(sum of contributions)");
        const auto function = solver::sum_function_by_name(reader_.string(node, "game.function"));
        double parameter = 0.0;
        const auto parameter_of = [&](const char* key, solver::SumFunction owner) {
            if (function == owner)
                parameter = number(key, "the function has it");
            else if (const auto* other = table_.get(key))
                reader_.fail(*other, fmt::format("game.{} belongs to another function", key));
        };
        parameter_of("exponent", solver::SumFunction::power);
        parameter_of("cap", solver::SumFunction::capped);
        result_.game = std::make_unique<solver::SumGame>(
            numbers("contributions", "what each member brings"), function, parameter);
    }
    void table() {
        only({"values", "coalitions", "file"});
        const auto given = [&](const char* key) { return table_.contains(key) ? 1 : 0; };
        if (given("values") + given("coalitions") + given("file") != 1)
            reader_.fail(table_, "game must have exactly one of values, coalitions and file");
        if (table_.contains("values"))
            result_.game = std::make_unique<solver::TableGame>(numbers("values", ""));
        else if (table_.contains("file"))
            table_file(reader_.string(*table_.get("file"), "game.file"));
        else
            coalitions();
    }
    /// v by the names of who is in it: "ana, ben" = 18. All of them.
    void coalitions() {
        const auto* listed = reader_.table(table_, "coalitions", "game.");
        if (result_.members.empty()) reader_.missing("game.members", "the names in coalitions");
        const std::size_t n = result_.members.size();
        if (n > most_listed)
            reader_.fail(*listed, fmt::format("game.members = {} names is not allowed: at most {} "
                                              "with coalitions; more in a file",
                                              n, most_listed));
        for (const std::string& name : result_.members)
            if (name.find(',') != std::string::npos || name.front() == ' ' || name.back() == ' ')
                reader_.refuse(*table_.get("members"), "game.members",
                               fmt::format("with coalitions, names without commas and without "
                                           "blanks at their ends, unlike {}",
                                           shown_text(name)));
        std::vector<double> values(std::size_t{1} << n);
        std::vector<bool> given(values.size());
        given[0] = true;
        for (const auto& [text, node] : TomlReader::as_written(*listed)) {
            const std::string key = fmt::format("game.coalitions.\"{}\"", text);
            const Coalition who = coalition(*node, text);
            if (given[who]) reader_.fail(*node, key + ": this coalition is there twice");
            given[who] = true;
            values[who] = reader_.number(*node, key);
            if (!(std::abs(values[who]) <= 1e100)) reader_.refuse(*node, key, "-1e100 to 1e100");
        }
        for (Coalition who = 1; who < values.size(); ++who)
            if (!given[who])
                reader_.missing(fmt::format("game.coalitions.\"{}\"", told(who)),
                                "v of every coalition");
        result_.game = std::make_unique<solver::TableGame>(std::move(values));
    }
    Coalition coalition(const toml::node& node, const std::string& text) {
        Coalition who = 0;
        std::istringstream parts(text);
        for (std::string part; std::getline(parts, part, ',');) {
            const auto begin = part.find_first_not_of(' ');
            const auto end = part.find_last_not_of(' ');
            const std::string name =
                begin == std::string::npos ? "" : part.substr(begin, end - begin + 1);
            const auto found = std::ranges::find(result_.members, name);
            if (found == result_.members.end())
                reader_.fail(node, fmt::format("game.coalitions.\"{}\": there is no member \"{}\"",
                                               text, name));
            const Coalition one = Coalition{1} << (found - result_.members.begin());
            if ((who & one) != 0)
                reader_.fail(node,
                             fmt::format("game.coalitions.\"{}\": {} is there twice", text, name));
            who |= one;
        }
        if (text.ends_with(','))
            reader_.fail(
                node, fmt::format("game.coalitions.\"{}\": who comes after the last comma?", text));
        if (who == 0) reader_.fail(node, "game.coalitions.\"\": nobody's value is 0");
        return who;
    }
    std::string told(Coalition who) {
        std::string text;
        for (std::size_t i = 0; i < result_.members.size(); ++i)
            if ((who >> i & 1U) != 0) text += (text.empty() ? "" : ", ") + result_.members[i];
        return text;
    }
    /// 2^n little-endian doubles, mapped: ranks of a machine share its pages.
    void table_file(const std::string& name) {
        static_assert(std::endian::native == std::endian::little);
        namespace ipc = boost::interprocess;
        const std::string path = beside(result_.name, name);
        maps::note_input(path);
        const auto bytes = maps::File(path, O_RDONLY).size();
        const std::size_t count = bytes / sizeof(double);
        if (bytes % sizeof(double) != 0 || count < 2 || !std::has_single_bit(count) ||
            count > std::size_t{1} << solver::ShapleyEnumeration::most_members)
            throw maps::DataError(fmt::format(
                "{}: {} bytes is not allowed: 2^n doubles, one for each coalition of n members",
                path, bytes));
        try {
            const ipc::file_mapping file(path.c_str(), ipc::read_only);
            const auto region = std::make_shared<ipc::mapped_region>(file, ipc::read_only);
            const std::span values(static_cast<const double*>(region->get_address()), count);
            result_.game = std::make_unique<solver::TableGame>(values, region);
            check_table(path, values);
            files_ +=
                fmt::format("file: {} bytes, written {}\n", bytes,
                            std::filesystem::last_write_time(path).time_since_epoch().count());
        } catch (const ipc::interprocess_exception& error) {
            throw maps::IoError(fmt::format("cannot read {}: {}", path, error.what()));
        }
    }
    /// Every value finite and within the domain: one pass over the file.
    static void check_table(const std::string& path, std::span<const double> values) {
        std::size_t wrong = values.size();
#pragma omp parallel for schedule(static) reduction(min : wrong)
        for (std::size_t who = 0; who < values.size(); ++who)
            if (!(std::abs(values[who]) <= 1e100)) wrong = std::min(wrong, who);
        if (wrong < values.size())
            throw maps::DataError(fmt::format("{}: value {} = {} is not allowed: -1e100 to 1e100",
                                              path, wrong + 1, values[wrong]));
    }
    void indicators() {
        only(indicator_keys());
        auto shared = read_shared_indicators(reader_, table_, result_.name, result_.members);
        files_ += shared.identity;
        result_.members = std::move(shared.members);
        result_.game = std::make_unique<solver::UnionGame>(result_.members.size(), shared.items,
                                                           std::move(shared.holdings));
    }

    const TomlReader& reader_;
    const toml::table& table_;
    ShapleySpecification& result_;
    std::string files_;  ///< identity of what they hold
};

}  // namespace

void read_game(const TomlReader& reader, const toml::table& table, ShapleySpecification& result) {
    GameReader(reader, table, result).read();
}

std::string beside(const std::string& specification, const std::string& file) {
    return (std::filesystem::path(specification).parent_path() / file).string();
}

}  // namespace essmap::sweep
