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
    again = 1U << 0U,           ///< share: the member is counted already
    expired = 1U << 1U,         ///< share: first ends a round that has lasted its limit
    saturating = 1U << 2U,      ///< share: ends the round
    without_users = 1U << 3U,   ///< share, endRound: the round that runs before has none
    nothing_due = 1U << 4U,     ///< punish, endRound
    not_active = 1U << 5U,      ///< punish: there is no such member
    renewed = 1U << 6U,         ///< register: the member is active
    lapsed = 1U << 7U,          ///< register: ... but starts afresh
    no_certificate = 1U << 8U,  ///< register: the hash is zero
    points_wrong = 1U << 9U,    ///< changeRules: the game is well-formed, but not the points
    times_wrong = 1U << 10U,    ///< changeRules: both are, but not the times
    only_above = 1U << 11U,     ///< changeRules: case 1 is lost at the largest benefit alone
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
    constexpr std::array<std::string_view, 12> ways{
        "again",   "expired", "saturating",     "without users", "nothing due", "not active",
        "renewed", "lapsed",  "no certificate", "points wrong",  "times wrong", "only above"};
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

/// The measures of the compiled contract, which depend on the compiler and its settings.
struct CompiledCode {
    std::int64_t zero_bytes, other_bytes;  ///< of what creates the contract, without arguments
    std::int64_t deployed_bytes;
    Gas constructor;  ///< its execution
    std::span<const PathCost> paths;
};

/// Mean execution over random histories of calls. Executions of one path differ a little, as values
/// are clamped or not. This command shows them beside what is measured now:
///
///     build/release/tests/evm/evm_test --gtest_filter=gas.of_every_call_is_predicted
inline constexpr PathCost newest_optimized_paths[] = {
    {{Action::share}, 11'063},
    {{Action::share, Refusal::none, way::again}, 10'815},
    {{Action::share, Refusal::none, way::saturating}, 13'400},
    {{Action::share, Refusal::none, way::again | way::saturating}, 13'155},
    {{Action::share, Refusal::none, way::expired}, 13'392},
    {{Action::share, Refusal::none, way::expired | way::saturating}, 15'715},
    {{Action::share, Refusal::none, way::without_users | way::again}, 10'124},
    {{Action::share, Refusal::none, way::without_users | way::expired}, 12'707},
    {{Action::share, Refusal::none, way::without_users | way::expired | way::saturating}, 15'028},
    {{Action::share, Refusal::not_a_member}, 3'655},
    {{Action::share, Refusal::content_seen}, 3'672},
    {{Action::share, Refusal::certificate_expired}, 3'720},
    {{Action::share, Refusal::rank_out_of_range}, 3'875},
    {{Action::share, Refusal::too_soon}, 4'065},
    {{Action::punish}, 5'661},
    {{Action::punish, Refusal::none, way::nothing_due}, 4'845},
    {{Action::punish, Refusal::none, way::nothing_due | way::not_active}, 4'651},
    {{Action::end_round}, 6'063},
    {{Action::end_round, Refusal::none, way::without_users}, 5'371},
    {{Action::end_round, Refusal::none, way::nothing_due}, 3'066},
    {{Action::enrol}, 9'341},
    {{Action::enrol, Refusal::none, way::renewed}, 9'450},
    {{Action::enrol, Refusal::none, way::renewed | way::lapsed}, 9'670},
    {{Action::enrol, Refusal::not_registrar}, 712},
    {{Action::enrol, Refusal::certificate_revoked}, 923},
    {{Action::enrol, Refusal::certificate_taken}, 1'252},
    {{Action::enrol, Refusal::certificate_taken, way::no_certificate}, 963},
    {{Action::enrol, Refusal::rank_out_of_range}, 5'200},
    {{Action::enrol, Refusal::certificate_expired}, 5'220},
    {{Action::enrol, Refusal::certificate_too_long}, 5'260},
    {{Action::enrol, Refusal::too_many_members}, 5'300},  // not measured: a billion members
    {{Action::revoke}, 7'877},
    {{Action::revoke, Refusal::not_registrar}, 628},
    {{Action::revoke, Refusal::not_a_member}, 1'730},
    {{Action::retire}, 9'640},
    {{Action::retire, Refusal::not_a_member}, 3'586},
    {{Action::retire, Refusal::not_lapsed}, 3'892},
    {{Action::change_rules}, 20'197},
    {{Action::change_rules, Refusal::not_owner}, 650},  // not measured: below the floor
    {{Action::change_rules, Refusal::rules_malformed}, 5'930},
    {{Action::change_rules, Refusal::rules_malformed, way::points_wrong}, 6'760},
    {{Action::change_rules, Refusal::rules_malformed, way::times_wrong}, 7'480},
    {{Action::change_rules, Refusal::case_1_lost}, 8'660},
    {{Action::change_rules, Refusal::case_1_lost, way::only_above}, 9'459},
    {{Action::change_rules, Refusal::units_changed}, 9'626},
    {{Action::set_registrar}, 831},
    {{Action::set_registrar, Refusal::not_owner}, 670},
    {{Action::propose_owner}, 810},
    {{Action::propose_owner, Refusal::not_owner}, 649},
    {{Action::accept_owner}, 853},
    {{Action::accept_owner, Refusal::not_proposed_owner}, 492},
};

/// The code to deploy: solc 0.8.37 with its optimizer at 200 runs, for Osaka.
inline constexpr CompiledCode newest_optimized{.zero_bytes = 242,
                                               .other_bytes = 14'952,
                                               .deployed_bytes = 10'751,
                                               .constructor = 20'899,
                                               .paths = newest_optimized_paths};

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
