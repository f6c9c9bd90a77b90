#include <fmt/format.h>

#include "essmap/model/explanation.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

using model::Case;
using model::Classification;

struct ClassifyOptions {
    GameOptions game;
    bool explain = false;
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
    return fmt::format("to {} = 0", model::nearest_boundary(c));
}

void print_text(const model::ParameterValues& values, const Classification& c) {
    print("{}\n", to_text(values));
    const std::string number =
        c.outcome == Case::degenerate ? "" : fmt::format("case {}: ", static_cast<int>(c.outcome));
    print("  {}{} - {}\n", number, case_name(c.outcome), meaning(c));
    print("  U       {:<24}benefit of sharing\n", c.U);
    print("  a       {:<24}growth of sharing where nobody shares\n", c.a);
    print("  b       {:<24}what sharing by others adds\n", c.b);
    print("  a + b   {:<24}growth of sharing where everyone shares\n", c.q);
    print("  eta     {:<24}interior equilibrium -a/b\n",
          c.eta ? fmt::format("{}", *c.eta) : "none in (0,1)");
    print("  stable  {:<24}stable shares\n",
          c.stable.empty() ? "none" : fmt::format("{}", fmt::join(c.stable, ", ")));
    print("  margin  {:<24}distance in gamma to the nearest case boundary ({})\n", c.margin,
          boundary(c));
}

std::string ends(const model::CaseOneRange& range) {
    if (range.none) return "no value alone";
    if (range.above && range.below) return fmt::format("{} to {}", *range.above, *range.below);
    if (range.above) return fmt::format("above {}", *range.above);
    return range.below ? fmt::format("below {}", *range.below) : "any value";
}

/// "10 - 5 - 2.5 - 2" for U - U theta/r - U k - gamma.
std::string summed(const model::Inequality& inequality) {
    std::string text;
    for (const auto& term : inequality.terms) {
        const bool first = text.empty();
        text += first ? (term.value < 0 ? "-" : "") : (term.value < 0 ? " - " : " + ");
        text += fmt::format("{:.6g}", std::abs(term.value));
    }
    return text;
}

void print_explanation(const model::ParameterValues& values, const Classification& c) {
    print("  case 1 asks for two things\n");
    for (const auto& inequality : model::inequalities(values)) {
        std::string formula;
        for (const auto& term : inequality.terms)
            formula += formula.empty() ? std::string(term.name) : " " + std::string(term.name);
        print("    {} = {} > 0: {} = {:.6g}\n", inequality.name, formula, summed(inequality),
              inequality.value);
        const model::GrowthTerm& most = inequality.dominant();
        print("      {}{}\n", inequality.value > 0 ? "holds" : "does not hold",
              most.value < 0 ? fmt::format("; most against it: {}", most.name.substr(2)) : "");
    }
    const bool now = c.outcome == Case::all_share;
    print("  {}, all others as they are (least change first, in parts of the value), for\n",
          now ? "it holds, and goes on holding" : "it would hold");
    for (const auto& range : model::nearest_first(model::case_one_ranges(values))) {
        const auto distance = range.distance();
        print("    {:<7} {:<40} {}\n", range.name, ends(range),
              distance ? fmt::format("{:.6g} from {}", *distance, range.value)
                       : fmt::format("now {}", range.value));
    }
    print("    omega   any value                                it drops out\n");
}

nlohmann::json explanation(const model::ParameterValues& values) {
    auto conditions = nlohmann::json::array();
    for (const auto& inequality : model::inequalities(values)) {
        auto terms = nlohmann::json::array();
        for (const auto& term : inequality.terms)
            terms.push_back({{"term", term.name}, {"value", term.value}});
        conditions.push_back({{"name", inequality.name},
                              {"value", inequality.value},
                              {"holds", inequality.value > 0},
                              {"terms", terms},
                              {"dominant", inequality.dominant().name}});
    }
    auto ranges = nlohmann::json::array();
    for (const auto& range : model::nearest_first(model::case_one_ranges(values)))
        ranges.push_back({{"parameter", range.name},
                          {"value", range.value},
                          {"possible", !range.none},
                          {"above", number_or_null(range.above)},
                          {"below", number_or_null(range.below)},
                          {"distance", number_or_null(range.distance())}});
    return {{"conditions", conditions}, {"case_1", ranges}};
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
    command->add_flag("--explain", options->explain,
                      "the inequalities with numbers put in, and where each parameter alone makes "
                      "case 1");
    add_format(*command, options->json);
    command->callback([options, &run] {
        run = [options] {
            const auto values = options->game.parameters();
            const auto result = model::classify(values);
            if (options->json) {
                auto out = to_json(values, result);
                if (options->explain) out["explanation"] = explanation(values);
                print("{}\n", json_text(out));
            } else {
                print_text(values, result);
                if (options->explain) print_explanation(values, result);
            }
            return done;
        };
    });
}

}  // namespace essmap::cli
