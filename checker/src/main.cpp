#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "claims_check.hpp"
#include "map_check.hpp"
#include "netcdf_file.hpp"
#include "paving_check.hpp"
#include "terminal.hpp"

namespace {

using namespace checker;
using nlohmann::json;

// A sanitizer's shadow memory is larger than any limit that makes sense.
#if defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif
constexpr rlim_t most_memory = rlim_t{8} << 30U;

constexpr int not_so = 1, usage = 64, data = 65, io = 74;

/// Which of the three kinds the first byte tells: NetCDF-4 ('\x89HDF') or JSON.
void check_by_kind(const std::string& path, Report& report) {
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream.is_open()) throw Unavailable(std::strerror(errno));
    const int first = stream.peek();
    if (first == std::ifstream::traits_type::eof()) {
        if (stream.bad() || errno != 0) throw Unavailable(std::strerror(errno));
        throw Unreadable("it is empty");
    }
    if (first != 0x89) return check_claims(stream, report);
    const NetcdfFile file(path);
    if (file.text("", "essmap_file") == "paving") return check_paving(file, report);
    check_map(file, report);
}

json check_file(const std::string& path) {
    Report report;
    const auto failed = [](int code, const std::string& why) {
        return json{{"exit_code", code}, {"why", why}};
    };
    try {
        check_by_kind(path, report);
        return report.to_json();
    } catch (const Unreadable& error) {
        return failed(data, error.what());
    } catch (const Unavailable& error) {
        return failed(io, error.what());
    } catch (const std::bad_alloc&) {
        return failed(data, "checking it takes more memory than is allowed");
    } catch (const std::exception& error) {
        return failed(data, error.what());
    }
}

/// Checks one file in a process of its own: a library that a damaged file brings down takes nothing
/// else with it.
json check_apart(const std::string& path) {
    int ends[2];
    std::fflush(nullptr);
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category());
    if (child == 0) {
        if (!sanitized) {
            const rlimit memory{most_memory, most_memory};
            ::setrlimit(RLIMIT_AS, &memory);
        }
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        const std::string text =
            check_file(path).dump(-1, ' ', true, json::error_handler_t::replace);
        for (std::size_t done = 0; done < text.size();) {
            const ssize_t written = ::write(ends[1], text.data() + done, text.size() - done);
            if (written < 0) ::_exit(io);
            done += static_cast<std::size_t>(written);
        }
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) != 0;) {
        if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
        if (got < 0 && errno != EINTR) break;
    }
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    json result = json::parse(text, nullptr, false);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && result.is_object()) return result;
    return {{"exit_code", data},
            {"why", WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF
                        ? "the library does not come to an end with it"
                        : "the library fails on it"}};
}

void print(const json& result) {
    const auto lines = [&](const char* key, const char* label) {
        for (const auto& line : result.at(key))
            fmt::print("  {:<14} {}\n", label, printable(line.get<std::string>()));
    };
    fmt::print("{}: {}\n", printable(result.at("file").get<std::string>()),
               printable(result.at("what").get<std::string>()));
    lines("confirmed", "confirmed");
    lines("not_confirmed", "not confirmed");
    lines("findings", "failed");
    const auto count = result.at("findings_count").get<std::size_t>();
    if (count > Report::most_findings)
        fmt::print("  {:<14} and {} more\n", "", count - Report::most_findings);
    fmt::print("  {}\n", count == 0 ? "all confirmed" : fmt::format("{} failed", count));
}

int check_all(const std::vector<std::string>& paths, bool as_json) {
    json files = json::array();
    int code = 0;
    for (const auto& path : paths) {
        json result = check_apart(path);
        result["file"] = path;
        const int its = result.at("exit_code").get<int>();
        // What is not so comes before what cannot be read, and that before what is not there.
        if (its != 0) code = code == 0 ? its : std::min(code, its);
        if (its > not_so) {
            const auto why = result.at("why").get<std::string>();
            const auto line = its == io ? fmt::format("cannot read {}: {}", path, why)
                                        : fmt::format("{} cannot be checked: {}", path, why);
            complain(line);
        } else if (!as_json) {
            print(result);
        }
        if (as_json) files.push_back(std::move(result));
    }
    if (as_json)
        fmt::print("{}\n", json{{"files", files}, {"exit_code", code}}.dump(
                               2, ' ', true, json::error_handler_t::replace));
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        throw std::system_error(errno, std::generic_category());
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    // A stream that the caller closed must not become the next file that is opened.
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDONLY));
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);  // some file systems have none
    CLI::App app("Checks maps, recommendations and pavings of essmap with neither Z3 nor MPI.",
                 "essmap-check");
    std::vector<std::string> paths;
    std::string format = "text";
    app.add_option("files", paths, "what essmap sweep or essmap recommend wrote")->required();
    app.add_option("--format", format, "text (default) or json")
        ->check(CLI::IsMember({"text", "json"}));
    app.set_version_flag("--version", "essmap " ESSMAP_VERSION);
    try {
        app.parse(argc, argv);
        return check_all(paths, format == "json");
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        complain(fmt::format("{}; see essmap check --help", error.what()));
        return usage;
    } catch (const std::exception& error) {
        complain(fmt::format("cannot write standard output: {}", error.what()));
        return io;
    }
}
