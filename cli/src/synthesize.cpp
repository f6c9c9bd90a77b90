#include <fmt/format.h>

#include "essmap/sweep/specification.hpp"
#include "essmap/sweep/toml_reader.hpp"
#include "essmap/verify/synthesis.hpp"
#include "options.hpp"
#include "verification.hpp"

namespace essmap::cli {

namespace {

using model::Rational;
using verify::Environment;
using verify::Finding;
using verify::TradeOff;

Environment read_environment(const std::string& path) {
    const auto root = sweep::parse_toml(path, sweep::read_text_file(path));
    const sweep::TomlReader reader(path);
    reader.only(root, "", {"environment"});
    const auto* table = reader.table(root, "environment");
    if (table == nullptr) reader.missing("[environment]", "a table of r, k, and C or U");
    reader.only(*table, "environment.", {"r", "k", "C", "U"});
    const auto kind = reader.benefit_kind(*table, "environment");
    const auto range = [&](const std::string& name) {
        const auto* node = table->get(name);
        if (node == nullptr) reader.missing("environment." + name, "a number, or [least, largest]");
        return reader.range("environment.", name, *node);
    };
    const auto rank = range("r");
    const auto stock = range("k");
    const auto benefit = range(std::string(model::benefit_name(kind)));
    return {model::decimal_value(rank.lo),
            model::decimal_value(rank.hi),
            {kind, benefit.lo},
            {kind, benefit.hi},
            model::decimal_value(stock.lo),
            model::decimal_value(stock.hi)};
}

std::string shown_benefit(const model::Benefit& benefit) {
    return benefit.kind == model::BenefitKind::given ? fmt::format("{}", benefit.value)
                                                     : fmt::format("ln(1 + {})", benefit.value);
}

/// theta_max from 0 to r_min, where a member of the lowest rank gains nothing any more, in tenths.
std::vector<Rational> thetas(const Environment& e) {
    std::vector<Rational> all;
    for (int i = 0; i <= 10; ++i) all.emplace_back(e.rank_min * i / 10);
    return all;
}

void print_text(const Environment& e, const TradeOff& trade_off,
                const std::vector<Finding>& findings) {
    const std::string rank = verify::shown(e.rank_min);
    const std::string stock = verify::shown(e.stock_max);
    print("ranks {} to {}, U from {} to {}, k from {} to {}, any mu >= 0\n", rank,
          verify::shown(e.rank_max), shown_benefit(e.benefit_min), shown_benefit(e.benefit_max),
          verify::shown(e.stock_min), stock);
    print(
        "Every member is in strategy case 1 for every theta <= theta_max, gamma <= gamma_max\n"
        "if and only if\n"
        "    gamma_max < U (1 - theta_max/{} - {})  for U = {} and for U = {}\n"
        "(U least up to theta_max = {}, U largest beyond)\n",
        rank, stock, shown_benefit(e.benefit_min), shown_benefit(e.benefit_max),
        verify::shown(trade_off.turn()));
    print("  {:>12}  {:>20}\n", "theta_max", "gamma_max below");
    for (const auto& theta : thetas(e))
        print("  {:>12}  {:>20}\n", verify::shown(theta),
              verify::shown_below(trade_off.gamma_bound(theta).lo));
    for (const auto& f : findings)
        print("{}  {}: {} {:.2f} s\n", name_of(f.verdict.result), f.property->statement.id,
              f.property->statement.sentence, f.verdict.seconds);
}

nlohmann::json to_json(const Environment& e, const TradeOff& trade_off,
                       const std::vector<Finding>& findings) {
    nlohmann::json out{
        {"guard", fmt::format("gamma_max < U (1 - theta_max/{} - {}) for U = {} and U = {}",
                              verify::shown(e.rank_min), verify::shown(e.stock_max),
                              shown_benefit(e.benefit_min), shown_benefit(e.benefit_max))},
        {"turn", model::to_double(trade_off.turn())}};
    for (const auto& theta : thetas(e))
        out["trade_off"].push_back(
            {{"theta_max", model::to_double(theta)},
             {"gamma_max_below", verify::shown_below(trade_off.gamma_bound(theta).lo)}});
    for (const auto& f : findings)
        out["properties"].push_back({{"id", f.property->statement.id},
                                     {"contract", "guarded"},
                                     {"expect", name_of(f.property->statement.expect)},
                                     {"result", name_of(f.verdict.result)},
                                     {"solver", "z3"},
                                     {"seconds", f.verdict.seconds}});
    return out;
}

}  // namespace

int synthesize(const std::string& specification, const verify::DecideOptions& options, bool json) {
    const Environment environment = read_environment(specification);
    const TradeOff trade_off(environment);
    const auto properties = trade_off.properties();
    std::vector<Finding> findings;
    findings.reserve(properties.size());
    for (const auto& property : properties)
        findings.push_back({&property, verify::decide(property, options), {}});
    if (json)
        print("{}\n", json_text(to_json(environment, trade_off, findings)));
    else
        print_text(environment, trade_off, findings);
    return exit_code(findings, options.limit);
}

}  // namespace essmap::cli
