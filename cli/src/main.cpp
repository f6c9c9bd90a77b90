#include <cstdlib>

#include "command.hpp"

namespace {

using namespace essmap;

/// Is this the process of its job that speaks? Under mpirun or srun the launcher numbers them, long
/// before MPI starts, so that a thousand ranks complain once.
bool speaks() {
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
        if (const char* rank = std::getenv(name)) return std::string(rank) == "0";
    return true;
}

int parse_and_run(int argc, char** argv) {
    CLI::App app(
        "Maps where an incentive contract for sharing threat intelligence makes everyone share.",
        "essmap");
    app.footer(
        "Example: essmap classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10\n"
        "Exit codes: 0 done, 1 a check failed, 2 unknown, 64 usage, 65 bad data in a file,\n"
        "70 internal error, 74 input/output.");
    app.set_version_flag("--version", "essmap " ESSMAP_VERSION);
    app.require_subcommand(1);
    cli::Runner run;
    for (const auto add :
         {cli::add_classify, cli::add_simulate, cli::add_sweep, cli::add_plot, cli::add_reproduce})
        add(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        std::string message = error.what();
        if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-')
            message = std::string("there is no subcommand ") + argv[1];
        if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
            message += " (each flag once, with its value)";
        throw cli::UsageError(message + "; see essmap --help");
    }
    return run();
}

}  // namespace

int main(int argc, char** argv) {
    return cli::report_errors(speaks(), [&] { return parse_and_run(argc, argv); });
}
