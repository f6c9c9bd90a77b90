#include "gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/text/markup.hpp"

namespace essmap::maps {

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// A nameless temporary file.
File scratch(const std::string& content) {
    File file(std::tmpfile(), &std::fclose);
    if (!file || std::fwrite(content.data(), 1, content.size(), file.get()) != content.size() ||
        std::fflush(file.get()) != 0)
        throw files::IoError(
            fmt::format("cannot write a temporary file: {}", std::strerror(errno)));
    std::rewind(file.get());
    return file;
}

std::string first_line(std::FILE* file) {
    std::rewind(file);
    std::array<char, 4096> text{};
    const std::size_t size = std::fread(text.data(), 1, text.size(), file);
    std::string all(text.data(), size);
    // gnuplot shows the offending line and a caret before it says what is wrong.
    const auto found = all.rfind("line ");
    if (found != std::string::npos) all.erase(0, found);
    std::ranges::replace(all, '\n', ' ');
    return all.substr(0, 200);
}

/// A pipe; its ends close with it and are not inherited.
struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw files::IoError(fmt::format("cannot run gnuplot: {}", std::strerror(errno)));
    }
    ~Pipe() {
        ::close(ends[0]);
        close_writer();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void close_writer() {
        if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
    }
    /// All that is written until every writer has closed.
    std::string read_all() {
        close_writer();
        std::string all;
        std::array<char, 65536> part{};
        for (;;) {
            const auto size = ::read(ends[0], part.data(), part.size());
            if (size < 0 && errno == EINTR) continue;
            if (size <= 0) return all;
            all.append(part.data(), static_cast<std::size_t>(size));
        }
    }
};

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void run_gnuplot(const std::string& script, const std::string& path) {
    { const files::TemporaryFile writable(path); }  // before any work: can the picture be written?
    // gnuplot does not notice a full disk, so it writes to a pipe and the picture is saved here.
    Pipe picture;
    const File input = scratch(script);
    const File messages = scratch("");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, picture.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(messages.get()), STDERR_FILENO);
    std::string program = "gnuplot";
    std::string option = "-d";  // the user's own start-up file is not read
    std::array<char*, 3> arguments{program.data(), option.data(), nullptr};
    pid_t child = -1;
    const int error = posix_spawnp(&child, "gnuplot", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == ENOENT)
        throw files::IoError("cannot draw: gnuplot is not installed (Debian's gnuplot-nox)");
    if (error != 0)
        throw files::IoError(fmt::format("cannot run gnuplot: {}", std::strerror(error)));
    const std::string drawn = picture.read_all();
    const int status = wait_for(child);
    if (status != 0 || drawn.empty())
        throw files::IoError(
            fmt::format("cannot draw {}: gnuplot says: {}", path,
                        status == 0 ? "nothing drawn" : first_line(messages.get())));
    files::write_atomically(path, path.ends_with(".svg") ? text::gnuplot_svg(drawn) : drawn);
}

}  // namespace essmap::maps
