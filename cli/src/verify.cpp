#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/model/guarded/payout.hpp"
#include "essmap/model/guarded/rules.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/text/messages.hpp"
#include "options.hpp"
#include "verification.hpp"

namespace essmap::cli {

namespace {

using verify::Finding;
using verify::Property;

constexpr double most_seconds = 1e8;  ///< of a limit that was not given: three years

struct VerifyOptions {
    bool list = false;
    std::vector<std::string> only;
    std::string contract;
    std::string solver = "z3";
    std::string smt2;
    std::string junit;
    std::string specification;
    bool traces = false;
    double timeout = 10.0;
    std::optional<double> time_limit;
    bool json = false;

    [[nodiscard]] unsigned timeout_ms() const { return static_cast<unsigned>(timeout * 1000.0); }
    /// From now on.
    [[nodiscard]] verify::Limit limit() const {
        return {time_limit.value_or(most_seconds), &sweep::StopSignal::asked};
    }
};

std::vector<Property> chosen_properties(const VerifyOptions& options) {
    std::vector<Property> all = verify::all_properties();
    for (const auto& name : options.only)
        if (std::ranges::none_of(all, [&](const Property& p) { return p.is_named(name); }))
            throw UsageError(
                fmt::format("--only = {} is not allowed: the id of a property or of a group, see "
                            "essmap verify --list",
                            name));
    std::erase_if(all, [&](const Property& p) {
        const bool other = !options.contract.empty() && name_of(p.subject) != options.contract;
        const bool unnamed =
            !options.only.empty() &&
            std::ranges::none_of(options.only, [&](const auto& name) { return p.is_named(name); });
        return other || unnamed;
    });
    if (all.empty()) throw UsageError("--only and --contract leave no property");
    return all;
}

/// Within which the properties of the guarded contract are proved.
nlohmann::json limits_json() {
    using model::guarded::Limits;
    using model::guarded::PayoutLimits;
    return {{"scale", Limits::scale},
            {"rank", Limits::rank},
            {"points_per_share", Limits::points_per_share},
            {"points", Limits::points},
            {"numerator", Limits::numerator},
            {"members", Limits::members},
            {"ticks", Limits::ticks},
            {"duration", Limits::duration},
            {"rounds", Limits::rounds},
            {"payout_pot", PayoutLimits::pot},
            {"payout_weight", PayoutLimits::weight},
            {"payout_members", PayoutLimits::members}};
}

nlohmann::json to_json(const Property& p) {
    return {{"id", p.statement.id},
            {"contract", name_of(p.subject)},
            {"numbers", name_of(p.numbers)},
            {"sentence", p.statement.sentence},
            {"equation", p.statement.equation},
            {"expect", name_of(p.statement.expect)}};
}

nlohmann::json to_json(const Finding& f, const std::string& solver) {
    nlohmann::json out = to_json(*f.property);
    out["result"] = name_of(f.verdict.result);
    out["solver"] = solver;
    out["seconds"] = f.verdict.seconds;
    out["assumptions_satisfiable"] = f.verdict.assumptions_satisfiable;
    if (!f.verdict.why_unknown.empty()) out["why_unknown"] = f.verdict.why_unknown;
    if (const auto& found = f.verdict.counterexample) {
        nlohmann::json values = nlohmann::json::object();
        for (const auto& [name, value] : found->values) values[name] = verify::shown(value);
        out["counterexample"] = {
            {"values", values}, {"changed", found->changed}, {"trace", found->trace}};
    }
    if (f.second)
        out["second_solver"] = {{"solver", "cvc5"},
                                {"agreed", f.second->agreed},
                                {"undecided", f.second->undecided},
                                {"only_cvc5", f.second->only_cvc5},
                                {"disagreed", f.second->disagreed},
                                {"seconds", f.second->seconds}};
    return out;
}

void print_trace(const Finding& f) {
    if (!f.verdict.counterexample) return;
    for (const auto& line : f.verdict.counterexample->trace) print("        {}\n", line);
}

void print_finding(const Finding& f, bool traces) {
    const auto& [id, sentence, equation, expect] = f.property->statement;
    print("{}  {:<8} {:<40} {:7.2f} s\n", f.as_expected() ? "  " : "!!", name_of(f.verdict.result),
          id, f.verdict.seconds);
    if ((f.as_expected() && !traces) || !f.verdict.asked) return;
    print("      {}\n      {}\n", sentence, equation);
    if (f.verdict.result != verify::expected_result(expect))
        print("      expected: {}\n", name_of(expect));
    if (!f.verdict.why_unknown.empty()) print("      unknown because: {}\n", f.verdict.why_unknown);
    if (!f.verdict.assumptions_satisfiable)
        print("      its example does not satisfy its assumptions: it may hold of nothing\n");
    if (f.second)
        for (const auto& name : f.second->disagreed)
            print("      cvc5 contradicts Z3 on {}\n", name);
    print_trace(f);
}

void print_second_opinions(const std::vector<Finding>& findings) {
    std::size_t agreed = 0;
    std::vector<std::string> only_z3;
    std::vector<std::string> only_cvc5;
    for (const auto& f : findings) {
        if (!f.second) continue;
        agreed += f.second->agreed;
        only_z3.insert(only_z3.end(), f.second->undecided.begin(), f.second->undecided.end());
        only_cvc5.insert(only_cvc5.end(), f.second->only_cvc5.begin(), f.second->only_cvc5.end());
    }
    print("cvc5 agrees on {} formulas; only Z3 could decide {}, only cvc5 {}\n", agreed,
          only_z3.size(), only_cvc5.size());
    for (const auto& name : only_z3) print("    only Z3: {}\n", name);
    for (const auto& name : only_cvc5) print("    only cvc5: {}\n", name);
}

void print_summary(const std::vector<Finding>& findings, bool both, double seconds) {
    const verify::Tally tally(findings);
    print("{} {}: {} proved, {} refuted by a run of the contract, {} unknown; {}\n",
          findings.size(), findings.size() == 1 ? "property" : "properties", tally.proved,
          tally.refuted, tally.undecided,
          tally.unexpected > 0  ? fmt::format("{} NOT AS EXPECTED", tally.unexpected)
          : tally.undecided > 0 ? "not all decided"
                                : "all as expected");
    if (verify::prove_weakest_guard(findings))
        print(
            "weakest guard: gamma_max < U (1 - theta_max/r_min - k) for U = U_min and U = U_max\n");
    if (both) print_second_opinions(findings);
    print("{:.1f} s\n", seconds);
}

void write_queries(const std::string& folder, const Finding& f) {
    for (const auto& query : f.verdict.queries)
        files::write_atomically(
            (std::filesystem::path(folder) / (query.name + ".smt2")).string(),
            fmt::format("; essmap {}: {}\n; unsat: the claim holds; sat: it can fail\n{}",
                        f.property->statement.id, f.property->statement.sentence, query.smt2));
}

void show_progress(std::size_t done_so_far, std::size_t all, const std::string& id) {
    if (::isatty(STDERR_FILENO) == 0) return;
    if (done_so_far == all)
        text::to_stderr("\r\033[K");
    else
        text::to_stderr(fmt::format("\r\033[K{}/{} {}", done_so_far, all, id));
}

Finding find(const Property& property, const VerifyOptions& options, const verify::Limit& limit) {
    const verify::DecideOptions decide{
        options.solver == "cvc5" ? verify::Solver::cvc5 : verify::Solver::z3, options.timeout_ms(),
        !options.smt2.empty(), limit};
    Finding finding = verify::find(property, decide, options.solver == "both");
    if (!options.smt2.empty()) write_queries(options.smt2, finding);
    finding.verdict.queries.clear();
    return finding;
}

int run_proofs(const VerifyOptions& options, const std::vector<Property>& properties) {
    if (!options.smt2.empty()) files::make_folder(options.smt2);
    if (!options.junit.empty()) files::output_target(options.junit);
    const sweep::StopSignal signals;
    const verify::Limit limit = options.limit();
    std::vector<Finding> findings;
    double seconds = 0.0;
    for (const auto& property : properties) {
        show_progress(findings.size(), properties.size(), property.statement.id);
        findings.push_back(find(property, options, limit));
        const Finding& f = findings.back();
        seconds += f.verdict.seconds + (f.second ? f.second->seconds : 0.0);
        show_progress(1, 1, "");
        if (!options.json) print_finding(f, options.traces);
        std::fflush(stdout);
    }
    if (!options.junit.empty()) files::write_atomically(options.junit, to_junit(findings));
    if (!options.json) print_summary(findings, options.solver == "both", seconds);
    if (options.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& f : findings) list.push_back(to_json(f, options.solver));
        print("{}\n", json_text(nlohmann::json{{"properties", list}, {"seconds", seconds}}));
    }
    return exit_code(findings, limit);
}

int list_properties(const VerifyOptions& options, const std::vector<Property>& properties) {
    if (options.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& p : properties) list.push_back(to_json(p));
        print("{}\n", json_text(nlohmann::json{{"properties", list}, {"limits", limits_json()}}));
        return done;
    }
    for (const auto& p : properties)
        print("{}\n    {}\n    {}\n    {}, over the {}, expected to be {}\n", p.statement.id,
              p.statement.sentence, p.statement.equation, name_of(p.subject), name_of(p.numbers),
              name_of(p.statement.expect));
    return done;
}

/// --synthesize has properties of its own.
void refuse_with_synthesize(const VerifyOptions& options) {
    for (const auto& [flag, given] :
         {std::pair("--list", options.list), std::pair("--only", !options.only.empty()),
          std::pair("--contract", !options.contract.empty()),
          std::pair("--solver", options.solver != "z3"), std::pair("--smt2", !options.smt2.empty()),
          std::pair("--junit", !options.junit.empty()), std::pair("--traces", options.traces)})
        if (given) throw UsageError(fmt::format("--synthesize excludes {}", flag));
}

int verify_or_throw(const VerifyOptions& options) {
    if (!options.specification.empty()) {
        refuse_with_synthesize(options);
        const sweep::StopSignal signals;
        return synthesize(options.specification,
                          {verify::Solver::z3, options.timeout_ms(), false, options.limit()},
                          options.json);
    }
    const auto properties = chosen_properties(options);
    return options.list ? list_properties(options, properties) : run_proofs(options, properties);
}

int verify_command(const VerifyOptions& options) {
    try {
        return verify_or_throw(options);
    } catch (const verify::SolverError& error) {
        throw files::IoError(fmt::format("cannot run a solver: {}", error.what()));
    }
}

/// Adds a flag that takes one of some words.
void add_choice(CLI::App& app, const std::string& flag, std::string& value,
                const std::vector<std::string>& words, const std::string& description) {
    app.add_option_function<std::string>(
           flag,
           [&value, flag, words](const std::string& text) {
               if (std::ranges::find(words, text) == words.end())
                   throw UsageError(fmt::format("{} = {} is not allowed: {}", flag, text,
                                                fmt::join(words, ", ")));
               value = text;
           },
           description)
        ->type_name(fmt::format("{}", fmt::join(words, "|")));
}

/// Adds a flag that takes seconds.
template <class Take>
void add_seconds(CLI::App& app, const std::string& flag, const std::string& description,
                 Take take) {
    app.add_option_function<std::string>(
           flag,
           [flag, take](const std::string& text) {
               const double seconds = parse_number(flag, text);
               if (!(seconds >= 0.001 && seconds <= 86'400.0))
                   throw UsageError(fmt::format(
                       "{} = {} is not allowed: seconds from 0.001 to 86400", flag, text));
               take(seconds);
           },
           description)
        ->type_name("SECONDS");
}

}  // namespace

int exit_code(const std::vector<Finding>& findings, const verify::Limit& limit) {
    const verify::Tally tally(findings);
    if (tally.undecided > 0 && limit.over()) {
        flush_output();
        text::say(fmt::format("{}: {} of {} properties are decided", limit.reason(),
                              findings.size() - tally.undecided, findings.size()));
    }
    switch (verify::outcome_of(tally, limit)) {
        case verify::Outcome::unexpected: return failed;
        case verify::Outcome::stopped: return stopped;
        case verify::Outcome::undecided: return unknown;
        case verify::Outcome::as_expected: break;
    }
    return done;
}

void add_verify(CLI::App& app, Runner& run) {
    auto state = std::make_shared<VerifyOptions>();
    auto* command = app.add_subcommand(
        "verify", "prove that the contract keeps case 1, and show how the published one does not");
    command->footer(
        "Examples: essmap verify\n"
        "          essmap verify --only published.sgm.reward --traces\n"
        "          essmap verify --synthesize examples/environment.toml\n"
        "Exit code 1 where a result is not the expected one, 2 where one is unknown, 75 where a\n"
        "signal ended it.");
    command->add_flag("--list", state->list, "print the properties, prove nothing");
    command->add_option("--only", state->only, "one property, or a group of them (repeatable)")
        ->type_name("ID")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_choice(*command, "--contract", state->contract, {"published", "guarded", "theory"},
               "the properties of one contract, or of the game");
    add_choice(*command, "--solver", state->solver, {"z3", "cvc5", "both"},
               "z3 (default), cvc5, or both: what Z3 decides is decided again by cvc5");
    command
        ->add_option("--smt2", state->smt2, "write every obligation as SMT-LIB 2 into this folder")
        ->type_name("DIR");
    command->add_option("--junit", state->junit, "write the results as JUnit XML")
        ->type_name("FILE.xml");
    command->add_flag("--traces", state->traces, "print every counterexample, step by step");
    command
        ->add_option("--synthesize", state->specification,
                     "the weakest safe bounds of theta and gamma for an environment (TOML), proved")
        ->type_name("SPEC.toml");
    add_seconds(*command, "--timeout", "seconds for one formula (default 10)",
                [state](double seconds) { state->timeout = seconds; });
    add_seconds(*command, "--time-limit",
                "seconds for all of it: what is not decided by then is unknown (default: none)",
                [state](double seconds) { state->time_limit = seconds; });
    add_format(*command, state->json);
    command->callback([state, &run] { run = [state] { return verify_command(*state); }; });
}

}  // namespace essmap::cli
