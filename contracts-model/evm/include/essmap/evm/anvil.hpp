#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "essmap/evm/abi.hpp"

/// A local Ethereum node that belongs to this process: Foundry's anvil, reached by a Unix socket.
namespace essmap::evm {

using Json = nlohmann::json;

/// Owns an open file descriptor, and closes it in the destructor.
class FileDescriptor {
public:
    /// Takes ownership of an open descriptor. @param number below 0: there is none to close
    explicit FileDescriptor(int number) : number_(number) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    FileDescriptor& operator=(FileDescriptor&&) = delete;
    /// The descriptor, for system calls; it stays owned.
    int number() const { return number_; }

private:
    int number_;
};

/// Owns a child process; the destructor kills it and waits for its end.
class ChildProcess {
public:
    /// Takes ownership of a child of this process. @param id below 0: there is none to kill
    explicit ChildProcess(pid_t id = -1) : id_(id) {}
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept : id_(other.id_) { other.id_ = -1; }
    ChildProcess& operator=(ChildProcess&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    /// The process id; below 0 where there is no process.
    pid_t id() const { return id_; }

private:
    pid_t id_;
};

/// A running anvil with a new chain that begins at time 1; it starts in about 0.05 s. Gas costs
/// nothing, any address may send, and only the call itself limits gas; code may be of any size.
/// Anvil ends with this object, or with the thread that made it, however that ends. It leaves no
/// file behind. Use one object by one thread.
class Anvil {
public:
    /// @param hardfork the rules of the EVM, e.g. Artifacts::evm_version()
    /// @throws EvmError where anvil is not installed or does not start.
    explicit Anvil(const std::string& hardfork);

    /// Makes one JSON-RPC call. @return its result
    /// @throws EvmError where anvil answers with an error, has ended, or does not answer in 300 s
    Json request(const std::string& method, const Json& params);

    /// Makes many JSON-RPC calls of one method, none of which may change the chain: anvil runs them
    /// in parallel. @param params of each call @return their results, in order
    /// @throws EvmError as request()
    std::vector<Json> batch(const std::string& method, const std::vector<Json>& params);

    /// The Keccak-256 hash of bytes, computed by anvil. @throws EvmError as request()
    Word keccak(std::span<const std::uint8_t> bytes);
    /// The Keccak-256 hash of the bytes of a text, e.g. of a signature.
    Word keccak(std::string_view text);

    /// The process id of anvil.
    pid_t process() const { return process_.id(); }

private:
    Json exchange(const Json& message);
    [[noreturn]] void fail(const std::string& what);

    FileDescriptor messages_;  ///< what anvil writes to its standard error
    FileDescriptor socket_;
    ChildProcess process_;
};

}  // namespace essmap::evm
