#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/specification.hpp"
#include "verification.hpp"

namespace essmap::cli {

namespace {

using Json = nlohmann::json;

constexpr std::string_view differences = R"(
What the others do that essmap does not:

- **forge** runs the bytecode that is deployed, storage and roles and events and all; essmap proves the C++ source,
  which tests tie to that bytecode. It needs no mathematics of its user: a promise is a line of Solidity. What it
  finds it shows as calls. What it does not find may be there: it has seen the states that its runs came to.
- **SMTChecker** reads the Solidity itself: there is no model of ours to trust. It comes with the compiler and takes no
  more than an `assert`. It forgets what a function changes in a record that it is given, which this contract does
  throughout: there it reports violations of what holds (*false alarm*), in the smallest example too.
- **essmap** proves over all rules and all states of the invariant, also those that no run reaches, and that no guard
  weaker than this one is safe. It can say nothing of storage, events, or the compiler.
)";

std::string seconds(double value) { return fmt::format("{:.{}f} s", value, value < 10.0 ? 1 : 0); }

/// What SMTChecker says of a promise that essmap proves or refutes.
std::string smt_verdict(const Json& answer, const std::string& expected) {
    const std::string result = answer.at("result");
    std::string told = result;
    if (result == "proved" && answer.at("rules") == "example")
        told = "proved for the example's rules";
    if (result == "refuted" && expected == "proved") told = "false alarm";
    if (answer.contains("why")) told += fmt::format(" ({})", std::string(answer.at("why")));
    return fmt::format("{}, {}", told, seconds(answer.at("seconds")));
}

std::string promise_table(const Json& file) {
    std::string rows =
        "| promise | essmap | forge: times asked | SMTChecker |\n|---|---|---:|---|\n";
    const Json& forge = file.at("forge").at("promises");
    const Json& smt = file.at("smtchecker").at("promises");
    for (const auto& [id, one] : file.at("essmap").at("promises").items()) {
        const std::string expected = one.at("result");
        rows += fmt::format(
            "| `{}` | {}, {} | {} | {} |\n", id, expected, seconds(one.at("seconds")),
            forge.contains(id) ? fmt::to_string(forge.at(id).at("checks").get<long>()) : "-",
            smt.contains(id) ? smt_verdict(smt.at(id), expected) : "-");
    }
    for (const auto& [id, one] : smt.items())
        if (id.starts_with("whole."))
            rows += fmt::format("| `{}`: the deployed contract itself | - | - | {} |\n", id,
                                smt_verdict(one, "proved"));
    return rows;
}

/// How many promises of a kind SMTChecker gave which answer.
struct Count {
    int any = 0;
    int example = 0;
    int refuted = 0;
    int alarms = 0;
    int unknown = 0;
};
Count count(const Json& file) {
    Count result;
    const Json& essmap = file.at("essmap").at("promises");
    for (const auto& [id, one] : file.at("smtchecker").at("promises").items()) {
        const bool refutable = essmap.contains(id) && essmap.at(id).at("result") == "refuted";
        if (one.at("result") == "proved")
            ++(one.at("rules") == "any" ? result.any : result.example);
        else if (one.at("result") == "refuted")
            ++(refutable ? result.refuted : result.alarms);
        else
            ++result.unknown;
    }
    return result;
}

std::string survivors(const Json& tool) {
    std::string list;
    for (const std::string name : tool.at("survivors")) list += (list.empty() ? "" : "; ") + name;
    return list.empty() ? "none" : list;
}

std::string rendered(const Json& file) {
    const Json& forge = file.at("forge");
    const Json& smt = file.at("smtchecker");
    const Json& mutants = file.at("mutants");
    const Count answers = count(file);
    const auto& all = mutants.at("names").size();
    std::string page = fmt::format(
        "## Beside other tools\n\n"
        "What a user would take instead, on the same promises: measured by `bench/proof-peers` in "
        "one run on {} ({} at a time; {}, solc {}).\n\n"
        "| tool | what was asked | answer | time |\n|---|---|---|---:|\n",
        std::string(file.at("machine").at("model")), file.at("jobs").get<int>(),
        std::string(file.at("versions").at("forge")), std::string(file.at("versions").at("solc")));
    page += fmt::format(
        "| `essmap verify --contract guarded` | {} promises, for any rules and any state | all "
        "decided | {} |\n",
        file.at("essmap").at("promises").size(), seconds(file.at("essmap").at("seconds")));
    page += fmt::format(
        "| forge, {} runs, coverage-guided | {} promises in {} calls, and {} deployments | {} | {} "
        "|\n",
        forge.at("runs").get<long>(), forge.at("promises").size(), forge.at("calls").get<long>(),
        forge.at("deployments").get<long>(),
        forge.at("broken").is_null() ? "none broken" : "broken: " + std::string(forge.at("broken")),
        seconds(forge.at("seconds")));
    page += fmt::format(
        "| SMTChecker, CHC and BMC | {} promises, for any rules, else for the example's | {} "
        "proved, {} more for the example's rules, {} refuted rightly and {} wrongly, {} unknown | "
        "{} |\n\n",
        smt.at("promises").size(), answers.any, answers.example, answers.refuted, answers.alarms,
        answers.unknown, seconds(smt.at("seconds")));
    page += fmt::format(
        "Of {} mutants of the Solidity, forge finds {} in {} and SMTChecker, by the promises that "
        "it proves, {} in {}. `scripts/mutants` finds all of theirs in C++ by `essmap verify`. "
        "Not found by forge: {}.\n\n",
        all, mutants.at("forge").at("killed").get<int>(),
        seconds(mutants.at("forge").at("seconds")),
        mutants.at("smtchecker").at("killed").get<int>(),
        seconds(mutants.at("smtchecker").at("seconds")), survivors(mutants.at("forge")));
    page += fmt::format(
        "Settings: forge runs one campaign that asks every promise after every call, with a "
        "handler that bounds its inputs, steps time to either side of each limit, and deploys and "
        "changes rules within two points of the guard's edge. SMTChecker gets each promise alone, "
        "with lemmas and named products, for at most {} s of a processor, by both engines; no "
        "`timeout`, so that its Z3 counts steps instead of seconds. BMC is deprecated.\n",
        smt.at("limit").get<int>());
    page += std::string(differences) + "\n";
    return page + promise_table(file);
}

}  // namespace

std::string peers_section(const std::string& file) {
    try {
        return rendered(Json::parse(sweep::read_text_file(file)));
    } catch (const Json::exception& error) {
        throw files::DataError(
            fmt::format("{}: not written by bench/proof-peers: {}", file, error.what()));
    }
}

}  // namespace essmap::cli
