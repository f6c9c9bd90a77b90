#include "essmap/files/process_apart.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <new>

#include "essmap/files/errors.hpp"

namespace essmap::files {

namespace {

/// What goes before every question and answer.
struct Head {
    std::uint64_t bytes = 0;
    std::int64_t word = 0;  ///< seconds of a question; Outcome of an answer
};
enum Outcome : std::int64_t { fine, bad_data, no_access };

bool send_all(int socket, const void* from, std::size_t bytes) {
    for (const char* at = static_cast<const char*>(from); bytes > 0;) {
        const ssize_t sent = ::send(socket, at, bytes, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        bytes -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receive_all(int socket, void* to, std::size_t bytes) {
    for (char* at = static_cast<char*>(to); bytes > 0;) {
        const ssize_t got = ::recv(socket, at, bytes, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

bool send_message(int socket, std::string_view text, std::int64_t word) {
    const Head head{text.size(), word};
    return send_all(socket, &head, sizeof head) && send_all(socket, text.data(), text.size());
}

bool receive_message(int socket, std::string& text, std::int64_t& word) {
    Head head;
    if (!receive_all(socket, &head, sizeof head)) return false;
    text.resize(head.bytes);
    word = head.word;
    return receive_all(socket, text.data(), text.size());
}

/// No memory beyond some gigabytes more than now, no core file, no words of libraries, and no life
/// after the parent's.
void limit_this_process() {
    constexpr rlim_t more = rlim_t{8} << 30U;
    constexpr rlim_t shadow = rlim_t{1} << 40U;  // a sanitizer's memory knows no such limit
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t now = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
    const rlimit memory{now + more, now + more};
    if (now > 0 && now < shadow) ::setrlimit(RLIMIT_AS, &memory);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::signal(SIGPROF, SIG_DFL);
    if (const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nothing >= 0)
        ::dup2(nothing, STDERR_FILENO);
}

/// SIGPROF ends a process that has computed for longer; 0: no limit.
void limit_seconds(std::int64_t seconds) {
    const itimerval timer{{0, 0}, {static_cast<time_t>(seconds), 0}};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

[[noreturn]] void serve(int socket, const ProcessApart::Answerer& answer) {
    limit_this_process();
    std::string text;
    std::int64_t seconds = 0;
    while (receive_message(socket, text, seconds)) {
        Outcome outcome = fine;
        limit_seconds(seconds);
        try {
            text = answer(text);
        } catch (const IoError& error) {
            outcome = no_access;
            text = error.what();
        } catch (const std::bad_alloc&) {
            outcome = bad_data;
            text = "reading it takes more memory than is allowed";
        } catch (const std::exception& error) {
            outcome = bad_data;
            text = error.what();
        }
        limit_seconds(0);
        if (!send_message(socket, text, outcome)) break;
    }
    ::_exit(0);
}

}  // namespace

ProcessApart::ProcessApart(const Answerer& answer) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0) {
        process_ = ::fork();
        if (process_ == 0) {
            ::close(ends[0]);
            serve(ends[1], answer);
        }
        ::close(ends[1]);
        socket_ = ends[0];
    }
    if (process_ < 0) {
        const int error = errno;
        if (socket_ >= 0) ::close(socket_);
        throw IoError(fmt::format("cannot start a process: {}", std::strerror(error)));
    }
}

ProcessApart::~ProcessApart() {
    ::close(socket_);
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

std::string ProcessApart::ask(std::string_view question, long seconds) const {
    std::string text;
    std::int64_t outcome = fine;
    if (!send_message(socket_, question, seconds) || !receive_message(socket_, text, outcome))
        throw DataError("the library that reads it fails on it, or does not come to an end");
    if (outcome == no_access) throw IoError(text);
    if (outcome != fine) throw DataError(text);
    return text;
}

}  // namespace essmap::files
