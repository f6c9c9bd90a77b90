#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "essmap/files/errors.hpp"
#include "options.hpp"

namespace essmap::cli {

namespace {

struct CheckOptions {
    std::vector<std::string> files;
    bool json = false;
};

/// Becomes essmap-check, which lies beside this program. @throws files::IoError
int check(const CheckOptions& options) {
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    const std::string checker = (self.parent_path() / "essmap-check").string();
    std::vector<std::string> words{checker, "--format", options.json ? "json" : "text", "--"};
    words.insert(words.end(), options.files.begin(), options.files.end());
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(checker.c_str(), arguments.data());
    throw files::IoError(
        fmt::format("cannot run {}, the checker: {}", checker, std::strerror(errno)));
}

}  // namespace

void add_check(CLI::App& app, Runner& run) {
    auto state = std::make_shared<CheckOptions>();
    auto* command = app.add_subcommand(
        "check", "confirm maps, pavings and recommendations with neither Z3 nor MPI");
    command->footer(
        "Example: essmap check map.nc recommendation.json\n"
        "A program of its own, essmap-check, shares no code with what wrote them.\n"
        "Exit code 1 where a check fails; then 65 where a file cannot be read as one of\n"
        "essmap's, 74 where it is not there.");
    command->add_option("files", state->files, "what essmap sweep or essmap recommend wrote")
        ->type_name("FILE")
        ->required();
    add_format(*command, state->json);
    command->callback([state, &run] { run = [state] { return check(*state); }; });
}

}  // namespace essmap::cli
