#pragma once

#include <cstdint>
#include <vector>

/// Calls of the payout, as contracts-model/solidity/src/guarded/PayoutContract.sol takes them.
namespace essmap::evm_test {

struct PayoutCase {
    std::int64_t pot;
    std::vector<std::int64_t> weights, order;
};

/// A random one: most are paid out, the others are refused for every reason.
PayoutCase draw_payout(std::uint64_t seed);

/// What the C++ contract makes of it: the refusal, then the amounts.
std::vector<std::int64_t> run_payout(const PayoutCase& payout);

}  // namespace essmap::evm_test
