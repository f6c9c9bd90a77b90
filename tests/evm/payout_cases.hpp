#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "draws.hpp"
#include "essmap/model/guarded/payout_contract.hpp"

/// Lives of a payout contract: random calls of two senders whose payouts run at the same time, and
/// what the C++ contract makes of them.
namespace essmap::evm_test {

using contract::PayoutReceipt;
using PayoutTerms = contract::PayoutTerms<Number>;

enum class PayoutAction : std::uint8_t { begin, check, pay };

/// A call, as contracts-model/solidity/src/guarded/PayoutContract.sol takes it.
struct PayoutCall {
    PayoutAction action = PayoutAction::begin;
    std::uint64_t sender = 0;
    std::uint64_t key = 0;
    PayoutTerms terms{};                ///< where it begins a payout
    std::int64_t first = 0;             ///< else the number of the batch's first member
    std::vector<std::int64_t> numbers;  ///< and the weights or amounts
};

/// The senders that occur, and the largest key.
constexpr std::uint64_t first_payout_sender = 0x10000;
constexpr std::uint64_t payout_senders = 2;
constexpr std::uint64_t payout_keys = 12;

struct PayoutLife {
    std::vector<PayoutCall> calls;
    std::vector<PayoutReceipt> receipts;  ///< of each call
    contract::PayoutContract after;
};

/// A random life of `calls` calls. Most go on with a payout as they should, in batches of random
/// sizes; the others are refused for every reason.
PayoutLife draw_payout_life(std::uint64_t seed, std::size_t calls);

/// Makes a call of the C++ contract.
PayoutReceipt run(contract::PayoutContract& contract, const PayoutCall& call);

/// A call, for a person.
std::string told(const PayoutCall& call);

}  // namespace essmap::evm_test
