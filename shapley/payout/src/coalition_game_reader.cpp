#include "coalition_game_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "coalition_table.hpp"
#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/files/names.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/shapley/coalition_order.hpp"
#include "essmap/shapley/glove_game.hpp"
#include "essmap/shapley/shapley_enumeration.hpp"
#include "essmap/shapley/sum_game.hpp"
#include "essmap/shapley/table_game.hpp"
#include "essmap/shapley/union_game.hpp"
#include "shared_indicators_reader.hpp"

namespace essmap::shapley {

namespace {

using model::InvalidValue;

/// Reads the keys of one kind of game.
class GameReader {
public:
    GameReader(const sweep::TomlReader& reader, const toml::table& table,
               ShapleySpecification& result)
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
            reader_.at(element, "game.",
                       [&] { files::validate_name("members", result_.members.back()); });
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
        require_amounts("costs", costs);
        std::vector<Holding> holdings;
        holdings.reserve(costs.size());
        for (std::size_t i = 0; i < costs.size(); ++i)
            holdings.push_back({static_cast<std::uint32_t>(i), 0, costs[i]});
        result_.game = std::make_unique<UnionGame>(costs.size(), 1, holdings, true);
    }
    void glove() {
        only({"left", "right"});
        const auto count = [&](const char* key) {
            return reader_.integer(needed(key, "how many members have such a glove"),
                                   std::string("game.") + key);
        };
        result_.game = std::make_unique<GloveGame>(count("left"), count("right"));
    }
    void voting() {
        only({"weights", "quota"});
        result_.game = std::make_unique<SumGame>(numbers("weights", "of the members' votes"),
                                                 SumFunction::quota,
                                                 number("quota", "the weight that decides"));
    }
    void sum() {
        only({"contributions", "function", "exponent", "cap"});
        const auto& node = needed("function", "f of v(S) = f(sum of contributions)");
        const auto function = sum_function_by_name(reader_.string(node, "game.function"));
        double parameter = 0.0;
        const auto parameter_of = [&](const char* key, SumFunction owner) {
            if (function == owner)
                parameter = number(key, "the function has it");
            else if (const auto* other = table_.get(key))
                reader_.fail(*other, fmt::format("game.{} has no effect with game.function = {}",
                                                 key, reader_.string(node, "game.function")));
        };
        parameter_of("exponent", SumFunction::power);
        parameter_of("cap", SumFunction::capped);
        result_.game = std::make_unique<SumGame>(
            numbers("contributions", "what each member brings"), function, parameter);
    }
    void table() {
        only({"values", "coalitions", "file", "order"});
        const auto given = [&](const char* key) { return table_.contains(key) ? 1 : 0; };
        if (given("values") + given("coalitions") + given("file") != 1)
            reader_.fail(table_, "game must have exactly one of values, coalitions and file");
        if (table_.contains("coalitions")) {
            refuse_order("game.coalitions");
            coalitions();
        } else if (table_.contains("values")) {
            read_order();
            listed(numbers("values", ""));
        } else {
            table_file(reader_.string(*table_.get("file"), "game.file"));
        }
    }
    void read_order() {
        result_.order = CoalitionOrder::binary;
        if (const auto* node = table_.get("order"))
            reader_.at(*node, "", [&] {
                by_name("game.order", reader_.string(*node, "game.order"), *result_.order);
            });
    }
    /// Where coalitions are named, their order says nothing.
    void refuse_order(const std::string& named) {
        if (const auto* node = table_.get("order"))
            reader_.fail(*node, fmt::format("game.order has no effect with {}, which names its "
                                            "coalitions",
                                            named));
    }
    /// Values without the coalitions' names, in result_.order.
    void listed(std::vector<double> values) {
        require_values("values", values);
        static_cast<void>(TableGame(values, nullptr));  // refuses other lengths
        result_.only_in_other_order = only_in_other_order(values, *result_.order);
        if (*result_.order == CoalitionOrder::size) values = from_order_of_size(values);
        result_.game = std::make_unique<TableGame>(std::move(values));
    }
    /// v by the names of who is in it: "ana, ben" = 18. All of them.
    void coalitions() {
        const auto* listed = reader_.table(table_, "coalitions", "game.");
        if (result_.members.empty()) reader_.missing("game.members", "the names in coalitions");
        for (const std::string& name : result_.members)
            if (name.find(',') != std::string::npos || name.front() == ' ' || name.back() == ' ')
                reader_.refuse(*table_.get("members"), "game.members",
                               fmt::format("with coalitions, names without commas and without "
                                           "blanks at their ends, unlike {}",
                                           files::shown_text(name)));
        refuse_many_members(*listed);
        CoalitionTable table(result_.members);
        for (const auto& entry : sweep::TomlReader::as_written(*listed)) {
            const auto& node = *entry.second;
            const std::string key = fmt::format("game.coalitions.\"{}\"", entry.first);
            reader_.at(node, "", [&] {
                table.add(key, names_in(key, entry.first, ','), reader_.number(node, key));
            });
        }
        if (const std::size_t missing = table.missing(); missing > 0)
            reader_.missing(fmt::format("game.coalitions.\"{}\"", table.first_missing()),
                            missing == 1
                                ? "v of every coalition"
                                : fmt::format("v of every coalition; {} are missing", missing));
        result_.game = std::make_unique<TableGame>(table.take_values());
    }
    void refuse_many_members(const toml::node& node) {
        if (result_.members.size() > CoalitionTable::most_members)
            reader_.fail(node, fmt::format("game.members = {} names is not allowed: at most {} "
                                           "where coalitions are named; more in a file of doubles",
                                           result_.members.size(), CoalitionTable::most_members));
    }
    void table_file(const std::string& name) {
        const std::string path = beside(result_.name, name);
        files::note_input(path);
        if (!names_coalition_file(path)) {
            read_order();
            doubles(path);
            return;
        }
        refuse_order("game.file = " + files::shown_text(name));
        refuse_many_members(*table_.get("file"));
        auto table = read_coalition_file(path, result_.members);
        result_.members = table.members();
        auto values = table.take_values();
        files_ +=
            fmt::format("coalitions: {}\n",
                        maps::hex(maps::sha256(std::as_bytes(std::span<const double>(values)))));
        result_.game = std::make_unique<TableGame>(std::move(values));
    }
    /// 2^n little-endian doubles, mapped: ranks of a machine share its pages.
    void doubles(const std::string& path) {
        static_assert(std::endian::native == std::endian::little);
        namespace ipc = boost::interprocess;
        const auto bytes = files::File(path, O_RDONLY).size();
        refuse_text(path);
        const std::size_t count = bytes / sizeof(double);
        if (bytes % sizeof(double) != 0 || count < 2 || !std::has_single_bit(count) ||
            count > std::size_t{1} << ShapleyEnumeration::most_members)
            throw files::DataError(fmt::format(
                "{}: {} bytes is not allowed: 2^n doubles, one for each coalition of n members",
                path, bytes));
        try {
            const ipc::file_mapping file(path.c_str(), ipc::read_only);
            const auto region = std::make_shared<ipc::mapped_region>(file, ipc::read_only);
            const std::span values(static_cast<const double*>(region->get_address()), count);
            check_table(path, values);
            if (*result_.order == CoalitionOrder::binary) {
                result_.game = std::make_unique<TableGame>(values, region);
                result_.only_in_other_order = only_in_other_order(values, CoalitionOrder::binary);
            } else {
                listed({values.begin(), values.end()});
            }
            files_ +=
                fmt::format("file: {} bytes, written {}\n", bytes,
                            std::filesystem::last_write_time(path).time_since_epoch().count());
        } catch (const ipc::interprocess_exception& error) {
            throw files::IoError(fmt::format("cannot read {}: {}", path, error.what()));
        }
    }
    /// Text is never taken as doubles: the first of these is 0, whose bytes are no text.
    static void refuse_text(const std::string& path) {
        std::array<char, 4096> start{};
        const files::File file(path, O_RDONLY);
        const auto count = std::min<std::size_t>(start.size(), file.size());
        file.read_at(0, std::as_writable_bytes(std::span(start)).first(count));
        const auto is_text = [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0D);
        };
        if (count > 0 && std::ranges::all_of(std::span(start).first(count), is_text))
            throw files::DataError(
                path +
                ": text is not allowed: 2^n little-endian doubles; a text that names its "
                "coalitions is read from a file whose name ends in .csv (coalition,value) or "
                ".json");
    }
    /// Every value finite and within the domain: one pass over the file.
    static void check_table(const std::string& path, std::span<const double> values) {
        std::size_t wrong = values.size();
#pragma omp parallel for schedule(static) reduction(min : wrong)
        for (std::size_t who = 0; who < values.size(); ++who)
            if (!(std::abs(values[who]) <= 1e100)) wrong = std::min(wrong, who);
        if (wrong < values.size())
            throw files::DataError(fmt::format("{}: value {} = {} is not allowed: -1e100 to 1e100",
                                               path, wrong + 1, values[wrong]));
        if (values.front() != 0.0)
            throw files::DataError(fmt::format("{}: value 1 = {} is not allowed: 0, v of nobody",
                                               path, values.front()));
    }
    void indicators() {
        only(indicator_keys());
        auto shared = read_shared_indicators(reader_, table_, result_.name, result_.members);
        files_ += shared.identity;
        result_.members = std::move(shared.members);
        result_.game = std::make_unique<UnionGame>(result_.members.size(), shared.items,
                                                   std::move(shared.holdings));
    }

    const sweep::TomlReader& reader_;
    const toml::table& table_;
    ShapleySpecification& result_;
    std::string files_;  ///< identity of what they hold
};

}  // namespace

void read_game(const sweep::TomlReader& reader, const toml::table& table,
               ShapleySpecification& result) {
    GameReader(reader, table, result).read();
}

std::string beside(const std::string& specification, const std::string& file) {
    return (std::filesystem::path(specification).parent_path() / file).string();
}

}  // namespace essmap::shapley
