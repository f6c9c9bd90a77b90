#pragma once

#include <optional>

#include "essmap/evm/anvil.hpp"

/// Deploys and calls contracts: by transactions, which change the chain, and by runs, which do not.
namespace essmap::evm {

struct Log {
    Address contract;
    std::vector<Word> topics;  ///< the event, and its indexed parameters
    Bytes data;                ///< the others
    bool operator==(const Log&) const = default;
};

struct Call {
    Address from;
    Address to;
    Bytes data;
};

/// What became of a call.
struct Outcome {
    bool success = false;
    std::uint64_t gas_used = 0;  ///< of a transaction, after refunds: with its 21,000 and its data
    Bytes data;  ///< what it returned, or the error it reverted with; empty where it ran out of gas
    std::vector<Log> logs;
};

/// One block of a run: calls, each a transaction, all at one time.
struct Block {
    std::uint64_t time;  ///< any; it may even fall
    std::vector<Call> calls;
};

struct Deployed {
    Address address;
    std::uint64_t gas_used;
};

/// A chain on an anvil of its own. Gas costs nothing; each call may use up to `gas_limit`.
class Chain {
public:
    static constexpr std::uint64_t gas_limit = 1'000'000'000;

    /// Starts anvil. @param hardfork as of Anvil @throws EvmError as Anvil
    explicit Chain(const std::string& hardfork) : anvil_(hardfork) {}

    /// Creates a contract by a transaction. @return its address, and the gas it took
    /// @param code bytecode, followed by the constructor's arguments
    /// @param time of its block, as of transact
    /// @throws EvmError where the constructor reverts, with its data
    Deployed deploy(const Bytes& code, const Address& from, std::optional<std::uint64_t> time = {});

    /// Makes a call as a transaction in a block of its own, which changes the chain. This is about
    /// 20 times slower than a call of a run. A revert is an outcome, not an exception.
    /// @param time of its block in seconds, not before the last block's; anvil's choice if not
    /// given
    Outcome transact(const Call& call, std::optional<std::uint64_t> time = {});

    /// Makes a call on the present state without changing it, at the time of the last block.
    Outcome call(const Call& call);

    /// Runs blocks one after the other from the present state, without changing it: each call sees
    /// what the calls before it left. @return the outcomes of all calls, in order
    std::vector<Outcome> run(const std::vector<Block>& blocks);

    /// Makes many such runs, each from the present state. A call takes about 20 us here and 20 us
    /// in anvil with one call a block, and about half of that with 25.
    /// @return the outcomes of each run
    std::vector<std::vector<Outcome>> runs(const std::vector<std::vector<Block>>& runs);

    /// Puts code, e.g. a deployed bytecode, at an address. No constructor runs.
    void set_code(const Address& address, const Bytes& code);

    /// The node, for other JSON-RPC calls.
    Anvil& anvil() { return anvil_; }

private:
    struct Mined {
        Json receipt;
        Outcome outcome;
    };
    Mined mine(Json transaction, std::optional<std::uint64_t> time);

    Anvil anvil_;
};

}  // namespace essmap::evm
