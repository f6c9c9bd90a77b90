#include "payout_cases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <numeric>

namespace essmap::evm_test {

namespace {

using contract::PayoutLimits;
using contract::PayoutRefusal;
using Numbers = std::vector<std::int64_t>;

std::vector<Number> checked(const Numbers& numbers) { return {numbers.begin(), numbers.end()}; }

/// Some member weighs all that the others leave.
void fill(Draws& draws, Numbers& weights) {
    const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto members = static_cast<std::int64_t>(weights.size());
    weights[static_cast<std::size_t>(draws.below(members))] += PayoutLimits::weight - all;
}

/// Weights of any size, of a few sizes, so that many are equal, or mostly zeros; not all 0.
Numbers draw_weights(Draws& draws) {
    const std::int64_t members = 1 + draws.below(draws.once_in(10) ? 60 : 9);
    const std::int64_t most = PayoutLimits::weight / (members + 1);
    const std::int64_t kind = draws.below(4);
    Numbers weights;
    weights.reserve(static_cast<std::size_t>(members));
    for (std::int64_t i = 0; i < members; ++i) {
        if (kind == 0)
            weights.push_back(draws.near(0, most));
        else if (kind == 1)
            weights.push_back(draws.below(4));
        else
            weights.push_back(draws.once_in(kind) ? 0 : draws.near(0, most));
    }
    if (draws.once_in(4) || std::ranges::count(weights, 0) == members) fill(draws, weights);
    return weights;
}

/// A number that is far beyond a limit, or just.
std::int64_t out_of_range(Draws& draws, std::int64_t limit) {
    switch (draws.below(4)) {
        case 0: return -1;
        case 1: return limit + 1;
        case 2: return std::numeric_limits<std::int64_t>::min();
        default: return std::numeric_limits<std::int64_t>::max();
    }
}

/// What a sender means to pay out, and how far that has come.
struct Plan {
    Numbers weights;
    PayoutTerms terms{};
    Numbers batches;  ///< their sizes
    Numbers amounts;  ///< empty where the terms are wrong
    std::uint64_t sender = 0;
    std::uint64_t key = 0;
};

/// One more, or one less.
Number beside(Draws& draws, const Number& number) {
    const bool more = number < Number(0) || (draws.once_in(2) && number < Number(Limits::ticks));
    return number + Number(more ? 1 : -1);
}

/// Terms that some condition does not pass: at once, or when all members have been checked.
void spoil_terms(Draws& draws, PayoutTerms& terms) {
    switch (draws.below(9)) {
        case 0: terms.pot = out_of_range(draws, PayoutLimits::pot); break;
        case 1: terms.members = out_of_range(draws, PayoutLimits::members); break;
        case 2: terms.total = out_of_range(draws, PayoutLimits::weight); break;
        case 3: terms.members = draws.once_in(2) ? Number(0) : beside(draws, terms.members); break;
        case 4: terms.total = draws.once_in(2) ? Number(0) : beside(draws, terms.total); break;
        case 5: terms.cut.number = beside(draws, terms.cut.number); break;
        case 6: terms.cut.remainder = draws.near(0, terms.total.value()); break;
        case 7: terms.cut.number = out_of_range(draws, 0); break;
        default: terms.cut.remainder = out_of_range(draws, 0);
    }
}

Plan draw_plan(Draws& draws, std::uint64_t sender, std::uint64_t key) {
    Plan plan{draw_weights(draws), {}, {}, {}, sender, key};
    const std::int64_t pot = draws.near(0, draws.once_in(2) ? 100 : PayoutLimits::pot);
    plan.terms = contract::payout_terms(pot, checked(plan.weights));
    if (draws.once_in(6))
        spoil_terms(draws, plan.terms);
    else
        plan.amounts = contract::payouts(pot, plan.weights);
    auto rest = static_cast<std::int64_t>(plan.weights.size());
    const bool whole = draws.once_in(4);
    while (rest > 0) {
        plan.batches.push_back(whole ? rest : 1 + draws.below(rest));
        rest -= plan.batches.back();
    }
    return plan;
}

/// The members of a plan from `first` on.
Numbers part(const Numbers& numbers, std::int64_t first, std::int64_t length) {
    const auto size = static_cast<std::int64_t>(numbers.size());
    const std::int64_t begin = std::clamp<std::int64_t>(first, 0, size);
    const std::int64_t end = std::clamp<std::int64_t>(begin + length, begin, size);
    return {numbers.begin() + begin, numbers.begin() + end};
}

class PayoutSenders {
public:
    explicit PayoutSenders(Draws& draws) : draws_(draws) {
        for (std::uint64_t i = 0; i < 3; ++i)
            plans_.push_back(draw_plan(draws_, first_payout_sender + i % payout_senders,
                                       1 + i / payout_senders));
    }

    PayoutCall next(const contract::PayoutContract& contract) {
        Plan& plan = plans_[static_cast<std::size_t>(draws_.below(3))];
        PayoutCall call = right_call(plan, contract);
        if (draws_.once_in(4)) spoil(call, plan);
        return call;
    }
    /// A payout that is done, or goes no further, makes room for another.
    void tell(const PayoutCall& call, PayoutRefusal refusal,
              const contract::PayoutContract& contract) {
        const auto payout = contract.payout(call.sender, call.key);
        const bool over = payout.steps == payout.terms.members * Number(2);
        for (Plan& plan : plans_)
            if (plan.sender == call.sender && plan.key == call.key &&
                (refusal == PayoutRefusal::none ? over : draws_.once_in(6)) && key_ < payout_keys)
                plan = draw_plan(draws_, plan.sender, key_++);
    }

private:
    PayoutCall right_call(const Plan& plan, const contract::PayoutContract& contract) {
        const auto payout = contract.payout(plan.sender, plan.key);
        PayoutCall call{PayoutAction::begin, plan.sender, plan.key, plan.terms, 0, {}};
        if (payout.terms.members == Number(0)) return call;
        const auto steps = payout.steps.value();
        const auto members = payout.terms.members.value();
        call.action = steps < members ? PayoutAction::check : PayoutAction::pay;
        call.first = steps < members ? steps : steps - members;
        std::int64_t before = 0;
        for (const std::int64_t length : plan.batches) {
            if (call.first < before + length) {
                call.numbers =
                    part(numbers_of(plan, call), call.first, before + length - call.first);
                break;
            }
            before += length;
        }
        return call;
    }
    static const Numbers& numbers_of(const Plan& plan, const PayoutCall& call) {
        return call.action == PayoutAction::check ? plan.weights : plan.amounts;
    }

    /// Something is wrong with a call: whose, which, when, how long, or what is in it.
    void spoil(PayoutCall& call, const Plan& plan) {
        switch (draws_.below(8)) {
            case 0: call.key = draws_.once_in(2) ? payout_keys : call.key + 1; break;
            case 1: call.sender = first_payout_sender + (draws_.once_in(2) ? 1 : 0); break;
            case 2: call.action = static_cast<PayoutAction>(draws_.below(3)); break;
            case 3: spoil_place(call, plan); break;
            case 4: spoil_length(call, plan); break;
            case 5: spoil_terms(draws_, call.terms); [[fallthrough]];
            default: spoil_number(call);
        }
        if (call.action == PayoutAction::begin) return;
        if (call.numbers.empty() && draws_.once_in(2))
            call.numbers = part(plan.weights, call.first, 3);
    }
    /// A batch that has been taken, or one that is too early, or one of nowhere.
    void spoil_place(PayoutCall& call, const Plan& plan) {
        const auto members = static_cast<std::int64_t>(plan.weights.size());
        call.first = draws_.once_in(8) ? out_of_range(draws_, members) : draws_.below(members + 1);
        call.numbers = part(numbers_of(plan, call), call.first, 1 + draws_.below(members));
    }
    /// Fewer members than planned, so that the payment is in other batches than the check, or more.
    void spoil_length(PayoutCall& call, const Plan& plan) {
        const auto members = static_cast<std::int64_t>(plan.weights.size());
        call.numbers = part(numbers_of(plan, call), call.first, draws_.below(members + 1));
        if (draws_.once_in(3)) call.numbers.insert(call.numbers.end(), {0, 0});
    }
    void spoil_number(PayoutCall& call) {
        if (call.numbers.empty()) return;
        const auto size = static_cast<std::int64_t>(call.numbers.size());
        std::int64_t& number = call.numbers[static_cast<std::size_t>(draws_.below(size))];
        if (draws_.once_in(2))
            number += draws_.once_in(2) ? 1 : -1;
        else if (draws_.once_in(2))
            number = out_of_range(draws_, PayoutLimits::weight);
        else
            std::swap(number, call.numbers.front());
    }

    Draws& draws_;
    std::vector<Plan> plans_;
    std::uint64_t key_ = 3;
};

}  // namespace

PayoutReceipt run(contract::PayoutContract& contract, const PayoutCall& call) {
    switch (call.action) {
        case PayoutAction::begin: return contract.begin(call.sender, call.key, call.terms);
        case PayoutAction::check:
            return contract.check(call.sender, call.key, call.first, checked(call.numbers));
        case PayoutAction::pay: break;
    }
    return contract.pay(call.sender, call.key, call.first, checked(call.numbers));
}

PayoutLife draw_payout_life(std::uint64_t seed, std::size_t calls) {
    Draws draws(seed);
    PayoutSenders senders(draws);
    PayoutLife life;
    for (std::size_t i = 0; i < calls; ++i) {
        life.calls.push_back(senders.next(life.after));
        life.receipts.push_back(run(life.after, life.calls.back()));
        senders.tell(life.calls.back(), life.receipts.back().refusal, life.after);
    }
    return life;
}

std::string told(const PayoutCall& call) {
    constexpr std::array<const char*, 3> names{"begin", "check", "pay"};
    const auto& t = call.terms;
    const std::string head = fmt::format(
        "{} by {} of {}", names[static_cast<std::size_t>(call.action)], call.sender, call.key);
    if (call.action == PayoutAction::begin)
        return fmt::format("{}: pot {}, members {}, total {}, cut {} {}", head, t.pot.value(),
                           t.members.value(), t.total.value(), t.cut.remainder.value(),
                           t.cut.number.value());
    return fmt::format("{} from {}: {}", head, call.first, fmt::join(call.numbers, " "));
}

}  // namespace essmap::evm_test
