#include "essmap/maps/plot.hpp"

#include <fmt/format.h>

#include "essmap/maps/whole_file.hpp"
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

int plot(const PlotCommand& command) {
    maps::check_picture_suffix(command.out);
    maps::note_input(command.map);
    const maps::MapFile map(command.map);
    std::vector<std::string> notes;
    const auto chart = maps::slice_chart(map, command.options, notes);
    for (const auto& note : notes) text::say(note);
    maps::draw(chart, command.out);
    return done;
}

}  // namespace

void add_plot(CLI::App& app, Runner& run) {
    auto state = std::make_shared<PlotCommand>();
    auto* command = app.add_subcommand("plot", "draw a slice of a map");
    command->footer("Example: essmap plot map.nc --x theta --y gamma --fix r=4 --out map.png");
    command->add_option("map", state->map, "map of essmap sweep")->type_name("MAP.nc")->required();
    command->add_option("--x", state->options.x, "axis drawn to the right")
        ->type_name("AXIS")
        ->required();
    command->add_option("--y", state->options.y, "axis drawn upwards")
        ->type_name("AXIS")
        ->required();
    command->add_option("--layer", state->options.layer, "layer to draw (default case)")
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
            "initial share, for layers by x0 (default: the map's first)")
        ->type_name("NUMBER");
    command->add_option("--out", state->out, "picture to write")
        ->type_name("P.png|P.svg")
        ->required();
    command->callback([state, &run] { run = [state] { return plot(*state); }; });
}

}  // namespace essmap::cli
