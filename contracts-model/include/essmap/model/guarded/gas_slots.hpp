#pragma once

#include <array>

#include "essmap/model/guarded/gas_costs.hpp"

/// What gas.hpp counts: the gas of a transaction by its parts, and the slots of storage that each
/// call touches, as solidity/src/guarded/Storage.sol packs them.
namespace essmap::model::guarded {

/// The part of the contract's state that a call may read or change.
struct Touched {
    /// Both sets of rules, as they lie in storage, and the first tick of their force.
    std::array<Rules<CheckedInteger>, 2> rules;
    std::array<CheckedInteger, 2> from;
    std::size_t index;  ///< of the rules in force
    Round<CheckedInteger> round;
    Member<CheckedInteger> member;            ///< who reports, or of whom the call speaks
    Hash latest;                              ///< the member's latest certificate
    Certificate<CheckedInteger> certificate;  ///< the one that is named
    SharingContract::Roles roles;
    ReportRecord<CheckedInteger> report;  ///< of the content that is named
    unsigned voted;                       ///< which seats found it empty, a bit each
    Seat<CheckedInteger> seat;            ///< the one that is named
    std::int64_t seat_of;                 ///< one more than the number of the account's latest
    CheckedInteger now;                   ///< ticks

    [[nodiscard]] const Rules<CheckedInteger>& in_force() const { return rules.at(index); }
    /// Do the announced rules come into force in a round that begins now?
    [[nodiscard]] bool changes() const {
        return change_is_due<CheckedInteger>(round, from.at(1 - index), now);
    }
};

/// Copies the part of the contract's state that a call may read or change. Take one copy before
/// the call and one after it.
inline Touched touched(const SharingContract& contract, const Call& call) {
    const Account who = call.action == Action::share ? call.sender : call.who;
    const bool first = contract.index() == 0;
    const auto& in_force = contract.in_force();
    const auto& other = contract.announced();
    return {{first ? in_force : other, first ? other : in_force},
            {first ? contract.in_force_from() : contract.announced_from(),
             first ? contract.announced_from() : contract.in_force_from()},
            contract.index(),
            contract.round(),
            contract.member(who),
            contract.certificate_of(who),
            contract.certificate(call.hash),
            contract.roles(),
            contract.report(call.hash),
            contract.voted(call.hash),
            contract.has_seat(call.seat) ? contract.seat(call.seat) : Seat<CheckedInteger>{},
            contract.seat_of(call.who),
            call.time / contract.seconds_per_tick()};
}

/// Adds up the gas of a transaction. Only execution() is a measured value.
class GasMeter {
public:
    /// Begins with the 21,000 of every transaction. @param gas prices; must outlive this object
    explicit GasMeter(const GasSchedule& gas)
        : gas_(gas), use_{.data = gas.transaction, .floor = gas.transaction} {}

    /// Counts bytes of the transaction's data, and their floor.
    void bytes(std::int64_t zeros, std::int64_t others) {
        use_.data += zeros * gas_.zero_byte + others * gas_.other_byte;
        use_.floor += zeros * gas_.floor_of_zero_byte + others * gas_.floor_of_other_byte;
    }
    /// Counts a word of the data, 32 bytes, that holds this number.
    void word(std::uint64_t value) {
        std::int64_t others = 0;
        for (auto rest = value; rest != 0; rest >>= 8U) others += (rest & 0xffU) != 0 ? 1 : 0;
        bytes(32 - others, others);
    }
    /// The same for a signed number: a negative one has 24 bytes more that are not zero.
    void word(std::int64_t value) {
        word(static_cast<std::uint64_t>(value));
        if (value < 0) bytes(-24, 24);
    }
    /// Counts the words of the data that hold rules, one for each field.
    void words(const Rules<CheckedInteger>& rules) {
        Rules<CheckedInteger>::visit(
            [&](const Field&, const CheckedInteger& value) { word(value.value()); }, rules);
    }
    /// Counts the logs of all events: 375 for each, 375 for each topic (the event and its indexed
    /// values), and 8 for each byte of the others, 32 bytes a value.
    void logs(const Receipt& receipt) {
        for (const auto& [kind, indexed, data] : receipt.events)
            use_.logs += gas_.log + gas_.log_topic * static_cast<Gas>(1 + indexed.size()) +
                         gas_.log_byte * 32 * static_cast<Gas>(data.size());
    }
    /// Counts the creation of a contract: 32,000, the bytecode as data, 2 for each word of it and
    /// of the arguments, 200 for each byte deployed, and the constructor's execution. The
    /// arguments' bytes as data are counted by word(). @param besides what it executes more
    void creation(const CompiledCode& code, std::int64_t words_of_arguments, Gas besides) {
        const std::int64_t bytes_sent =
            code.zero_bytes + code.other_bytes + 32 * words_of_arguments;
        bytes(code.zero_bytes, code.other_bytes);
        use_.data += gas_.creation + (bytes_sent + 31) / 32 * gas_.initcode_word;
        use_.code = code.deployed_bytes * gas_.code_byte;
        execution(code.constructor + besides);
    }
    /// Sets the execution to a measured value.
    void execution(Gas measured) { use_.execution = measured; }

    /// The fields of a slot; unused ones are 0.
    using Slot = std::array<std::int64_t, 10>;
    /// Counts the first access to a slot that is read. Of its 2,100, 100 are part of the execution.
    void read() { use_.storage += gas_.cold - gas_.warm; }
    /// Counts the first access to a slot that is written without being read: 2,100.
    void touch() { use_.storage += gas_.cold; }
    /// Counts what a slot costs more when it is written with other fields: 20,000 where all were 0,
    /// else 2,900, less the 100 that are part of the execution; a refund where all become 0.
    void write(const Slot& before, const Slot& after) {
        if (before == after) return;
        use_.storage += (before == Slot{} ? gas_.set : gas_.reset) - gas_.warm;
        if (after == Slot{}) use_.refund += gas_.cleared;
    }

    /// The gas counted so far, by its parts.
    [[nodiscard]] const GasUse& use() const { return use_; }

private:
    const GasSchedule& gas_;
    GasUse use_;
};

/// Counts the slots that a call touches, as Storage.sol packs them: one function for each action.
class SlotsOfCall {
public:
    /// @param before, after the state around the call; they and the meter must outlive this object
    /// @param change whether the call changes anything; else it only reads
    SlotsOfCall(GasMeter& meter, const Touched& before, const Touched& after, bool change)
        : meter_(meter), before_(before), after_(after), change_(change) {}

    /// share: reads the member, the round, the rules and the report of this content; where it ends
    /// a round the rest of the rules, and where it is counted under a review the slot of the
    /// penalty. Accepted it writes the report; if it is counted the account and the round, and the
    /// standing where the member is promoted; else the standing.
    void share(unsigned way, Refusal refusal) const {
        const bool extra = (way & way::extra) != 0;
        slot(account, change_ && !extra);
        slot(standing, change_ && (extra || (way & way::promoted) != 0));
        slot(round, change_ && !extra);
        read_rules();
        slot(report, change_);
        const bool judged = change_ || refusal == Refusal::charge_too_high;
        if (judged && (way & (way::expired | way::saturating)) != 0) read_end_of_round();
        if ((way & way::reviewed) != 0) meter_.read();
    }
    /// punish: reads the member, the round and a slot of rules; writes the account where something
    /// is due.
    void punish() const {
        slot(account, change_);
        slot(standing, false);
        slot(round, false);
        read_times();
    }
    /// endRound: reads the round and the rules; where it has lasted its limit it reads the rest of
    /// the rules and writes the round.
    void end_round() const {
        slot(round, change_);
        read_rules();
        if (change_) read_end_of_round();
    }
    /// register: reads the registrar, then the member, the round, three slots of rules and the
    /// certificate; where accepted it writes all but rules and registrar.
    void enrol(Refusal refusal) const {
        slot(registrar, false);
        if (refusal == Refusal::not_registrar) return;
        slot(account, change_);
        slot(standing, change_);
        slot(round, change_);
        read_rules();
        meter_.read();  // their slot with the initial points
        slot(certificate, change_);
        if (!change_) return;
        meter_.touch();  // the member's certificate is written without being read
        meter_.write(latest(before_), latest(after_));
    }
    /// revoke: reads the registrar, then the member; writes the standing, and for an active member
    /// reads a slot of rules, and writes the account and the round.
    void revoke(Refusal refusal) const {
        slot(registrar, false);
        if (refusal == Refusal::not_registrar) return;
        const bool left = change_ && before_.member.active;
        slot(account, left);
        slot(standing, change_);
        if (!left) return;
        slot(round, true);
        read_times();
    }
    /// retire: reads the member, the round and a slot of rules; where accepted it writes the member
    /// and the round.
    void retire() const {
        slot(account, change_);
        slot(standing, change_);
        slot(round, change_);
        read_times();
    }
    /// changeRules: reads the owner, then the round and three slots of rules; where accepted it
    /// writes the other set of rules, and the round.
    void change_rules(Refusal refusal) const {
        slot(owner, false);
        if (refusal == Refusal::not_owner) return;
        slot(round, change_);
        read_rules();
        meter_.read();  // their slot with the notice
        if (change_) write_rules(1 - before_.index);
    }
    /// setRegistrar: reads the owner; where accepted it writes the registrar.
    void set_registrar() const {
        slot(owner, false);
        if (change_) slot(registrar, true);
    }
    /// transferOwnership: reads the owner; where accepted it writes the proposed owner.
    void transfer_ownership() const {
        slot(owner, false);
        if (change_) slot(proposed_owner, true);
    }
    /// acceptOwnership: reads the proposed owner; where accepted it clears it and writes the owner.
    void accept_ownership() const {
        slot(proposed_owner, change_);
        if (change_) slot(owner, true);
    }
    /// appoint: reads the owner, the seat and which one the account had last, and that one; where
    /// accepted it reads the round and the rules' slot of the notice, and writes the seat and which
    /// the account has.
    void appoint(Refusal refusal, bool same_seat) const {
        slot(owner, false);
        if (refusal == Refusal::not_owner || refusal == Refusal::no_such_seat) return;
        slot(seat, change_);
        slot(seat_of, change_);
        if (before_.seat_of != 0 && !same_seat) meter_.read();
        if (change_) read_notice();
    }
    /// dismiss: reads the owner and the seat; where accepted it reads the round and the rules' slot
    /// of the notice, and writes the seat.
    void dismiss(Refusal refusal) const {
        slot(owner, false);
        if (refusal == Refusal::not_owner || refusal == Refusal::no_such_seat) return;
        slot(seat, change_);
        if (change_) read_notice();
    }
    /// findEmpty: reads the round, two slots of the rules, the report and the seat; where accepted
    /// it writes the report; where that rejects it, it reads the author, and writes his account
    /// and, where the report is counted in the running round, the round.
    void find_empty(unsigned way, Refusal refusal) const {
        const bool rejects = (way & way::rejecting) != 0;
        slot(round, rejects);
        read_rules();
        slot(report, change_);
        if (refusal != Refusal::no_such_seat) slot(seat, false);
        if (!rejects) return;
        slot(account, true);
        slot(standing, false);
    }
    /// The constructor: writes the owner, the registrar, the rules and the round, all zero before.
    void deployment() const {
        slot(owner, true);
        slot(registrar, true);
        write_rules(0);
        slot(round, true);
    }

private:
    using Slot = GasMeter::Slot;

    static Slot of(std::uint64_t value) { return {static_cast<std::int64_t>(value)}; }
    static std::int64_t of(bool value) { return value ? 1 : 0; }
    static Slot owner(const Touched& t) { return of(t.roles.owner); }
    static Slot proposed_owner(const Touched& t) { return of(t.roles.proposed_owner); }
    static Slot registrar(const Touched& t) { return of(t.roles.registrar); }
    /// @param i of the set of rules
    static std::array<Slot, 4> rules(const Touched& t, std::size_t i) {
        const auto& r = t.rules.at(i);
        return {
            {{r.idle_period.value(), r.retire_after.value(), r.share_interval.value(),
              r.round_limit.value(), r.idle_limit.value(), r.benefit.value(), r.scale.value(),
              r.promotion.value(), r.rank_max.value(), r.quorum.value()},
             {r.points_max.value(), r.gamma_min.value(), r.gamma_max.value(), r.gamma_step.value(),
              r.mu.value(), r.threshold.value(), r.saturation.value(), r.rank_min.value()},
             {r.numerator.value(), r.theta_min.value(), r.theta_max.value(), t.from.at(i).value(),
              r.stock_max.value(), r.notice.value()},
             {r.initial_points.value(), r.window.value(), r.penalty.value(), r.effort_max.value(),
              r.detection_min.value(), r.error_max.value()}}};
    }
    static Slot round(const Touched& t) {
        const auto& r = t.round;
        return {r.number.value(),  r.start.value(),
                r.sharers.value(), r.users.value(),
                r.members.value(), r.theta.value(),
                r.gamma.value(),   static_cast<std::int64_t>(t.index) + 2 * of(r.announced)};
    }
    static Slot account(const Touched& t) {
        const auto& m = t.member;
        return {m.balance.value(),    m.stamp.value(), m.last_counted.value(),
                m.paid_until.value(), m.rate.value(),  m.reports.value(),
                of(m.user),           of(m.counted),   of(m.known)};
    }
    static Slot standing(const Touched& t) {
        const auto& m = t.member;
        return {of(m.active), m.rank.value(), m.expiry.value(), m.last_extra.value(),
                m.epoch.value()};
    }
    static Slot latest(const Touched& t) { return of(t.latest); }
    static Slot certificate(const Touched& t) {
        return {t.certificate.holder.value(), t.certificate.epoch.value()};
    }
    static Slot report(const Touched& t) {
        const auto& r = t.report;
        return {r.author.value(),  r.time.value(),  r.brought.value(),
                r.penalty.value(), r.votes.value(), static_cast<std::int64_t>(t.voted)};
    }
    static Slot seat(const Touched& t) {
        return {t.seat.holder.value(), t.seat.from.value(), t.seat.until.value()};
    }
    static Slot seat_of(const Touched& t) { return {t.seat_of}; }

    /// @param fields returns the fields of the slot from Touched
    template <class Fields>
    void slot(const Fields& fields, bool written) const {
        meter_.read();
        if (written) meter_.write(fields(before_), fields(after_));
    }
    /// The round, for which rules are in force, and their slot with the notice.
    void read_notice() const {
        slot(round, false);
        meter_.read();
    }
    /// The slot of rules with the times of NSP.
    void read_times() const { meter_.read(); }
    /// The two slots of rules that every report needs.
    void read_rules() const {
        for (int i = 0; i < 2; ++i) meter_.read();
    }
    /// The third, and where others are announced theirs: the others' two only where they are due.
    void read_end_of_round() const {
        meter_.read();
        if (before_.round.announced) meter_.read();
        if (before_.changes()) read_rules();
    }
    void write_rules(std::size_t i) const {
        for (std::size_t part = 0; part < 4; ++part)
            slot([=](const Touched& t) { return rules(t, i)[part]; }, true);
    }

    GasMeter& meter_;
    const Touched& before_;
    const Touched& after_;
    bool change_;
};

}  // namespace essmap::model::guarded
