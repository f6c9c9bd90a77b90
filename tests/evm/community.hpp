#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "essmap/model/guarded/example.hpp"
#include "machine.hpp"
#include "solidity_contract.hpp"

namespace essmap::evm_test {

/// A deployed contract with members 0, 1, 2, ... and a clock in ticks, which are seconds.
class Community {
public:
    static constexpr std::int64_t begin = 1'000'000;

    explicit Community(const Rules& rules = example())
        : contract_(evm::Artifacts(std::string_view("newest-optimized"))),
          chain_(evm::Artifacts(std::string_view("newest-optimized")).evm_version()),
          rules_(rules) {
        address_ =
            chain_
                .deploy(contract_.creation(rules, rules.theta_max.value(), rules.gamma_max.value(),
                                           1, Accounts::owner, Accounts::registrar),
                        evm::address_of(Accounts::owner), begin)
                .address;
    }

    /// The example with rounds of 100 ticks, which gamma leaves alone.
    static Rules example() {
        auto r = contract::example_rules<Number>();
        r.round_limit = 100;
        r.idle_limit = 180;
        r.idle_period = 20;
        r.notice = 200;
        r.gamma_step = 0;
        r.promotion = 0;
        return r;
    }
    static Account member(std::size_t i) { return Accounts::member + i; }

    /// Makes a call at a tick. @return why it was refused
    contract::Refusal call(Call call, std::int64_t at) {
        call.time = begin + at;
        const auto outcome =
            chain_.transact({evm::address_of(call.sender), address_, contract_.data_of(call)},
                            static_cast<std::uint64_t>(call.time));
        if (outcome.success) return contract::Refusal::none;
        for (int i = 1; i <= static_cast<int>(contract::Refusal::voted_already); ++i)
            if (outcome.data == contract_.refused(static_cast<contract::Refusal>(i)))
                return static_cast<contract::Refusal>(i);
        ADD_FAILURE() << "reverts with " << evm::to_hex(outcome.data);
        return contract::Refusal::none;
    }
    contract::Refusal enrol(std::size_t who, std::int64_t at, std::int64_t rank = 4,
                            Hash certificate = 0, std::int64_t expiry = 1'000'000) {
        return call({.action = Action::enrol,
                     .sender = Accounts::registrar,
                     .time = 0,
                     .who = member(who),
                     .hash = certificate == 0 ? 1000 + who : certificate,
                     .rank = rank,
                     .expiry = begin + expiry},
                    at);
    }
    /// Reports something new.
    contract::Refusal share(std::size_t who, std::int64_t at, std::int64_t max_charge = 0) {
        return call({.action = Action::share,
                     .sender = member(who),
                     .time = 0,
                     .hash = ++content_,
                     .max_charge = max_charge},
                    at);
    }
    contract::Refusal end_round(std::int64_t at) {
        return call({Action::end_round, member(0), 0}, at);
    }
    contract::Refusal of(Action action, Account sender, std::size_t who, std::int64_t at) {
        return call({action, sender, 0, member(who)}, at);
    }
    contract::Refusal announce(const Rules& rules, std::int64_t at) {
        Call call{Action::change_rules, Accounts::owner, 0};
        call.proposed = rules;
        return this->call(call, at);
    }

    /// The owner gives a seat to an account.
    contract::Refusal appoint(std::int64_t seat, Account who, std::int64_t at) {
        return call({.action = Action::appoint,
                     .sender = Accounts::owner,
                     .time = 0,
                     .who = who,
                     .seat = seat},
                    at);
    }
    /// The owner ends a term.
    contract::Refusal dismiss(std::int64_t seat, std::int64_t at) {
        return call({.action = Action::dismiss, .sender = Accounts::owner, .time = 0, .seat = seat},
                    at);
    }
    /// An account finds a report of a member's empty: by default the last one that was reported.
    contract::Refusal find_empty(Account voter, std::int64_t seat, std::size_t author,
                                 std::int64_t at, Hash content = 0) {
        return call({.action = Action::find_empty,
                     .sender = voter,
                     .time = 0,
                     .who = member(author),
                     .hash = content == 0 ? content_ : content,
                     .seat = seat},
                    at);
    }
    /// What was reported last by share().
    [[nodiscard]] Hash content() const { return content_; }

    /// A field of a member's record, of the round or of the rules, by the views of the contract.
    std::int64_t field(std::size_t who, std::string_view name) {
        return ask("member(address)", {member(who)}).int64(index_of<Member>(name));
    }
    std::int64_t balance(std::size_t who) { return field(who, "balance"); }
    std::int64_t round(std::string_view name) {
        return ask("round()", {}).int64(index_of<Round>(name));
    }
    std::int64_t rule(std::string_view name) {
        return ask("rules()", {}).int64(index_of<Rules>(name));
    }
    /// What the next report would be charged.
    std::int64_t quote(std::size_t who) { return ask("quote(address)", {member(who)}).int64(1); }
    /// Does the contract say that it has this interface?
    bool supports(std::uint32_t id) {
        evm::Word word{};
        for (std::size_t i = 0; i < 4; ++i)
            word.bytes[i] = static_cast<std::uint8_t>(id >> (24 - 8 * i));
        return ask("supportsInterface(bytes4)", {word}).boolean(0);
    }
    [[nodiscard]] const Rules& rules() const { return rules_; }
    SolidityContract& contract() { return contract_; }
    evm::Chain& chain() { return chain_; }

private:
    /// Where a field lies in a record. @throws std::out_of_range where it has none of this name
    template <class R>
    static std::size_t index_of(std::string_view name) {
        std::size_t index = 0;
        std::optional<std::size_t> found;
        const R record{};
        R::visit(
            [&](const model::Field& field, const auto&) {
                if (field.name == name) found = index;
                ++index;
            },
            record);
        if (!found) throw std::out_of_range(std::string(name));
        return *found;
    }
    evm::Values ask(const char* signature, const std::vector<evm::Argument>& arguments) {
        answer_ = chain_
                      .call({evm::address_of(Accounts::other), address_,
                             evm::call_data(contract_.artifact().function(signature), arguments)})
                      .data;
        return evm::Values(answer_);
    }

    SolidityContract contract_;
    evm::Chain chain_;
    Rules rules_;
    evm::Address address_{};
    evm::Bytes answer_;
    Hash content_ = 5000;
};

}  // namespace essmap::evm_test
