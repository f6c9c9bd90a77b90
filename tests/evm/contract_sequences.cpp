#include "contract_sequences.hpp"

#include <fmt/format.h>

namespace essmap::evm_test {

namespace {

/// The seats of the reviewers.
constexpr std::array<std::int64_t, Accounts::reviewers> seats{0, 1, 14};

/// Rules by which a community of a few members lives a little: rounds end, idleness is punished.
Rules lively(Draws& draws) {
    Rules rules = draws.rules();
    rules.round_limit = draws.near(1, 30);
    rules.share_interval = draws.near(Number(1), at_most(rules.round_limit, Number(3)));
    rules.idle_period = draws.near(1, 5);
    rules.idle_limit = rules.round_limit + rules.round_limit + Number(draws.below(5) - 1);
    rules.retire_after = rules.round_limit * Number((draws.once_in(3) ? 2 : 20) + draws.below(200));
    rules.notice = rules.round_limit + rules.round_limit + Number(draws.below(20));
    rules.promotion = draws.near(0, 3);
    if (reviewed(rules)) {
        rules.quorum = draws.near(2, 3);
        rules.window = draws.near(1, 200);
    }
    return rules;
}

Deployment draw_deployment(Draws& draws) {
    Deployment d{};
    d.rules = draws.once_in(3) ? draws.rules() : lively(draws);
    if (draws.once_in(25)) d.rules = draws.proposed(d.rules);
    d.theta = draws.once_in(25) ? d.rules.theta_max.value() + 1
                                : draws.near(d.rules.theta_min, d.rules.theta_max);
    d.gamma = draws.once_in(25) ? d.rules.gamma_min.value() - 1
                                : draws.near(d.rules.gamma_min, d.rules.gamma_max);
    d.seconds_per_tick = draws.once_in(25) ? 0 : draws.tick(d.rules);
    d.owner = draws.once_in(25) ? 0 : Accounts::owner;
    const std::int64_t tick =
        draws.near(1000, (draws.once_in(8) ? Limits::ticks : Limits::ticks / 2) /
                             std::max<std::int64_t>(1, d.seconds_per_tick));
    d.time = tick * std::max<std::int64_t>(1, d.seconds_per_tick);
    return d;
}

class Life {
public:
    Life(Draws& draws, const Deployment& deployment, const contract::SharingContract& contract)
        : draws_(draws),
          contract_(contract),
          unit_(deployment.seconds_per_tick),
          now_(deployment.time / deployment.seconds_per_tick) {}

    Call next() {
        const bool votes = awaits_votes();
        if (!votes && !draws_.once_in(3)) now_ = draws_.later(contract_.in_force(), now_);
        if (draws_.once_in(3)) now_ = until_in_office();
        Call call{draw_action(), any_member(), now_ * unit_ + draws_.below(unit_)};
        if (call.time < last_) call.time = last_;
        last_ = call.time;
        if (enrolled_ < Accounts::members - 1)
            call.action = Action::enrol;
        else if (awaits_reviewers())
            call.action = Action::appoint;
        else if (votes)
            call.action = Action::find_empty;
        switch (call.action) {
            case Action::share:
                call.max_charge =
                    draws_.once_in(6) ? draws_.near(-2 * Limits::points_per_share, 0) : 0;
                call.hash =
                    draws_.once_in(8) ? 1 + static_cast<Hash>(draws_.below(10)) : ++content_;
                break;
            case Action::enrol: draw_enrolment(call); break;
            case Action::punish:
            case Action::retire: call.who = any_member(); break;
            case Action::revoke:
                call.who = any_member();
                call.sender = mostly(contract_.roles().registrar);
                break;
            case Action::change_rules:
                call.sender = mostly(contract_.roles().owner);
                call.proposed = draws_.proposed(contract_.in_force());
                if (!draws_.once_in(8) &&
                    essmap::model::within<Number>(call.proposed.round_limit, 0, Limits::duration))
                    call.proposed.notice =
                        at_least(contract_.in_force().notice,
                                 call.proposed.round_limit + call.proposed.round_limit);
                break;
            case Action::set_registrar:
                call.sender = mostly(contract_.roles().owner);
                call.who = mostly(Accounts::registrar);
                break;
            case Action::transfer_ownership:
                call.sender = mostly(contract_.roles().owner);
                call.who = Accounts::other;
                break;
            case Action::accept_ownership:
                call.sender = mostly(contract_.roles().proposed_owner);
                break;
            case Action::appoint:
            case Action::dismiss: draw_term(call); break;
            case Action::find_empty: draw_vote(call); break;
            case Action::end_round: break;
        }
        return call;
    }

private:
    Action draw_action() {
        constexpr std::array<Action, 10> rare{
            Action::enrol,           Action::enrol,         Action::revoke,
            Action::retire,          Action::change_rules,  Action::change_rules,
            Action::retire,          Action::set_registrar, Action::transfer_ownership,
            Action::accept_ownership};
        switch (draws_.below(10)) {
            case 0: return Action::punish;
            case 1: return Action::end_round;
            case 2: return rare[static_cast<std::size_t>(draws_.below(10))];
            case 3: return draws_.once_in(4) ? Action::dismiss : Action::appoint;
            case 4:
            case 5: return Action::find_empty;
            default: return Action::share;
        }
    }
    /// Are reports reviewed, and do some of the first seats have to be given yet?
    bool awaits_reviewers() {
        return reviewed(contract_.in_force()) && seats_ < Accounts::reviewers && !draws_.once_in(4);
    }
    /// Can the last report be rejected by the first reviewer? Then it mostly waits for votes.
    bool awaits_votes() {
        const std::int64_t made = contract_.report(content_).time.value();
        return made != 0 && contract_.seat(0).from <= made && !draws_.once_in(3);
    }
    /// The tick from which the last seat that was given has force, where it is to come.
    [[nodiscard]] std::int64_t until_in_office() const {
        if (seats_ == 0) return now_;
        const std::int64_t from =
            contract_.seat(seats.at(static_cast<std::size_t>(seats_ - 1))).from.value();
        return std::max(now_, std::min(from, Limits::ticks));
    }
    void draw_term(Call& call) {
        call.sender = mostly(contract_.roles().owner);
        const bool first = call.action == Action::appoint && seats_ < Accounts::reviewers;
        const std::int64_t which = first ? seats_++ : draws_.below(Accounts::reviewers);
        call.seat = seats.at(static_cast<std::size_t>(which));
        call.who = Accounts::reviewer + static_cast<Account>(which);
        if (draws_.once_in(6)) call.who = any_member();  // who judges others
        if (draws_.once_in(6)) call.who = Accounts::reviewer;
        if (draws_.once_in(20)) call.who = 0;
        if (draws_.once_in(20))
            call.seat = draws_.once_in(2)   ? Limits::seats - 1
                        : draws_.once_in(2) ? Limits::seats
                                            : INT64_MAX;
    }
    void draw_vote(Call& call) {
        call.seat = seats.at(static_cast<std::size_t>(draws_.below(Accounts::reviewers)));
        call.sender = mostly(static_cast<Account>(contract_.seat(call.seat).holder.value()));
        const auto latest = static_cast<std::int64_t>(content_);
        call.hash = static_cast<Hash>(draws_.once_in(8)
                                          ? draws_.below(10)
                                          : std::max<std::int64_t>(0, latest - draws_.below(2)));
        call.who = any_member();
        if (const auto author = contract_.report(call.hash).author.value();
            author != 0 && !draws_.once_in(10))
            call.who = static_cast<Account>(author);
        if (draws_.once_in(20)) call.sender = call.who;
        if (draws_.once_in(30)) call.seat = Limits::seats;
    }
    Account any_member() {
        return Accounts::member +
               static_cast<Account>(draws_.below(static_cast<std::int64_t>(
                   draws_.once_in(10) ? Accounts::members : Accounts::members - 1)));
    }
    /// The account that may, or now and then another.
    Account mostly(Account usual) {
        if (!draws_.once_in(10)) return usual;
        return draws_.once_in(2) ? Accounts::other : Accounts::member;
    }
    void draw_enrolment(Call& call) {
        call.sender = mostly(contract_.roles().registrar);
        const bool first = enrolled_ < Accounts::members - 1;
        call.who = first ? Accounts::member + enrolled_++ : any_member();
        if (!first && draws_.once_in(30)) call.who = 0;
        const Hash own = call.who - Accounts::member + 1;
        call.hash = draws_.once_in(6) ? static_cast<Hash>(draws_.below(certificates + 1)) : own;
        if (!first && draws_.once_in(2)) call.hash = own + Accounts::members - 1;
        if (call.who == 0) call.hash = 1;
        call.rank = draws_.around(contract_.in_force().rank_min, contract_.in_force().rank_max);
        if (first)
            call.rank = draws_.near(contract_.in_force().rank_min, contract_.in_force().rank_max);
        const std::int64_t end =
            draws_.once_in(6) ? draws_.around(std::min(now_ + 1, Limits::ticks), Limits::ticks)
                              : Limits::ticks - draws_.below(3);
        call.expiry = draws_.once_in(40) ? INT64_MAX : end * unit_ + draws_.below(unit_);
    }

    Draws& draws_;
    const contract::SharingContract& contract_;
    std::int64_t unit_;  ///< seconds a tick
    std::int64_t now_;   ///< ticks
    std::int64_t last_ = 0;
    std::uint64_t enrolled_ = 0;
    Hash content_ = 0;
    std::int64_t seats_ = 0;  ///< of the first, as many have been given
};

}  // namespace

contract::SharingContract deploy(const Deployment& d, Receipt& receipt) {
    return {d.rules, Number(d.theta),     Number(d.gamma), d.seconds_per_tick,
            d.owner, Accounts::registrar, d.time,          receipt};
}

ContractSequence draw_contract_sequence(std::uint64_t seed, std::size_t calls) {
    Draws draws(seed);
    const Deployment d = draw_deployment(draws);
    Receipt deployed;
    ContractSequence sequence{d, {}, {}, {}, deploy(d, deployed)};
    sequence.deployed = deployed;
    if (deployed.refusal != contract::Refusal::none) return sequence;
    Life life(draws, d, sequence.after);
    for (std::size_t i = 0; i < calls; ++i) {
        sequence.calls.push_back(life.next());
        sequence.receipts.push_back(run(sequence.after, sequence.calls.back()));
    }
    return sequence;
}

std::string told(const Call& call) {
    return fmt::format(
        "{} by {} at {}: who {}, hash {}, rank {}, expiry {}, at most {}, "
        "seat {}",
        name_of(call.action), call.sender, call.time, call.who, call.hash, call.rank, call.expiry,
        call.max_charge, call.seat);
}

}  // namespace essmap::evm_test
