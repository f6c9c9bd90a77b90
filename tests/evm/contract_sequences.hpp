#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "draws.hpp"
#include "essmap/model/guarded/call.hpp"

/// Lives of a deployed contract: random calls by owner, registrar, members and strangers, and what
/// the C++ contract makes of them.
namespace essmap::evm_test {

using contract::Account;
using contract::Action;
using contract::Call;
using contract::Hash;
using contract::Receipt;

/// Accounts that occur, none of them a precompiled contract's address.
struct Accounts {
    static constexpr Account owner = 0x10000;
    static constexpr Account registrar = 0x10001;
    static constexpr Account other = 0x10002;              ///< may become owner or registrar
    static constexpr Account member = 0x10003;             ///< the first of them
    static constexpr std::uint64_t members = 5;            ///< the last one is never enrolled
    static constexpr Account reviewer = member + members;  ///< the first of them
    static constexpr std::int64_t reviewers = 3;
    static constexpr Account all =  ///< from the owner on
        reviewer + static_cast<Account>(reviewers) - owner;
};
constexpr std::uint64_t certificates = 9;  ///< hashes 1 to this; 0 is nobody's
constexpr std::uint64_t contents = 24;     ///< hashes 1 to this may have been reported

struct Deployment {
    Rules rules;
    std::int64_t theta, gamma;
    std::int64_t seconds_per_tick;
    Account owner;
    std::int64_t time;  ///< seconds
};

contract::SharingContract deploy(const Deployment& deployment, Receipt& receipt);

struct ContractSequence {
    Deployment deployment;
    Receipt deployed;
    std::vector<Call> calls;
    std::vector<Receipt> receipts;  ///< of each call
    contract::SharingContract after;
};

/// A random life of `calls` calls; where the deployment is refused there are none.
ContractSequence draw_contract_sequence(std::uint64_t seed, std::size_t calls);

/// A call, for a person.
std::string told(const Call& call);

}  // namespace essmap::evm_test
