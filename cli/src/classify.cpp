#include <fmt/format.h>

#include "options.hpp"

namespace essmap::cli {

namespace {

using model::Case;
using model::Classification;

struct ClassifyOptions {
    GameOptions game;
    bool json = false;
};

std::string meaning(const Classification& c) {
    switch (c.outcome) {
        case Case::all_share: return "from any start in (0,1) everyone ends up sharing";
        case Case::none_share: return "from any start in (0,1) nobody ends up sharing";
        case Case::bistable:
            return fmt::format("everyone shares from above eta = {}, nobody from below", *c.eta);
        case Case::coexistence:
            return fmt::format("a share eta = {} keeps sharing, from any start in (0,1)", *c.eta);
        case Case::degenerate: break;
    }
    return fmt::format("exactly on a case boundary: {}{}{}", c.a == 0 ? "a = 0" : "",
                       c.a == 0 && c.q == 0 ? " and " : "", c.q == 0 ? "a + b = 0" : "");
}

std::string boundary(const Classification& c) {
    if (c.outcome == Case::degenerate) return "on it";
    return std::abs(c.a) <= std::abs(c.q) ? "to a = 0" : "to a + b = 0";
}

void print_text(const model::ParameterValues& values, const Classification& c) {
    fmt::print("{}\n", to_text(values));
    const std::string number =
        c.outcome == Case::degenerate ? "" : fmt::format("case {}: ", static_cast<int>(c.outcome));
    fmt::print("  {}{} - {}\n", number, case_name(c.outcome), meaning(c));
    fmt::print("  U       {:<24}benefit of sharing\n", c.U);
    fmt::print("  a       {:<24}growth of sharing where nobody shares\n", c.a);
    fmt::print("  b       {:<24}what sharing by others adds\n", c.b);
    fmt::print("  a + b   {:<24}growth of sharing where everyone shares\n", c.q);
    fmt::print("  eta     {:<24}interior equilibrium -a/b\n",
               c.eta ? fmt::format("{}", *c.eta) : "none in (0,1)");
    fmt::print("  stable  {:<24}stable shares\n",
               c.stable.empty() ? "none" : fmt::format("{}", fmt::join(c.stable, ", ")));
    fmt::print("  margin  {:<24}distance in gamma to the nearest case boundary ({})\n", c.margin,
               boundary(c));
}

nlohmann::json to_json(const model::ParameterValues& values, const Classification& c) {
    nlohmann::json out{{"case", static_cast<int>(c.outcome)},
                       {"case_name", case_name(c.outcome)},
                       {"a", c.a},
                       {"b", c.b},
                       {"U", c.U},
                       {"eta", nullptr},
                       {"stable", c.stable},
                       {"margin", c.margin},
                       {"parameters", cli::to_json(values)}};
    if (c.eta) out["eta"] = *c.eta;
    return out;
}

}  // namespace

void add_classify(CLI::App& app, Runner& run) {
    auto options = std::make_shared<ClassifyOptions>();
    auto* command =
        app.add_subcommand("classify", "the strategy case of one parameter point, exactly");
    command->footer(
        "Example: essmap classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10\n"
        "A number means the decimal written (to 17 digits); every sign is decided exactly.");
    options->game.add(*command);
    add_format(*command, options->json);
    command->callback([options, &run] {
        run = [options] {
            const auto values = options->game.parameters();
            const auto result = model::classify(values);
            if (options->json)
                fmt::print("{}\n", to_json(values, result).dump(2));
            else
                print_text(values, result);
            return done;
        };
    });
}

}  // namespace essmap::cli
