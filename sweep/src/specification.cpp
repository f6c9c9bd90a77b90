#include "essmap/sweep/specification.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "essmap/maps/errors.hpp"

namespace essmap::sweep {

namespace {

using maps::Axis;
using maps::Layer;
using model::InvalidValue;

constexpr std::size_t max_starts = 1024;

/// What a TOML node shows in a message: its value on one line.
std::string shown(const toml::node& node) {
    std::ostringstream text;
    if (const auto* table = node.as_table())
        text << toml::toml_formatter(*table, toml::format_flags::none);
    else
        node.visit([&](const auto& value) { text << value; });
    std::string line = text.str();
    std::ranges::replace(line, '\n', ' ');
    return line.size() <= 80 ? line : line.substr(0, 77) + "...";
}

/// Reads nodes of one file; every failure names file, line, key, value and what is allowed.
class Reader {
public:
    explicit Reader(std::string name) : name_(std::move(name)) {}

    [[noreturn]] void refuse(const toml::node& node, const std::string& key,
                             const std::string& allowed) const {
        fail(node, InvalidValue(key, shown(node), allowed).what());
    }
    [[noreturn]] void fail(const toml::node& node, const std::string& message) const {
        const auto line = node.source().begin.line;
        throw maps::DataError(fmt::format("{}:{}: {}", name_, line, message));
    }
    [[noreturn]] void missing(const std::string& key, const std::string& what) const {
        throw maps::DataError(fmt::format("{}: {} is missing: {}", name_, key, what));
    }
    /// Runs `make`; an InvalidValue it throws is reported at `node` under `prefix`.
    template <class Make>
    auto at(const toml::node& node, const std::string& prefix, Make make) const {
        try {
            return make();
        } catch (const InvalidValue& error) {
            fail(node, prefix + error.what());
        }
    }

    void only(const toml::table& table, const std::string& prefix,
              const std::vector<std::string_view>& keys) const {
        for (const auto& [key, node] : table)
            if (std::ranges::find(keys, key.str()) == keys.end())
                fail(node, fmt::format("unknown key {}{}: allowed are {}", prefix, key.str(),
                                       fmt::join(keys, ", ")));
    }
    double number(const toml::node& node, const std::string& key) const {
        if (!node.is_number()) refuse(node, key, "a number");
        return *node.value<double>();
    }
    long long integer(const toml::node& node, const std::string& key) const {
        if (!node.is_integer()) refuse(node, key, "a whole number");
        return *node.value<long long>();
    }
    std::string string(const toml::node& node, const std::string& key) const {
        if (!node.is_string()) refuse(node, key, "a string");
        return *node.value<std::string>();
    }
    bool boolean(const toml::node& node, const std::string& key) const {
        if (!node.is_boolean()) refuse(node, key, "true or false");
        return *node.value<bool>();
    }
    /// A number or an array of numbers.
    std::vector<double> numbers(const toml::node& node, const std::string& key) const {
        if (node.is_number()) return {number(node, key)};
        const auto* array = node.as_array();
        if (array == nullptr) refuse(node, key, "a number or an array of numbers");
        std::vector<double> values;
        for (const auto& element : *array) values.push_back(number(element, key));
        return values;
    }

    /// @param prefix of the key: "axes." or "regulation."
    Axis axis(const std::string& prefix, const std::string& name, const toml::node& node) const;

private:
    Axis axis_from_table(const std::string& prefix, const std::string& name,
                         const toml::table& table) const;

    std::string name_;
};

Axis Reader::axis(const std::string& prefix, const std::string& name,
                  const toml::node& node) const {
    const std::string key = prefix + name;
    if (const auto* table = node.as_table()) return axis_from_table(prefix, name, *table);
    if (!node.is_number() && !node.is_array())
        refuse(node, key, "a number, an array, {from, to, count[, scale]} or {values}");
    return at(node, prefix, [&] { return Axis::from_values(name, numbers(node, key)); });
}

Axis Reader::axis_from_table(const std::string& prefix, const std::string& name,
                             const toml::table& table) const {
    const std::string key = prefix + name;
    const bool discrete =
        table.contains("discrete") && boolean(*table.get("discrete"), key + ".discrete");
    if (table.contains("values")) {
        only(table, key + ".", {"values", "discrete"});
        const auto& node = *table.get("values");
        return at(node, prefix, [&] {
            return Axis::from_values(name, numbers(node, key + ".values"), discrete);
        });
    }
    only(table, key + ".", {"from", "to", "count", "scale", "discrete"});
    for (const char* needed : {"from", "to", "count"})
        if (!table.contains(needed)) fail(table, key + "." + needed + " is missing");
    auto spacing = maps::Spacing::linear;
    if (table.contains("scale")) {
        const auto& node = *table.get("scale");
        const std::string scale = string(node, key + ".scale");
        if (scale != "linear" && scale != "log") refuse(node, key + ".scale", "linear or log");
        if (scale == "log") spacing = maps::Spacing::log;
    }
    const double from = number(*table.get("from"), key + ".from");
    const double to = number(*table.get("to"), key + ".to");
    const long long count = integer(*table.get("count"), key + ".count");
    return at(table, prefix,
              [&] { return Axis::from_range(name, spacing, from, to, count, discrete); });
}

void read_axes(const Reader& reader, const toml::table& root, maps::Grid& grid) {
    if (!root.contains("axes")) reader.missing("[axes]", "r, theta, gamma, mu, k and C or U");
    const auto* axes = root.get("axes")->as_table();
    if (axes == nullptr) reader.refuse(*root.get("axes"), "axes", "a table");
    reader.only(*axes, "axes.", {"r", "theta", "gamma", "mu", "k", "omega", "C", "U"});
    const bool cost = axes->contains("C");
    if (cost == axes->contains("U")) reader.fail(*axes, "axes must have exactly one of C and U");
    const auto names =
        maps::game_axes(cost ? model::BenefitKind::from_cost : model::BenefitKind::given);
    grid.axes.reserve(names.size());
    for (const auto& name : names) {
        if (!axes->contains(name))
            reader.missing("axes." + name, std::string(model::parameter_info(name).allowed));
        grid.axes.push_back(reader.axis("axes.", name, *axes->get(name)));
    }
    grid.omega = axes->contains("omega") ? reader.axis("axes.", "omega", *axes->get("omega"))
                                         : Axis::from_values("omega", {1.0});
}

void read_starts(const Reader& reader, const toml::table& root, maps::MapDescription& map) {
    if (root.contains("saturation")) {
        const auto& node = *root.get("saturation");
        map.saturation = reader.number(node, "saturation");
        reader.at(node, "", [&] { model::validate_saturation(map.saturation); });
    }
    if (!root.contains("x0")) return;
    const auto& node = *root.get("x0");
    map.x0 = reader.numbers(node, "x0");
    if (map.x0.empty() || map.x0.size() > max_starts)
        reader.refuse(node, "x0", fmt::format("1 to {} shares", max_starts));
    for (std::size_t i = 0; i < map.x0.size(); ++i) {
        reader.at(node, "", [&] { model::validate_share("x0", map.x0[i]); });
        if (i > 0 && !(map.x0[i] > map.x0[i - 1])) reader.refuse(node, "x0", "strictly ascending");
    }
}

/// Layers that come with engine both, unasked.
bool is_check(Layer layer) { return layer == Layer::disagreement || layer == Layer::regime_check; }

std::string allowed_layers(bool loop) {
    std::vector<std::string_view> names;
    for (const auto& info : maps::layer_table)
        if (info.loop == loop && !is_check(info.layer)) names.push_back(info.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Axes of [regulation] that may be left out, and what they are then.
constexpr std::array<std::pair<std::string_view, double>, 10> usual{{
    {"damping", 1.0},
    {"threshold", 0.6},
    {"saturation", 0.95},
    {"gamma_reward", 0.0},
    {"gamma_charge", 0.0},
    {"gamma_step", 0.0},
    {"hysteresis", 0.0},
    {"x0", 0.2},
    {"members", 1e6},
    {"scale", 1000.0},
}};

void read_setting(const Reader& reader, const toml::node& node, const std::string& key,
                  double& value) {
    value = reader.number(node, key);
}
void read_setting(const Reader& reader, const toml::node& node, const std::string& key,
                  std::optional<double>& value) {
    value = reader.number(node, key);
}
template <class Enum>
void read_setting(const Reader& reader, const toml::node& node, const std::string& key,
                  Enum& value) {
    const std::string name = reader.string(node, key);
    reader.at(node, "", [&] { solver::by_name(key, name, value); });
}

/// Every value that must fit others is tried where it fits worst, and every whole number.
void check_regulation(const maps::MapDescription& map) {
    const auto& axes = map.grid.axes;
    maps::Index cell(axes.size(), 0);
    const auto last = [&](std::size_t d) { return axes[d].size() - 1; };
    for (const std::size_t d : {maps::dim_x0, maps::dim_threshold, maps::dim_gamma_reward,
                                maps::dim_hysteresis, maps::dim_N, maps::dim_gamma_step})
        cell[d] = last(d);
    for (const std::size_t d : {std::size_t{maps::dim_r}, std::size_t{maps::dim_theta},
                                std::size_t{maps::dim_members}, std::size_t{maps::dim_scale}})
        for (cell[d] = 0; cell[d] < last(d); ++cell[d]) solver::validate(map.regulation_at(cell));
    for (const std::size_t d :
         {std::size_t{maps::dim_benefit}, std::size_t{maps::dim_gamma}, std::size_t{maps::dim_mu}})
        for (cell[d] = 0; cell[d] < last(d); ++cell[d]) solver::validate(map.regulation_at(cell));
    solver::validate(map.regulation_at(cell));
    cell[maps::dim_threshold] = 0;
    solver::validate(map.regulation_at(cell));
    if (!(map.regulation->max_rounds >= 1.0 && map.regulation->max_rounds <= 1e6))
        throw InvalidValue("max_rounds", model::shortest(map.regulation->max_rounds),
                           "1 <= max_rounds <= 1e6");
}

void read_regulation(const Reader& reader, const toml::table& root, maps::MapDescription& map) {
    if (!root.contains("regulation")) return;
    const auto& node = *root.get("regulation");
    const auto* table = node.as_table();
    if (table == nullptr) reader.refuse(node, "regulation", "a table");
    for (const char* other : {"x0", "saturation"})
        if (root.contains(other))
            reader.fail(*root.get(other),
                        fmt::format("{0} belongs to [regulation] here: regulation.{0}", other));
    auto& settings = map.regulation.emplace();
    std::vector<std::string_view> keys;
    for (const auto& info : model::contract_table) keys.push_back(info.name);
    maps::LoopSettings::visit([&](const char* name, auto&) { keys.emplace_back(name); }, settings);
    reader.only(*table, "regulation.", keys);
    maps::LoopSettings::visit(
        [&](const char* name, auto& value) {
            if (const auto* found = table->get(name))
                read_setting(reader, *found, fmt::format("regulation.{}", name), value);
        },
        settings);
    for (const auto& info : model::contract_table) {
        const std::string name(info.name);
        if (const auto* found = table->get(name)) {
            map.grid.axes.push_back(reader.axis("regulation.", name, *found));
            continue;
        }
        const auto* known =
            std::ranges::find(usual, info.name, &std::pair<std::string_view, double>::first);
        if (known == usual.end()) reader.missing("regulation." + name, std::string(info.allowed));
        map.grid.axes.push_back(Axis::from_values(name, {known->second}));
    }
    reader.at(node, "regulation: ", [&] { check_regulation(map); });
}

void read_layers(const Reader& reader, const toml::table& root, maps::MapDescription& map) {
    const bool loop = map.regulation.has_value();
    std::array<bool, maps::layer_count> wanted{};
    const auto want = [&](Layer layer) -> bool& { return wanted[static_cast<std::size_t>(layer)]; };
    if (root.contains("layers")) {
        const auto* array = root.get("layers")->as_array();
        if (array == nullptr || array->empty())
            reader.refuse(*root.get("layers"), "layers", "an array of layer names");
        for (const auto& node : *array) {
            const std::string name = reader.string(node, "layers");
            const auto* found = std::ranges::find(maps::layer_table, name, &maps::LayerInfo::name);
            if (found == maps::layer_table.end() || found->loop != loop || is_check(found->layer))
                reader.refuse(node, "layers", allowed_layers(loop));
            if (want(found->layer)) reader.refuse(node, "layers", "each layer once");
            want(found->layer) = true;
        }
    } else if (loop) {
        for (const auto& info : maps::layer_table) want(info.layer) = info.loop;
    } else {
        for (const Layer layer : {Layer::outcome, Layer::certified, Layer::eta, Layer::margin})
            want(layer) = true;
        want(Layer::attractor) = want(Layer::t_sat) = !map.x0.empty();
    }
    for (const auto& info : maps::layer_table) {
        if (is_check(info.layer))
            want(info.layer) =
                info.loop == loop && map.engine == maps::Engine::both && map.needs_trajectories();
        if (!want(info.layer)) continue;
        if (info.by_x0 && map.x0.empty())
            reader.missing("x0", fmt::format("layer {} needs initial shares", info.name));
        map.layers.push_back(info.layer);
    }
    if (std::ranges::none_of(map.layers, [](Layer l) { return maps::layer_info(l).by_x0; }))
        map.x0.clear();
}

void read_numerics(const Reader& reader, const toml::table& root, Specification& specification) {
    auto& map = specification.map;
    if (root.contains("regulation")) map.tolerance = 1e-10;  // many rounds add up
    if (root.contains("engine")) {
        const auto& node = *root.get("engine");
        map.engine =
            reader.at(node, "", [&] { return engine_by_name(reader.string(node, "engine")); });
        specification.engine_origin = "file";
    }
    if (root.contains("tolerance")) {
        const auto& node = *root.get("tolerance");
        map.tolerance = reader.number(node, "tolerance");
        if (!(map.tolerance >= 1e-12 && map.tolerance <= 1e-2))
            reader.refuse(node, "tolerance", "1e-12 <= tolerance <= 1e-2");
    }
    if (!root.contains("output")) return;
    const auto* output = root.get("output")->as_table();
    if (output == nullptr) reader.refuse(*root.get("output"), "output", "a table");
    reader.only(*output, "output.", {"compression", "precision"});
    if (output->contains("compression")) {
        const auto& node = *output->get("compression");
        const long long level = reader.integer(node, "output.compression");
        if (level < 0 || level > 9) reader.refuse(node, "output.compression", "0 to 9");
        map.compression = static_cast<int>(level);
    }
    if (output->contains("precision")) {
        const auto& node = *output->get("precision");
        const std::string precision = reader.string(node, "output.precision");
        if (precision != "float32" && precision != "float64")
            reader.refuse(node, "output.precision", "float32 or float64");
        if (precision == "float32") map.precision = maps::Precision::float32;
    }
}

}  // namespace

maps::Engine engine_by_name(const std::string& name) {
    for (const auto engine : {maps::Engine::cvode, maps::Engine::exact, maps::Engine::both})
        if (maps::engine_name(engine) == name) return engine;
    throw InvalidValue("engine", name, "cvode, exact or both");
}

Specification parse_specification(const std::string& name, const std::string& text,
                                  std::optional<maps::Engine> engine) {
    Specification result;
    result.name = name;
    result.text = text;
    toml::table root;
    try {
        root = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        std::string what(error.description());
        std::ranges::replace(what, '\n', ' ');
        throw maps::DataError(fmt::format("{}:{}: {}", name, error.source().begin.line, what));
    }
    const Reader reader(name);
    reader.only(root, "",
                {"title", "axes", "x0", "saturation", "regulation", "layers", "engine", "tolerance",
                 "output"});
    if (root.contains("title")) reader.string(*root.get("title"), "title");
    read_numerics(reader, root, result);
    if (engine) {
        result.map.engine = *engine;
        result.engine_origin = "command line";
    }
    read_axes(reader, root, result.map.grid);
    read_regulation(reader, root, result.map);
    reader.at(*root.get("axes"), "", [&] { return result.map.grid.cells(); });
    read_starts(reader, root, result.map);
    read_layers(reader, root, result.map);
    return result;
}

std::string read_text_file(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        throw maps::IoError(fmt::format("cannot read {}: {}", path,
                                        errno != 0 ? std::strerror(errno) : "empty or not a file"));
    return text.str();
}

}  // namespace essmap::sweep
