#include "essmap/maps/plot.hpp"

#include <fmt/format.h>

#include "essmap/files/atomic_file.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/messages.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

struct PlotCommand {
    std::string map;
    std::string out;
    maps::SliceOptions options;
};

/// "r=4" as an entry of the fixed axes.
void add_fixed(maps::SliceOptions& options, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw UsageError("--fix = " + text + " is not allowed: AXIS=VALUE such as r=4");
    const std::string axis = text.substr(0, equals);
    const double value = parse_number("--fix " + axis, text.substr(equals + 1));
    if (!options.fix.emplace(axis, value).second)
        throw UsageError("--fix " + axis + " is given twice");
}

/// Attributes of a slice: the map's own, and how it was cut out.
files::FileAttributes slice_origin(const maps::MapFile& map) {
    auto result = file_origin("plot " + map.path(), map.attribute("title"));
    for (const char* key : {"source", "specification", "specification_sha256", "engine"})
        if (const auto text = map.attribute(key); !text.empty()) result.text[key] = text;
    if (const auto text = map.attribute("history"); !text.empty())
        result.text["history"] += "\n" + text;
    result.text["map_content_digest"] = map.attribute("content_digest");
    return result;
}

int plot(PlotCommand& command) {
    check_suffix("--out", command.out, {".png", ".svg", ".csv", ".nc"});
    const bool netcdf = command.out.ends_with(".nc");
    const bool picture = !netcdf && !is_table(command.out);
    if (picture && !command.options.z.empty())
        throw model::InvalidValue("--z", command.options.z,
                                  "a picture has two axes: --out with .csv, .nc or -");
    files::note_input(command.map);
    const maps::MapFile map(command.map);
    command.options.title = sweep::title_of(map.attribute("specification"));
    std::vector<std::string> notes;
    const auto say_notes = [&] {
        for (const auto& note : notes) text::say(note);
    };
    if (picture) {
        const auto chart = maps::slice_chart(map, command.options, notes);
        say_notes();
        maps::draw(chart, command.out);
        return done;
    }
    static_cast<void>(command.out == "-" ? "" : files::output_target(command.out));
    const std::string content =
        netcdf ? maps::slice_netcdf(map, command.options, slice_origin(map), notes)
               : maps::slice_csv(map, command.options, notes);
    say_notes();
    if (netcdf)
        files::write_atomically(command.out, content);
    else
        write_table(command.out, content);
    return done;
}

}  // namespace

void add_plot(CLI::App& app, Runner& run) {
    auto state = std::make_shared<PlotCommand>();
    auto* command = app.add_subcommand("plot", "draw a slice of a map, or write it as a table");
    command->footer(
        "Examples: essmap plot map.nc --x theta --y gamma --fix r=4 --out map.png\n"
        "          essmap plot map.nc --x theta --y gamma --z mu --layer t_sat --out slice.nc");
    command->add_option("map", state->map, "map of essmap sweep")->type_name("MAP.nc")->required();
    command->add_option("--x", state->options.x, "axis drawn to the right")
        ->type_name("AXIS")
        ->required();
    command->add_option("--y", state->options.y, "axis drawn upwards")
        ->type_name("AXIS")
        ->required();
    command->add_option("--z", state->options.z, "third axis, of a table")->type_name("AXIS");
    command
        ->add_option("--layer", state->options.layer,
                     "layer (default: case in a picture, all in a table)")
        ->type_name("LAYER");
    command
        ->add_option_function<std::vector<std::string>>(
            "--fix",
            [state](const std::vector<std::string>& texts) {
                for (const auto& text : texts) add_fixed(state->options, text);
            },
            "hold another axis at one of its points (default: the middle one); may be repeated")
        ->type_name("AXIS=VALUE")
        ->expected(1, 8)
        ->take_all();
    command
        ->add_option_function<std::string>(
            "--x0",
            [state](const std::string& text) { state->options.x0 = parse_number("--x0", text); },
            "initial share, for layers by x0 (default: the map's first in a picture, all in a "
            "table)")
        ->type_name("NUMBER");
    command
        ->add_option("--out", state->out,
                     "picture, or a table of all cells: CSV (- on standard output) or NetCDF")
        ->type_name("P.png|P.svg|T.csv|T.nc|-")
        ->required();
    command->callback([state, &run] { run = [state] { return plot(*state); }; });
}

}  // namespace essmap::cli
