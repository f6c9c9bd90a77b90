#include "essmap/sweep/specification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/toml_reader.hpp"
#include "paving_specification.hpp"
#include "regulation_specification.hpp"

namespace essmap::sweep {

namespace {

using maps::Axis;
using maps::Layer;
using model::InvalidValue;

constexpr std::size_t max_starts = 1024;

void read_axes(const TomlReader& reader, const toml::table& root, maps::Grid& grid) {
    const auto* axes = reader.table(root, "axes");
    if (axes == nullptr) reader.missing("[axes]", "r, theta, gamma, mu, k and C or U");
    reader.only(*axes, "axes.", {"r", "theta", "gamma", "mu", "k", "omega", "C", "U"});
    const auto names = maps::game_axes(reader.benefit_kind(*axes, "axes"));
    grid.axes.reserve(names.size());
    for (const auto& name : names) {
        if (!axes->contains(name))
            reader.missing("axes." + name, std::string(model::parameter_info(name).allowed));
        grid.axes.push_back(reader.axis("axes.", name, *axes->get(name)));
    }
    grid.omega = axes->contains("omega") ? reader.axis("axes.", "omega", *axes->get("omega"))
                                         : Axis::from_values("omega", {1.0});
}

void read_starts(const TomlReader& reader, const toml::table& root, maps::MapDescription& map) {
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

void read_layers(const TomlReader& reader, const toml::table& root, maps::MapDescription& map) {
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
    const auto any = [&](bool maps::LayerInfo::*kind) {
        return std::ranges::any_of(map.layers,
                                   [&](Layer layer) { return maps::layer_info(layer).*kind; });
    };
    if (!any(&maps::LayerInfo::by_x0)) map.x0.clear();
    if (!any(&maps::LayerInfo::real)) map.precision = maps::Precision::float64;  // of nothing
}

void read_numerics(const TomlReader& reader, const toml::table& root,
                   Specification& specification) {
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
    const auto* output = reader.table(root, "output");
    if (output == nullptr) return;
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
    const toml::table root = parse_toml(name, text);
    const TomlReader reader(name);
    reader.only(root, "",
                {"title", "axes", "x0", "saturation", "regulation", "layers", "engine", "tolerance",
                 "output", "ranks", "finite", "paving"});
    if (const auto* title = root.get("title")) result.title = reader.string(*title, "title");
    read_numerics(reader, root, result);
    if (engine) {
        result.map.engine = *engine;
        result.engine_origin = "command line";
    }
    read_axes(reader, root, result.map.grid);
    read_regulation(reader, root, result.map);
    reader.at(*root.get("axes"), "", [&] { return result.map.grid.cells(); });
    read_starts(reader, root, result.map);
    result.paving = read_paving(reader, root, result.map);
    read_layers(reader, root, result.map);
    return result;
}

std::string title_of(const std::string& specification) {
    try {
        return parse_toml("specification", specification)["title"].value_or(std::string());
    } catch (const files::DataError&) {
        return "";
    }
}

std::string read_text_file(const std::string& path) {
    files::note_input(path);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || (!(text << file.rdbuf()) && errno != 0))  // an empty file is no error
        throw files::IoError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    return text.str();
}

std::string read_text_file(const MpiSession& mpi, const std::string& path) {
    // In a thread of its own: a pipe, or a stalled file system, may keep it waiting for ever.
    std::future<std::string> reading;
    if (mpi.is_root()) {
        std::packaged_task<std::string()> read([path] { return read_text_file(path); });
        reading = read.get_future();
        std::thread(std::move(read)).detach();
    }
    enum State : std::int64_t { waiting, asked_to_stop, there };
    State state = waiting;
    while (state == waiting) {
        if (StopSignal::asked()) state = asked_to_stop;
        if (mpi.is_root() &&
            reading.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready)
            state = there;
        state = static_cast<State>(mpi.max(std::int64_t{state}));
    }
    if (state == asked_to_stop)
        throw Stopped(fmt::format("stopped by a signal before {} was read", path));
    std::string text;
    mpi.collectively([&] {
        if (mpi.is_root()) text = reading.get();
    });
    mpi.broadcast(text);
    return text;
}

}  // namespace essmap::sweep
