#include "essmap/evm/anvil.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>

#include "essmap/evm/artifact.hpp"

namespace essmap::evm {

namespace {

using namespace std::chrono_literals;
constexpr auto start_limit = 60s;
constexpr auto answer_limit = 300s;
constexpr std::size_t batch_size = 20;

int checked(int result, const char* what) {
    if (result < 0)
        throw EvmError(std::string(what) + ": " + std::system_category().message(errno));
    return result;
}

/// A private folder, removed with what is in it at the end.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "essmap-anvil-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) checked(-1, name.c_str());
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;  // what cannot be removed from /tmp stays there
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// In the child: nothing but what may follow fork() in a program with threads.
[[noreturn]] void become(const char* const* arguments, pid_t parent, int messages) noexcept {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && dup2(messages, STDERR_FILENO) >= 0) {
        const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(nowhere, STDIN_FILENO);
        dup2(nowhere, STDOUT_FILENO);
        execv(arguments[0], const_cast<char* const*>(arguments));
    }
    _exit(127);
}

pid_t start(const std::vector<std::string>& arguments, int messages) {
    std::vector<const char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    pointers.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t child = checked(fork(), "fork");
    if (child == 0) become(pointers.data(), parent, messages);
    return child;
}

/// Connected to the Unix socket, once it is there?
bool connected(int socket, const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof(address.sun_path))
        throw EvmError(path.string() + ": too long for a socket");
    std::ranges::copy(path.native(), std::begin(address.sun_path));
    return connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

bool has_ended(pid_t process) {
    siginfo_t info{};
    const auto id = static_cast<id_t>(process);
    return waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == process;
}

std::vector<std::string> command_line(const std::string& hardfork,
                                      const std::filesystem::path& socket) {
    return {ESSMAP_ANVIL,
            "--ipc",
            socket,
            "--port",
            "0",
            "--quiet",
            "--chain-id",
            "31337",
            "--hardfork",
            hardfork,
            "--timestamp",
            "1",
            "--accounts",
            "1",
            "--gas-price",
            "0",
            "--block-base-fee-per-gas",
            "0",
            "--auto-impersonate",
            "--disable-block-gas-limit",
            "--disable-code-size-limit"};
}

Json call_of(const std::string& method, const Json& params, std::size_t id) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
}

Json result_of(const std::string& method, Json&& reply) {
    if (const auto error = reply.find("error"); error != reply.end()) {
        throw EvmError(method + ": " + error->value("message", error->dump()));
    }
    return std::move(reply.at("result"));
}

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) close(number_);
}

ChildProcess::~ChildProcess() {
    if (id_ < 0) return;
    kill(id_, SIGKILL);
    while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

Anvil::Anvil(const std::string& hardfork)
    : messages_(checked(memfd_create("anvil", MFD_CLOEXEC), "memfd_create")),
      socket_(checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")) {
    if (const std::string missing = missing_tools(); !missing.empty()) throw EvmError(missing);
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "ipc";
    process_ = ChildProcess(start(command_line(hardfork, path), messages_.number()));
    const auto limit = std::chrono::steady_clock::now() + start_limit;
    while (!connected(socket_.number(), path)) {
        if (has_ended(process_.id())) fail("anvil did not start");
        if (std::chrono::steady_clock::now() > limit) fail("anvil did not answer");
        std::this_thread::sleep_for(2ms);
    }
}

void Anvil::fail(const std::string& what) {
    std::string messages(2000, '\0');
    const ssize_t length = pread(messages_.number(), messages.data(), messages.size(), 0);
    messages.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    std::ranges::replace(messages, '\n', ' ');
    throw EvmError(messages.empty() ? what : what + ": " + messages);
}

Json Anvil::exchange(const Json& message) {
    const std::string text = message.dump() + "\n";
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t now =
            send(socket_.number(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (now < 0 && errno == EINTR) continue;
        if (now < 0) fail("anvil has ended");
        sent += static_cast<std::size_t>(now);
    }
    std::string received;
    std::vector<char> buffer(std::size_t{1} << 18U);
    while (!received.ends_with('\n')) {  // one line an answer
        pollfd ready{socket_.number(), POLLIN, 0};
        const int state =
            poll(&ready, 1, static_cast<int>(std::chrono::milliseconds(answer_limit).count()));
        if (state < 0 && errno == EINTR) continue;
        if (state <= 0) fail("anvil does not answer");
        const ssize_t now = recv(socket_.number(), buffer.data(), buffer.size(), 0);
        if (now < 0 && errno == EINTR) continue;
        if (now <= 0) fail("anvil has ended");
        received.append(buffer.data(), static_cast<std::size_t>(now));
    }
    return Json::parse(received);
}

Json Anvil::request(const std::string& method, const Json& params) {
    return result_of(method, exchange(call_of(method, params, 0)));
}

std::vector<Json> Anvil::batch(const std::string& method, const std::vector<Json>& params) {
    std::vector<Json> results;
    results.reserve(params.size());
    while (results.size() < params.size()) {
        Json messages = Json::array();
        const std::size_t begin = results.size();
        const std::size_t end = std::min(begin + batch_size, params.size());
        for (std::size_t i = begin; i < end; ++i) messages.push_back(call_of(method, params[i], i));
        Json replies = exchange(messages);
        if (replies.size() != end - begin) throw EvmError(method + ": answers are missing");
        for (std::size_t i = begin; i < end; ++i) {
            Json& reply = replies[i - begin];
            if (reply.at("id") != i) throw EvmError(method + ": answers out of order");
            results.push_back(result_of(method, std::move(reply)));
        }
    }
    return results;
}

Word Anvil::keccak(std::span<const std::uint8_t> bytes) {
    return word(
        from_hex(request("web3_sha3", Json::array({to_hex(bytes)})).get_ref<const std::string&>()));
}

Word Anvil::keccak(std::string_view text) { return keccak(Bytes(text.begin(), text.end())); }

}  // namespace essmap::evm
