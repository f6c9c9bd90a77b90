#include <fmt/format.h>
#include <toml++/toml.h>

#include "essmap/maps/errors.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/verify/synthesis.hpp"
#include "options.hpp"
#include "verification.hpp"

namespace essmap::cli {

namespace {

using model::Rational;
using verify::Environment;
using verify::TradeOff;

/// Ends of a range as the file has them.
struct Ends {
    double lo = 0.0;
    double hi = 0.0;
};

class EnvironmentReader {
public:
    explicit EnvironmentReader(const std::string& path) : path_(path) {
        try {
            root_ = toml::parse(sweep::read_text_file(path), path);
        } catch (const toml::parse_error& error) {
            throw maps::DataError(
                fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
        }
    }

    Environment read() {
        for (const auto& [key, node] : root_)
            if (key.str() != "environment")
                refuse(std::string(key.str()), "unknown key", "[environment]");
        const auto* table = root_["environment"].as_table();
        if (table == nullptr) refuse("environment", "missing", "a table of r, k, and C or U");
        for (const auto& [key, node] : *table)
            if (const auto name = key.str();
                name != "r" && name != "k" && name != "C" && name != "U")
                refuse("environment." + std::string(name), "unknown key", "r, k, C or U");
        const bool by_cost = table->contains("C");
        if (by_cost == table->contains("U")) refuse("environment", "C or U", "exactly one of them");
        const Ends rank = range(*table, "r");
        const Ends stock = range(*table, "k");
        const Ends benefit = range(*table, by_cost ? "C" : "U");
        const auto kind = by_cost ? model::BenefitKind::from_cost : model::BenefitKind::given;
        return {model::decimal_value(rank.lo),
                model::decimal_value(rank.hi),
                {kind, benefit.lo},
                {kind, benefit.hi},
                model::decimal_value(stock.lo),
                model::decimal_value(stock.hi)};
    }

private:
    [[noreturn]] void refuse(const std::string& key, const std::string& given,
                             const std::string& allowed) const {
        throw maps::DataError(
            fmt::format("{}: {} = {} is not allowed: {}", path_, key, given, allowed));
    }
    double number(const toml::node& node, const std::string& key, const std::string& name) const {
        const auto value = node.is_number() ? node.value<double>() : std::nullopt;
        if (!value) refuse(key, "something else", "a number, or [least, largest]");
        try {
            model::validate_value(name, *value);
        } catch (const model::InvalidValue& error) {
            throw maps::DataError(fmt::format("{}: environment.{}", path_, error.what()));
        }
        return *value;
    }
    Ends range(const toml::table& table, const std::string& name) const {
        const std::string key = "environment." + name;
        const toml::node* node = table.get(name);
        if (node == nullptr) refuse(key, "missing", "a number, or [least, largest]");
        const auto* array = node->as_array();
        if (array == nullptr) {
            const double value = number(*node, key, name);
            return {value, value};
        }
        if (array->size() != 2)
            refuse(key, fmt::format("{} numbers", array->size()), "a number, or [least, largest]");
        const Ends ends{number(*array->get(0), key, name), number(*array->get(1), key, name)};
        if (ends.lo > ends.hi)
            refuse(key, fmt::format("[{}, {}]", ends.lo, ends.hi), "[least, largest]");
        return ends;
    }

    std::string path_;
    toml::table root_;
};

/// A decimal that does not exceed the rational, to 9 places.
std::string below(const Rational& value) {
    const mpz_class power(1'000'000'000);
    const Rational scaled = value * power;
    mpz_class floor;
    mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
    Rational result(floor, power);
    result.canonicalize();
    return verify::shown(result);
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
    fmt::print("ranks {} to {}, U from {} to {}, k from {} to {}, any mu >= 0\n", rank,
               verify::shown(e.rank_max), shown_benefit(e.benefit_min),
               shown_benefit(e.benefit_max), verify::shown(e.stock_min), stock);
    fmt::print(
        "Every member is in strategy case 1 for every theta <= theta_max, gamma <= gamma_max\n"
        "if and only if\n"
        "    gamma_max < U (1 - theta_max/{} - {})  for U = {} and for U = {}\n"
        "(U least up to theta_max = {}, U largest beyond)\n",
        rank, stock, shown_benefit(e.benefit_min), shown_benefit(e.benefit_max),
        verify::shown(trade_off.turn()));
    fmt::print("  {:>12}  {:>20}\n", "theta_max", "gamma_max below");
    for (const auto& theta : thetas(e))
        fmt::print("  {:>12}  {:>20}\n", verify::shown(theta),
                   below(trade_off.gamma_bound(theta).lo));
    for (const auto& f : findings)
        fmt::print("{}  {}: {} {:.2f} s\n", name_of(f.verdict.result), f.property->statement.id,
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
        out["trade_off"].push_back({{"theta_max", model::to_double(theta)},
                                    {"gamma_max_below", below(trade_off.gamma_bound(theta).lo)}});
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
    const Environment environment = EnvironmentReader(specification).read();
    const TradeOff trade_off(environment);
    const auto properties = trade_off.properties();
    std::vector<Finding> findings;
    findings.reserve(properties.size());
    for (const auto& property : properties)
        findings.push_back({&property, verify::decide(property, options), {}});
    if (json)
        fmt::print("{}\n", to_json(environment, trade_off, findings).dump(2));
    else
        print_text(environment, trade_off, findings);
    return Tally(findings).exit_code();
}

}  // namespace essmap::cli
