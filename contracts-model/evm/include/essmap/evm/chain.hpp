#pragma once

#include <optional>

#include "essmap/evm/anvil.hpp"

/// Contracts deployed and called: transactions that stay, and runs that leave nothing behind.
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

/// A chain on an anvil of its own. Gas costs nothing; a call may use `gas_limit`.
class Chain {
public:
    static constexpr std::uint64_t gas_limit = 1'000'000'000;

    /// @param hardfork as of Anvil
    explicit Chain(const std::string& hardfork) : anvil_(hardfork) {}

    /// @param code bytecode with the constructor's arguments behind it
    /// @throws EvmError where the constructor reverts, with its data.
    Deployed deploy(const Bytes& code, const Address& from);

    /// A transaction in a block of its own, which stays: about a twentieth as fast as a call of a
    /// run. @param time of its block, not before the last; else anvil's choice
    Outcome transact(const Call& call, std::optional<std::uint64_t> time = {});

    /// A call on the state as it stands, which is not changed. Time is the last block's.
    Outcome call(const Call& call);

    /// Blocks one after the other from the state as it stands, each call on what those before it
    /// left; that state is not changed. One outcome a call, in order.
    std::vector<Outcome> run(const std::vector<Block>& blocks);

    /// Many such runs, each from the state as it stands. With one call a
    /// block it takes about 20 us here and 20 us in anvil a call, with 25 about half of that.
    std::vector<std::vector<Outcome>> runs(const std::vector<std::vector<Block>>& runs);

    /// Puts code where there was none, e.g. a deployed bytecode; its constructor does not run.
    void set_code(const Address& address, const Bytes& code);

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
