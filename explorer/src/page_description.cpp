#include "page_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "essmap/files/errors.hpp"
#include "essmap/maps/slice_style.hpp"
#include "essmap/text/json.hpp"
#include "essmap/text/markup.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::explorer {

namespace {

using nlohmann::json;

/// Axes as the page shows them: those of the cells, then omega.
std::vector<const maps::Axis*> axes_of(const maps::Grid& grid) {
    std::vector<const maps::Axis*> axes;
    axes.reserve(grid.axes.size() + 1);
    for (const maps::Axis& axis : grid.axes) axes.push_back(&axis);
    axes.push_back(&grid.omega);
    return axes;
}

json axis_json(const maps::Axis& axis, const maps::MapDescription& map) {
    std::vector<double> lo;
    std::vector<double> hi;
    for (std::size_t i = 0; i < axis.size(); ++i) {
        lo.push_back(axis.lo(i));
        hi.push_back(axis.hi(i));
    }
    return {{"name", axis.name()},
            {"long_name", axis.info().long_name},
            {"log", axis.spacing() == maps::Spacing::log},
            {"points", axis.points()},
            {"lo", lo},
            {"hi", hi},
            {"wide", axis.has_width()},
            {"matters", axis.name() != "omega" && maps::axis_matters(map, axis.name())}};
}

json layer_json(maps::Layer layer) {
    const auto& info = maps::layer_info(layer);
    const auto several = maps::value_of_several(layer);
    json categories = json::array();
    for (const auto& category : maps::categories_of(layer))
        categories.push_back(
            {{"value", category.value}, {"label", category.label}, {"colour", category.colour}});
    return {{"name", info.name},
            {"long_name", info.long_name},
            {"real", info.real},
            {"by_x0", info.by_x0},
            {"time", info.time},
            {"loop", info.loop},
            {"categories", categories},
            {"missing", maps::missing_label(info)},
            {"several", several ? json(*several) : json(nullptr)}};
}

json regulation_json(const maps::LoopSettings& settings) {
    json result = json::object();
    const auto add = [&](const std::string& name, const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, double>)
            result[name] = value;
        else if constexpr (std::is_same_v<Value, std::optional<double>>) {
            if (value) result[name] = *value;
        } else
            result[name] = solver::name_of(value);
    };
    maps::LoopSettings::visit(add, settings);
    return result;
}

json paper_json() {
    json result = json::array();
    for (const auto& point : maps::paper_points) {
        const auto& at = point.at;
        result.push_back({{"label", point.label},
                          {"at",
                           {{"r", at[maps::dim_r]},
                            {"theta", at[maps::dim_theta]},
                            {"mu", at[maps::dim_mu]},
                            {"k", at[maps::dim_k]},
                            {"U", at[maps::dim_benefit]},
                            {"C", std::expm1(at[maps::dim_benefit])},
                            {"gamma", at[maps::dim_gamma]},
                            {"omega", maps::paper_omega}}}});
    }
    return result;
}

/// What a page takes of a recommendation: its box and its point, held against the map's axes.
class RecommendationReader {
public:
    RecommendationReader(const maps::MapFile& map, const std::string& name)
        : map_(map), name_(name) {}

    [[nodiscard]] json read(const std::string& text) const {
        const json given = text::parse_json(text);
        if (!given.is_object()) refuse("it is no JSON object");
        if (given.value("qualifies", json(true)) == false) refuse("nothing qualifies there");
        json result = {{"box", json::object()}, {"point", json::object()}, {"N", nullptr}};
        for (const auto& [name, ends] : object(given, "box").items()) {
            const bool pair = ends.is_array() && ends.size() == 2 && ends[0].is_number() &&
                              ends[1].is_number() && ends[0] <= ends[1];
            if (!pair) refuse("box." + name + " is not [lo, hi]");
            const auto [axis, convert] = axis_of("box", name);
            result["box"][axis] = {convert(ends[0]), convert(ends[1])};
        }
        if (given.contains("point"))
            for (const auto& [name, value] : object(given, "point").items()) {
                if (!value.is_number()) refuse("point." + name + " is not a number");
                const auto [axis, convert] = axis_of("point", name);
                result["point"][axis] = convert(value);
            }
        if (given.contains("regulation") && given["regulation"].is_object())
            result["N"] = given["regulation"].value("N", json(nullptr));
        if (!result["N"].is_null() && !result["N"].is_number())
            refuse("regulation.N is not a number");
        return result;
    }

private:
    [[nodiscard]] const json& object(const json& given, const std::string& key) const {
        if (!given.contains(key)) refuse(key + " is missing");
        if (!given[key].is_object()) refuse(key + " is no object");
        return given[key];
    }
    /// An axis of the map and how its values follow: C and U = ln(1+C) stand for each other.
    struct Conversion {
        std::string axis;
        double (*convert)(double);
    };
    [[nodiscard]] Conversion axis_of(const std::string& key, const std::string& name) const {
        std::vector<std::string> names;
        for (const maps::Axis* axis : axes_of(map_.description().grid))
            names.push_back(axis->name());
        const auto known = [&](const char* axis) {
            return std::ranges::find(names, axis) != names.end();
        };
        if (known(name.c_str())) return {name, [](double value) { return value; }};
        if (name == "C" && known("U")) return {"U", [](double C) { return std::log1p(C); }};
        if (name == "U" && known("C")) return {"C", [](double U) { return std::expm1(U); }};
        refuse(fmt::format("{}.{} is no axis of {}: {}", key, name, map_.path(),
                           fmt::join(names, ", ")));
    }
    [[noreturn]] void refuse(const std::string& why) const {
        throw files::DataError(
            fmt::format("{} is not a recommendation for this map: {}", name_, why));
    }

    const maps::MapFile& map_;
    const std::string& name_;
};

}  // namespace

std::string page_description(const maps::MapFile& map, const std::vector<maps::Layer>& layers,
                             const PageOptions& options) {
    const maps::MapDescription& description = map.description();
    json result = {{"file", text::visible(std::filesystem::path(map.path()).filename().string())},
                   {"version", text::visible(map.attribute("essmap_version"))},
                   {"digest", text::visible(map.attribute("content_digest"))},
                   {"specification", map.attribute("specification")},
                   {"title", text::visible(options.title)},
                   {"engine", maps::engine_name(description.engine)},
                   {"cells", description.grid.stored_cells()},
                   {"shape", description.grid.shape()},
                   {"starts", description.x0},
                   {"saturation", description.saturation},
                   {"axes", json::array()},
                   {"layers", json::array()},
                   {"paper", description.regulation ? json::array() : paper_json()},
                   {"scale", maps::scale_colours},
                   {"missing", maps::missing_colour},
                   {"several", maps::several_colour},
                   {"several_label", maps::several_label},
                   {"boundaries",
                    {{"none", maps::none_boundary_colour},
                     {"all", maps::all_boundary_colour},
                     {"start", maps::start_boundary_colour}}}};
    for (const maps::Axis* axis : axes_of(description.grid))
        result["axes"].push_back(axis_json(*axis, description));
    for (const maps::Layer layer : layers) result["layers"].push_back(layer_json(layer));
    if (description.regulation) result["regulation"] = regulation_json(*description.regulation);
    if (!options.recommendation.empty())
        result["recommendation"] =
            RecommendationReader(map, options.recommendation_name).read(options.recommendation);
    return text::json_in_html(result.dump(-1, ' ', true, json::error_handler_t::replace));
}

}  // namespace essmap::explorer
