#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <new>
#include <string_view>
#include <system_error>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/text/messages.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::cli {

namespace {

/// from_chars over the whole text; one leading + is allowed, hexadecimal, nan and inf are not.
template <class Number>
std::optional<Number> whole(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    const char* last = text.data() + text.size();
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc() || end != last) return std::nullopt;
    return value;
}

}  // namespace

int report_errors(bool is_reporting_rank, const std::function<int()>& work) {
    const auto complain = [&](int code, const std::string& message) {
        if (is_reporting_rank) text::say(message);
        return code;
    };
    try {
        return work();
    } catch (const UsageError& error) {
        return complain(usage, error.what());
    } catch (const model::InvalidValue& error) {
        return complain(usage, error.what());
    } catch (const model::NoResult& error) {
        return complain(unknown, error.what());
    } catch (const files::DataError& error) {
        return complain(data, error.what());
    } catch (const files::IoError& error) {
        return complain(io, error.what());
    } catch (const sweep::Stopped& error) {
        return complain(stopped, error.what());
    } catch (const std::bad_alloc&) {
        return complain(io, "out of memory");
    } catch (const std::exception& error) {
        return complain(bug, error.what());
    }
}

double parse_number(const std::string& flag, const std::string& text) {
    const auto value = whole<double>(text);
    if (!value || !std::isfinite(*value))
        throw UsageError(
            fmt::format("{} = {} is not allowed: a decimal number such as 0.25 or 1e-3", flag,
                        text.empty() ? "(empty)" : text));
    return *value + 0.0;  // -0 is 0
}

long long parse_integer(const std::string& flag, const std::string& text, long long lo,
                        long long hi) {
    const auto value = whole<long long>(text);
    if (!value || *value < lo || *value > hi)
        throw UsageError(fmt::format("{} = {} is not allowed: a whole number, {} to {}", flag,
                                     text.empty() ? "(empty)" : text, lo, hi));
    return *value;
}

void check_suffix(const std::string& flag, const std::string& path,
                  const std::vector<std::string>& suffixes) {
    const auto name = std::filesystem::path(path).filename().string();
    const auto fits = [&](const std::string& suffix) {
        return name.size() > suffix.size() && name.ends_with(suffix);
    };
    const bool table = std::ranges::find(suffixes, ".csv") != suffixes.end();
    if (std::ranges::any_of(suffixes, fits) || (table && path == "-")) return;
    throw model::InvalidValue(
        flag, path.empty() ? "(empty)" : path,
        fmt::format("a name ending in {}{}", fmt::join(suffixes, ", "),
                    table ? ", or - for a table (CSV) on standard output" : ""));
}

files::FileAttributes file_origin(const std::string& command, const std::string& title) {
    return {.text = {{"title", title},
                     {"source", "essmap " ESSMAP_VERSION},
                     {"history", text::history_line(command, ESSMAP_VERSION)},
                     {"essmap_version", ESSMAP_VERSION}}};
}

sweep::Part parse_part(const std::string& text) {
    const auto slash = text.find('/');
    const std::string allowed = "i/n with 1 <= i <= n <= 1000000, such as 3/8";
    sweep::Part part;
    try {
        if (slash == std::string::npos) throw UsageError("");
        part.number = static_cast<int>(parse_integer("i", text.substr(0, slash), 1, 1000000));
        part.of =
            static_cast<int>(parse_integer("n", text.substr(slash + 1), part.number, 1000000));
    } catch (const UsageError&) {
        throw model::InvalidValue("--part", text, allowed);
    }
    return part;
}

CLI::Option* add_number(CLI::App& app, const std::string& flag, double& value,
                        const std::string& description) {
    return app
        .add_option_function<std::string>(
            flag, [&value, flag](const std::string& text) { value = parse_number(flag, text); },
            description)
        ->type_name("NUMBER");
}

void add_threads(CLI::App& app, int& threads) {
    app.add_option_function<std::string>(
           "--threads",
           [&threads](const std::string& text) {
               threads = static_cast<int>(parse_integer("--threads", text, 1, 4096));
           },
           "threads per rank (default: OpenMP's)")
        ->type_name("N");
}

void add_format(CLI::App& app, bool& json) {
    app.add_option_function<std::string>(
           "--format",
           [&json](const std::string& text) {
               if (text != "text" && text != "json")
                   throw UsageError("--format = " + text + " is not allowed: text or json");
               json = text == "json";
           },
           "text (default) or json: one object on stdout")
        ->type_name("text|json");
}

void GameOptions::add(CLI::App& app) {
    add_number(app, "--r", values.r, "account level (rank), >= 1")->required();
    add_number(app, "--theta", values.theta, "cost-balancing parameter, >= 0")->required();
    add_number(app, "--gamma", values.gamma, "dynamic parameter: < 0 incentive, > 0 charge")
        ->required();
    add_number(app, "--mu", values.mu, "points deducted from an inactive member")->required();
    add_number(app, "--k", values.k, "share of the benefit the stock gives, in (0,1)")->required();
    add_number(app, "--omega", values.omega, "scaling of the defence benefit, >= 0 (default 1)");
    const auto optional = [&](const std::string& flag, std::optional<double>& value,
                              const std::string& description) {
        app.add_option_function<std::string>(
               flag, [&value, flag](const std::string& text) { value = parse_number(flag, text); },
               description)
            ->type_name("NUMBER");
    };
    optional("--C", C, "input cost of sharing, > 0; the benefit is U = ln(1+C)");
    optional("--U", U, "benefit of sharing, > 0, in place of --C");
}

model::ParameterValues GameOptions::parameters() const {
    if (C.has_value() == U.has_value())
        throw UsageError(C ? "--C and --U exclude each other: give exactly one"
                           : "--C or --U is missing: give exactly one");
    model::ParameterValues result = values;
    result.benefit = C ? model::Benefit{model::BenefitKind::from_cost, *C}
                       : model::Benefit{model::BenefitKind::given, *U};
    model::validate(result);
    return result;
}

nlohmann::json number_or_null(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? nlohmann::json(*value) : nullptr;
}

nlohmann::json to_json(const model::ParameterValues& values) {
    return {{"r", values.r},
            {"theta", values.theta},
            {"gamma", values.gamma},
            {"mu", values.mu},
            {"k", values.k},
            {"omega", values.omega},
            {std::string(model::benefit_name(values.benefit.kind)), values.benefit.value}};
}

std::string to_text(const model::ParameterValues& values) {
    return fmt::format("r = {}, theta = {}, gamma = {}, mu = {}, k = {}, omega = {}, {} = {}",
                       values.r, values.theta, values.gamma, values.mu, values.k, values.omega,
                       model::benefit_name(values.benefit.kind), values.benefit.value);
}

}  // namespace essmap::cli
