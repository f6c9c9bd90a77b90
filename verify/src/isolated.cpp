#include "isolated.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace essmap::verify {

namespace {

/// An open file or one end of a pipe, closed with it.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    [[nodiscard]] int number() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

/// Reads to the end of the pipe; false if the time ran out first.
bool read_all(int pipe, std::string& text, unsigned timeout_ms, const Limit& limit) {
    constexpr unsigned most_waited_ms = 50;  // a stop is noticed after that
    const Limit own(timeout_ms * 1e-3, nullptr);
    for (;;) {
        const unsigned left = limit.left_ms(own.left_ms(most_waited_ms));
        if (left == 0) return false;
        pollfd wait{pipe, POLLIN, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(left));
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        if (ready < 0) return false;
        std::array<char, 4096> buffer{};
        const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count == 0;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void write_all(int file, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) return;
        if (count > 0) done += static_cast<std::size_t>(count);
    }
}

/// Forks; the child runs `body` with the pipe's writing end and never returns.
template <class Body>
std::optional<std::string> in_child(const Body& body, unsigned timeout_ms, const Limit& limit) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw SolverError(std::string("cannot make a pipe: ") + std::strerror(errno));
    Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0)
        throw SolverError(std::string("cannot start a process: ") + std::strerror(errno));
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no orphan outlives essmap
        if (::getppid() != parent) ::_exit(1);
        body(writing.number());
        ::_exit(1);
    }
    writing.close();
    std::string text;
    const bool complete = read_all(reading.number(), text, timeout_ms, limit);
    if (!complete) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!complete || !WIFEXITED(status)) return std::nullopt;
    if (WEXITSTATUS(status) == 127) throw SolverError(text);
    return text;
}

}  // namespace

std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        unsigned timeout_ms, const Limit& limit) {
    return in_child(
        [&](int pipe) {
            try {
                write_all(pipe, work());
            } catch (const std::exception& error) {
                write_all(pipe, std::string("unknown ") + error.what());
            } catch (...) {  // z3::exception is no std::exception everywhere
                write_all(pipe, "unknown error of the solver");
            }
            ::_exit(0);
        },
        timeout_ms, limit);
}

std::optional<std::string> run_program(const std::vector<std::string>& command,
                                       const std::string& input, unsigned timeout_ms,
                                       const Limit& limit) {
    // In memory: nothing is left behind, whatever ends this process.
    const Descriptor given(::memfd_create("essmap", MFD_CLOEXEC));
    if (given.number() < 0)
        throw SolverError(std::string("cannot keep a question: ") + std::strerror(errno));
    write_all(given.number(), input);
    ::lseek(given.number(), 0, SEEK_SET);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return in_child(
        [&](int pipe) {
            ::dup2(pipe, STDOUT_FILENO);
            ::dup2(given.number(), STDIN_FILENO);
            ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
            ::execvp(arguments[0], arguments.data());
            write_all(pipe, command[0] + ": " + std::strerror(errno));
            ::_exit(127);
        },
        timeout_ms, limit);
}

}  // namespace essmap::verify
