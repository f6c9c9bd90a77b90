#include "essmap/explorer/explore.hpp"

#include <fmt/format.h>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/visible.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

struct ExploreCommand {
    std::string map;
    std::string out;
    std::vector<std::string> layers;
    std::string recommendation;
    long long size_limit = explorer::PageOptions::default_size_limit >> 20U;  ///< MiB
};

int explore(const ExploreCommand& command) {
    check_suffix("--out", command.out, {".html"});
    explorer::PageOptions options;
    options.size_limit = static_cast<std::uint64_t>(command.size_limit) << 20U;
    options.layers = command.layers;
    if (!command.recommendation.empty()) {
        options.recommendation = sweep::read_text_file(command.recommendation);
        options.recommendation_name = command.recommendation;
        if (options.recommendation.empty())
            throw files::DataError(command.recommendation + " is empty");
    }
    files::note_input(command.map);
    const maps::MapFile map(command.map);
    options.title = sweep::title_of(map.attribute("specification"));
    const auto bytes = explorer::write_page(map, options, command.out);
    print("wrote {}: {} cells, {:.1f} MB\n", text::visible(command.out),
          map.description().grid.stored_cells(), static_cast<double>(bytes) / 1e6);
    return done;
}

}  // namespace

void add_explore(CLI::App& app, Runner& run) {
    auto state = std::make_shared<ExploreCommand>();
    auto* command = app.add_subcommand("explore", "write a page to explore a map with a browser");
    command->footer("Example: essmap explore map.nc --out map.html");
    command->add_option("map", state->map, "map of essmap sweep")->type_name("MAP.nc")->required();
    command->add_option("--out", state->out, "page to write, one file that needs no network")
        ->type_name("MAP.html")
        ->required();
    command->add_option("--layers", state->layers, "layers to take (default: all)")
        ->type_name("LAYER,LAYER,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("--recommendation", state->recommendation,
                     "safe box and point to draw in, as essmap recommend reports them")
        ->type_name("R.json");
    command
        ->add_option_function<std::string>(
            "--size-limit",
            [state](const std::string& text) {
                state->size_limit = parse_integer("--size-limit", text, 1, 4096);
            },
            "largest page to write, in MiB (default 512)")
        ->type_name("MIB");
    command->callback([state, &run] { run = [state] { return explore(*state); }; });
}

}  // namespace essmap::cli
