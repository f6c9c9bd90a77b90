#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "essmap/model/guarded/payout.hpp"

/// The deployed payout contract as a program: the state, the conditions and the events that
/// solidity/src/guarded/PayoutContract.sol has around the steps of payout.hpp. The two agree bit
/// for bit after every call (./run-tests -R payout). Where the chain keeps the hash of a batch's
/// amounts, this keeps the amounts: they are compared and nothing else.
namespace essmap::model::guarded {

/// The kinds of events that the payout contract emits.
enum class PayoutEventKind : std::uint8_t { begun, paid };

/// One event. Its indexed values are the sender and the key.
struct PayoutEvent {
    PayoutEventKind kind;
    std::uint64_t sender;
    std::uint64_t key;
    std::vector<std::int64_t> data;  ///< the terms; or the first member's number, then the amounts

    friend bool operator==(const PayoutEvent&, const PayoutEvent&) = default;
};

/// The result of a call. A refused call emits no events and changes nothing.
struct PayoutReceipt {
    PayoutRefusal refusal = PayoutRefusal::none;
    std::vector<PayoutEvent> events;
};

/// The payouts of all senders, and one function for each call. A payout is its sender's, under a
/// key of the sender's choice: it is found by both, so payouts of other senders and under other
/// keys neither see nor hold up one another.
class PayoutContract {
public:
    using T = CheckedInteger;

    /// Begins a payout. A key is used once, so a payout that is sent twice is paid once.
    PayoutReceipt begin(std::uint64_t sender, std::uint64_t key, const PayoutTerms<T>& terms) {
        Running& running = running_[{sender, key}];
        const PayoutRefusal refusal = refusal_of_beginning(running.payout, terms);
        if (refusal != PayoutRefusal::none) return {refusal, {}};
        running.payout = begin_payout(terms);
        PayoutEvent event{PayoutEventKind::begun, sender, key, {}};
        PayoutTerms<T>::visit(
            [&](const Field&, const T& value) { event.data.push_back(value.value()); }, terms);
        return {PayoutRefusal::none, {std::move(event)}};
    }

    /// Checks the next batch of the first pass. @param first the number of its first member
    /// @param weights of the members first, first + 1, ...
    PayoutReceipt check(std::uint64_t sender, std::uint64_t key, const T& first,
                        std::span<const T> weights) {
        Running& running = running_[{sender, key}];
        PayoutRefusal refusal = refusal_of_batch<T>(running.payout, 0, first, length_of(weights));
        if (refusal != PayoutRefusal::none) return {refusal, {}};
        CheckedBatch<T> checked = check_batch<T>(running.payout, weights);
        if (checked.refusal != PayoutRefusal::none) return {checked.refusal, {}};
        running.payout = checked.payout;
        running.batches[first.value()] = std::move(checked.amounts);
        return {};
    }

    /// Pays the next batch of the second pass, in the same batches.
    /// @param first the number of its first member @param amounts as they were checked
    PayoutReceipt pay(std::uint64_t sender, std::uint64_t key, const T& first,
                      std::span<const T> amounts) {
        Running& running = running_[{sender, key}];
        const PayoutRefusal refusal = refusal_of_batch<T>(
            running.payout, running.payout.terms.members, first, length_of(amounts));
        if (refusal != PayoutRefusal::none) return {refusal, {}};
        if (!std::ranges::equal(running.batches[first.value()], amounts))
            return {PayoutRefusal::batch_changed, {}};
        running.payout = pay_members(running.payout, length_of(amounts));
        PayoutEvent event{PayoutEventKind::paid, sender, key, {first.value()}};
        for (const T& amount : amounts) event.data.push_back(amount.value());
        return {PayoutRefusal::none, {std::move(event)}};
    }

    /// The payout of a sender under a key; all 0 where none has begun.
    [[nodiscard]] Payout<T> payout(std::uint64_t sender, std::uint64_t key) const {
        const auto found = running_.find({sender, key});
        return found == running_.end() ? Payout<T>{} : found->second.payout;
    }

private:
    struct Running {
        Payout<T> payout{};
        std::map<std::int64_t, std::vector<T>> batches;  ///< amounts, by their first member
    };
    static T length_of(std::span<const T> batch) { return static_cast<std::int64_t>(batch.size()); }

    std::map<std::pair<std::uint64_t, std::uint64_t>, Running> running_;
};

}  // namespace essmap::model::guarded
