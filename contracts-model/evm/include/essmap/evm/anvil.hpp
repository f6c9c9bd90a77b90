#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "essmap/evm/abi.hpp"

/// A local Ethereum node of one's own: Foundry's anvil, spoken to over a Unix socket.
namespace essmap::evm {

using Json = nlohmann::json;

/// An open file, closed at the end.
class FileDescriptor {
public:
    explicit FileDescriptor(int number) : number_(number) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    FileDescriptor& operator=(FileDescriptor&&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

/// A child process, killed and waited for at the end.
class ChildProcess {
public:
    explicit ChildProcess(pid_t id = -1) : id_(id) {}
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept : id_(other.id_) { other.id_ = -1; }
    ChildProcess& operator=(ChildProcess&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    pid_t id() const { return id_; }

private:
    pid_t id_;
};

/// A running anvil, started in about 0.05 s, with a chain of its own from time 1 on: no gas price,
/// no limit of gas or code size but those a call is given, any address may send. It ends with this
/// object, or with the thread that made it, however that ends. Leaves no file behind. One thread.
class Anvil {
public:
    /// @param hardfork the rules of the EVM, e.g. Artifacts::evm_version()
    /// @throws EvmError where anvil is not installed or does not start.
    explicit Anvil(const std::string& hardfork);

    /// The result of one JSON-RPC call. @throws EvmError for an error, or where anvil has ended.
    Json request(const std::string& method, const Json& params);

    /// Those of many calls of one method that change nothing: anvil answers in order but runs them
    /// side by side. @param params those of each call
    std::vector<Json> batch(const std::string& method, const std::vector<Json>& params);

    /// Keccak-256.
    Word keccak(std::span<const std::uint8_t> bytes);
    Word keccak(std::string_view text);

    pid_t process() const { return process_.id(); }

private:
    Json exchange(const Json& message);
    [[noreturn]] void fail(const std::string& what);

    FileDescriptor messages_;  ///< what anvil writes to its standard error
    FileDescriptor socket_;
    ChildProcess process_;
};

}  // namespace essmap::evm
