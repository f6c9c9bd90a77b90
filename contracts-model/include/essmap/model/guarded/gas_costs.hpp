#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "essmap/model/guarded/call.hpp"

/// The data of gas.hpp: the EVM's prices, and the measured execution of the compiled contract.
namespace essmap::model::guarded {

using Gas = std::int64_t;

/// Prices of an EVM as of Osaka, in gas (Yellow Paper, appendix G; EIP-2028 for data, 2929 for cold
/// and warm, 3529 for refunds, 3860 for initcode, 7623 for the floor).
struct GasSchedule {
    Gas transaction = 21'000;
    Gas creation = 32'000;  ///< more, where it creates a contract
    Gas zero_byte = 4;      ///< of its data
    Gas other_byte = 16;
    Gas floor_of_zero_byte = 10;  ///< what data cost at least, execution included
    Gas floor_of_other_byte = 40;
    Gas initcode_word = 2;  ///< of 32 bytes
    Gas code_byte = 200;    ///< of the contract created
    Gas cold = 2'100;       ///< a slot touched for the first time
    Gas warm = 100;         ///< a slot touched again, or written with what it holds
    Gas set = 20'000;       ///< a slot written for the first time, from zero
    Gas reset = 2'900;      ///< the same, from another value
    Gas cleared = 4'800;    ///< given back for a slot that becomes zero ...
    Gas refund_part = 5;    ///< ... at most this part of all
    Gas log = 375;
    Gas log_topic = 375;
    Gas log_byte = 8;
};
inline constexpr GasSchedule osaka{};

/// Flags, to be combined, that tell apart the paths of one action. Without any, it is the usual
/// path.
namespace way {
enum : unsigned {
    usual = 0,
    extra = 1U << 0U,           ///< share: not the member's first in the round
    expired = 1U << 1U,         ///< share: first ends a round that has lasted its limit
    saturating = 1U << 2U,      ///< share: ends the round
    without_users = 1U << 3U,   ///< share, endRound: the round that has lasted its limit had none
    nothing_due = 1U << 4U,     ///< punish, endRound
    not_active = 1U << 5U,      ///< punish, revoke: there is no such member
    renewed = 1U << 6U,         ///< register: the member is active
    lapsed = 1U << 7U,          ///< register: ... but starts afresh
    no_certificate = 1U << 8U,  ///< register: the hash is zero
    points_wrong = 1U << 9U,    ///< changeRules: the game is well-formed, but not the points
    no_room = 1U << 10U,        ///< changeRules: ... but for a first report's pay
    times_wrong = 1U << 11U,    ///< changeRules: both are, but not the times
    review_wrong = 1U << 12U,   ///< changeRules: all are, but not the review
    rejecting = 1U << 13U,      ///< findEmpty: the vote makes the quorum
    running = 1U << 14U,        ///< findEmpty: ... of a report counted in the running round
    again = 1U << 15U,          ///< appoint: the account had a seat before
    // What may happen besides, on any path:
    punished = 1U << 16U,  ///< idleness is charged
    promoted = 1U << 17U,  ///< the member rises
    awaits = 1U << 18U,    ///< a round ends, and rules await their force
    changes = 1U << 19U,   ///< ... or come into force
    reviewed = 1U << 20U,  ///< a report is counted under a review
    judged = 1U << 21U,    ///< the guard asks case 1* of rules with a review
};
}  // namespace way

/// A path through the compiled code.
struct Path {
    Action action;
    Refusal refusal = Refusal::none;
    unsigned way = way::usual;

    friend bool operator==(const Path&, const Path&) = default;
};

/// The name of a path in tables and messages: the action, then the refusal, then the flags, e.g.
/// "share again, saturating" or "register: NotRegistrar".
inline std::string name_of(const Path& path) {
    constexpr std::array<std::string_view, 22> ways{
        "extra",      "expired",     "saturating",   "without users",  "nothing due",
        "not active", "renewed",     "lapsed",       "no certificate", "points wrong",
        "no room",    "times wrong", "review wrong", "rejecting",      "running",
        "again",      "punished",    "promoted",     "awaits",         "changes",
        "reviewed",   "judged"};
    std::string name(name_of(path.action));
    std::string_view separator = " ";
    if (path.refusal != Refusal::none) {
        name.append(": ").append(name_of(path.refusal));
        separator = ", ";
    }
    for (std::size_t i = 0; i < ways.size(); ++i) {
        if ((path.way >> i & 1U) == 0) continue;
        name.append(separator).append(ways[i]);
        separator = ", ";
    }
    return name;
}

struct PathCost {
    Path path;
    Gas execution;
};

/// What an event besides costs more to execute, on any path.
struct BesidesCost {
    unsigned flag;
    Gas execution;
};

/// The measures of the compiled contract, which depend on the compiler and its settings.
struct CompiledCode {
    std::int64_t zero_bytes, other_bytes;  ///< of what creates the contract, without arguments
    std::int64_t deployed_bytes;
    Gas constructor;  ///< its execution
    std::span<const PathCost> paths;
    std::span<const BesidesCost> besides;
};

/// Mean execution over random histories of calls. Executions of one path differ a little, as values
/// are clamped or not. This command shows them beside what is measured now:
///
///     build/release/tests/evm/evm_test --gtest_filter=gas.of_every_call_is_predicted
inline constexpr PathCost newest_optimized_paths[] = {
    {{Action::share}, 15'371},
    {{Action::share, Refusal::none, way::extra}, 8'810},
    {{Action::share, Refusal::none, way::saturating}, 18'876},
    {{Action::share, Refusal::none, way::expired}, 18'246},
    {{Action::share, Refusal::none, way::expired | way::saturating}, 21'300},
    {{Action::share, Refusal::none, way::expired | way::without_users}, 16'930},
    {{Action::share, Refusal::none, way::expired | way::saturating | way::without_users}, 19'946},
    {{Action::share, Refusal::not_a_member}, 4'742},
    {{Action::share, Refusal::content_seen}, 4'759},
    {{Action::share, Refusal::certificate_expired}, 4'807},
    {{Action::share, Refusal::membership_lapsed}, 5'165},
    {{Action::share, Refusal::too_soon}, 5'440},
    {{Action::share, Refusal::charge_too_high}, 13'226},
    {{Action::share, Refusal::charge_too_high, way::saturating}, 16'312},
    {{Action::share, Refusal::charge_too_high, way::expired}, 15'715},
    {{Action::share, Refusal::charge_too_high, way::expired | way::saturating}, 18'414},
    {{Action::share, Refusal::charge_too_high, way::expired | way::without_users}, 14'304},
    {{Action::share, Refusal::charge_too_high, way::expired | way::saturating | way::without_users},
     16'981},
    {{Action::share, Refusal::charge_too_high, way::extra}, 7'240},
    {{Action::punish}, 5'311},
    {{Action::punish, Refusal::none, way::nothing_due}, 4'534},
    {{Action::punish, Refusal::none, way::nothing_due | way::not_active}, 4'344},
    {{Action::end_round}, 6'945},
    {{Action::end_round, Refusal::none, way::without_users}, 5'633},
    {{Action::end_round, Refusal::none, way::nothing_due}, 3'019},
    {{Action::enrol}, 10'630},
    {{Action::enrol, Refusal::none, way::renewed}, 10'625},
    {{Action::enrol, Refusal::none, way::renewed | way::lapsed}, 11'682},
    {{Action::enrol, Refusal::not_registrar}, 813},
    {{Action::enrol, Refusal::nobody}, 5'555},
    {{Action::enrol, Refusal::certificate_taken}, 5'703},
    {{Action::enrol, Refusal::certificate_taken, way::no_certificate}, 5'586},
    {{Action::enrol, Refusal::certificate_revoked}, 5'860},
    {{Action::enrol, Refusal::rank_out_of_range}, 5'951},
    {{Action::enrol, Refusal::certificate_expired}, 5'985},
    {{Action::enrol, Refusal::certificate_too_long}, 6'031},
    {{Action::enrol, Refusal::too_many_members}, 6'685},  // not measured: a billion members
    {{Action::revoke}, 7'802},
    {{Action::revoke, Refusal::none, way::not_active}, 2'599},
    {{Action::revoke, Refusal::not_registrar}, 684},
    {{Action::revoke, Refusal::not_a_member}, 2'100},
    {{Action::retire}, 8'909},
    {{Action::retire, Refusal::not_a_member}, 3'151},
    {{Action::retire, Refusal::not_lapsed}, 3'506},
    {{Action::change_rules}, 18'411},
    {{Action::change_rules, Refusal::not_owner}, 650},  // not measured: below the floor
    {{Action::change_rules, Refusal::rules_malformed}, 7'474},
    {{Action::change_rules, Refusal::rules_malformed, way::points_wrong}, 8'357},
    {{Action::change_rules, Refusal::rules_malformed, way::no_room}, 9'633},
    {{Action::change_rules, Refusal::rules_malformed, way::times_wrong}, 10'512},
    {{Action::change_rules, Refusal::rules_malformed, way::review_wrong}, 11'553},
    {{Action::change_rules, Refusal::case_1_lost}, 12'826},
    {{Action::change_rules, Refusal::honesty_lost}, 15'315},
    {{Action::change_rules, Refusal::never_ends}, 13'106},
    {{Action::change_rules, Refusal::units_changed}, 13'314},
    {{Action::change_rules, Refusal::rank_excluded}, 13'604},
    {{Action::change_rules, Refusal::free_time_cut}, 14'073},
    {{Action::set_registrar}, 809},
    {{Action::set_registrar, Refusal::not_owner}, 682},
    {{Action::transfer_ownership}, 792},
    {{Action::transfer_ownership, Refusal::not_owner}, 660},
    {{Action::accept_ownership}, 1'004},
    {{Action::accept_ownership, Refusal::not_proposed_owner}, 549},
    {{Action::appoint}, 4'085},
    {{Action::appoint, Refusal::none, way::again}, 4'597},
    {{Action::appoint, Refusal::not_owner}, 731},
    {{Action::appoint, Refusal::no_such_seat}, 776},
    {{Action::appoint, Refusal::nobody}, 1'858},
    {{Action::appoint, Refusal::seat_taken}, 1'918},
    {{Action::appoint, Refusal::seat_taken, way::again}, 2'383},
    {{Action::appoint, Refusal::has_another_seat, way::again}, 2'504},
    {{Action::dismiss}, 3'072},
    {{Action::dismiss, Refusal::not_owner}, 559},
    {{Action::dismiss, Refusal::no_such_seat}, 604},
    {{Action::dismiss, Refusal::seat_empty}, 1'388},
    {{Action::find_empty}, 5'394},
    {{Action::find_empty, Refusal::none, way::rejecting}, 10'486},
    {{Action::find_empty, Refusal::none, way::rejecting | way::running}, 11'104},
    {{Action::find_empty, Refusal::no_such_seat}, 3'231},
    {{Action::find_empty, Refusal::not_reviewer}, 4'103},
    {{Action::find_empty, Refusal::not_under_review}, 4'288},
    {{Action::find_empty, Refusal::own_report}, 4'419},
    {{Action::find_empty, Refusal::appointed_later}, 4'479},
    {{Action::find_empty, Refusal::window_over}, 4'651},
    {{Action::find_empty, Refusal::voted_already}, 4'671},
};
inline constexpr BesidesCost newest_optimized_besides[] = {
    {way::punished, 188},  {way::promoted, 843}, {way::awaits, 391},
    {way::changes, 2'363}, {way::reviewed, 461}, {way::judged, 2'878},
};

/// The code to deploy: solc 0.8.37 with its optimizer at 200 runs, for Osaka.
inline constexpr CompiledCode newest_optimized{.zero_bytes = 380,
                                               .other_bytes = 24'240,
                                               .deployed_bytes = 18'992,
                                               .constructor = 21'550,
                                               .paths = newest_optimized_paths,
                                               .besides = newest_optimized_besides};

/// The gas of a transaction, by its parts.
struct GasUse {
    Gas data = 0;     ///< with the 21,000, and the 32,000 of a deployment
    Gas storage = 0;  ///< without 100 for each access
    Gas logs = 0;
    Gas execution = 0;  ///< the measured part
    Gas code = 0;       ///< of a deployment: the bytes kept
    Gas refund = 0;     ///< what slots that become zero earn, before it is limited
    Gas floor = 0;      ///< the least that such data cost

    /// The gas that the sender pays: max(floor, all - min(refund, all/refund_part)), where all is
    /// the sum of data, storage, logs, execution and code.
    [[nodiscard]] constexpr Gas used(const GasSchedule& gas = osaka) const {
        const Gas all = data + storage + logs + execution + code;
        return std::max(floor, all - std::min(refund, all / gas.refund_part));
    }
};

}  // namespace essmap::model::guarded
