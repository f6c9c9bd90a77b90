#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "command.hpp"
#include "essmap/model/parameters.hpp"
#include "over_ranks.hpp"
#include "standard_output.hpp"

namespace {

using namespace essmap;

/// Letters to insert, delete or change to make one word the other (Levenshtein).
std::size_t edit_distance(const std::string& from, const std::string& to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

/// "; did you mean WORD?" for a word two letters away at most, else nothing.
std::string suggestion(const std::string& given, const std::vector<std::string>& words) {
    const auto distance = [&](const std::string& word) { return edit_distance(given, word); };
    const auto best = std::ranges::min_element(words, {}, distance);
    const bool alike =
        best != words.end() && distance(*best) <= 2 && distance(*best) < given.size() / 2;
    return alike ? fmt::format("; did you mean {}?", *best) : "";
}

/// One line on why CLI11 refused the command line: its first unknown word, or the error's own.
std::string explain(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    const auto chosen = app.get_subcommands();
    const CLI::App& command = chosen.empty() ? app : *chosen.front();
    const std::string see =
        fmt::format("; see essmap {}--help", chosen.empty() ? "" : command.get_name() + " ");
    if (chosen.empty() && argc > 1 && argv[1][0] != '-') {
        std::vector<std::string> names;
        for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(one->get_name());
        return fmt::format("there is no subcommand {}{}{}", argv[1], suggestion(argv[1], names),
                           see);
    }
    std::vector<std::string> flags;
    for (const CLI::Option* option : command.get_options())
        if (option->nonpositional()) flags.push_back(option->get_name());
    for (int i = 1; i < argc; ++i) {
        const std::string name = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
        const bool flag = name.starts_with("--") && name.size() > 2;
        if (flag && command.get_option_no_throw(name) == nullptr)
            return fmt::format("there is no flag {}{}{}", name, suggestion(name, flags), see);
    }
    for (const CLI::Option* option : command.get_options())
        if (option->count() > 1 && option->get_items_expected_max() == 1)
            return fmt::format("{} is given {} times ({}): once is allowed{}", option->get_name(),
                               option->count(), fmt::join(option->results(), ", "), see);
    if (const auto extra = command.remaining(true); !extra.empty())
        return fmt::format("{} is not expected{}", extra.front(), see);
    const std::string message = error.what();
    if (message.ends_with(" missing"))  // "--mu: 1 required NUMBER missing"
        return message.substr(0, message.find(':')) + " needs a value" + see;
    return message + see;
}

/// A script's unset variable is no value. @throws UsageError
void refuse_empty_values(const CLI::App& app) {
    for (const CLI::App* command : app.get_subcommands())
        for (const CLI::Option* option : command->get_options())
            if (std::ranges::count(option->results(), "") > 0)
                throw cli::UsageError(fmt::format("{} = \"\" is not allowed: {}",
                                                  option->get_name(), option->get_type_name()));
}

/// What a caller closed of the three standard streams must not become the next file that is opened:
/// a message would be written into it. A stream closed refuses what is written to it.
void hold_standard_streams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDONLY));
}

/// A command line that is wrong: said once by all ranks of a command that runs over them.
template <class Error>
int refuse(const CLI::App& app, const Error& error) {
    const auto chosen = app.get_subcommands();
    if (chosen.empty() || !cli::runs_over_ranks(*chosen.front())) throw error;
    return cli::over_ranks(
        *chosen.front(), [&](const sweep::MpiSession&) -> int { throw error; }, error.what());
}

int parse_and_run(int argc, char** argv) {
    CLI::App app(
        "Maps where an incentive contract for sharing threat intelligence makes everyone share.",
        "essmap");
    app.footer(
        "Example: essmap classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10\n"
        "Exit codes: 0 done, 1 a check failed, 2 unknown, 64 usage, 65 bad data in a file,\n"
        "70 internal error, 74 input/output, 75 stopped by a signal.");
    app.require_subcommand(1);
    cli::Runner run;
    for (const auto add :
         {cli::add_classify, cli::add_simulate, cli::add_sweep, cli::add_merge, cli::add_plot,
          cli::add_explore, cli::add_recommend, cli::add_check, cli::add_regulate, cli::add_shapley,
          cli::add_reproduce, cli::add_verify})
        add(app, run);
    app.set_version_flag("--version", "essmap " ESSMAP_VERSION);
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
        command->set_version_flag("--version", "essmap " ESSMAP_VERSION);
    try {
        app.parse(argc, argv);
        refuse_empty_values(app);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        return refuse(app, cli::UsageError(explain(app, error, argc, argv)));
    } catch (const cli::UsageError& error) {
        return refuse(app, error);
    } catch (const model::InvalidValue& error) {
        return refuse(app, error);
    }
    return run();
}

}  // namespace

int main(int argc, char** argv) {
    hold_standard_streams();
    // HDF5's locks: some file systems have none, and files are written under names of their own.
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
    std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error of writing, not the end
    return cli::report_errors(true, [&] {
        const int result = parse_and_run(argc, argv);
        cli::flush_output();
        return result;
    });
}
