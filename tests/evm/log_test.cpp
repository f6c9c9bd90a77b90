#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "contract_sequences.hpp"
#include "machine.hpp"

/// The events of the guarded contract suffice to rebuild its whole state: a reader who sees the log
/// alone, with the time of each block, knows all that the contract keeps. The events of the C++
/// contract are those of the EVM (sharing_contract.lives_the_same_life).
namespace {

using namespace essmap::evm_test;
using contract::Event;
using contract::EventKind;

/// What the log says so far.
class Reader {
public:
    /// Takes the events of one transaction. @param time of its block, in seconds
    void read(const std::vector<Event>& events, std::int64_t time) {
        if (events.empty()) return;
        if (events.front().kind == EventKind::deployed) unit_ = events.front().data[0];
        now_ = time / unit_;
        for (const Event& event : events) read(event);
    }

    Rules rules[2];
    Number from[2];
    std::size_t index = 1;
    Round round{};
    std::map<Account, Member> members;
    std::map<Account, Hash> latest;
    std::map<Hash, Certificate> certificates;
    std::map<Hash, ReportRecord> reports;
    std::map<Hash, unsigned> voted;
    std::map<std::int64_t, Seat> seats;
    std::map<Account, std::int64_t> seat_of;
    contract::SharingContract::Roles roles;

private:
    [[nodiscard]] const Rules& in_force() const { return rules[index]; }

    void read(const Event& event) {
        const auto account = [&](std::size_t i) { return static_cast<Account>(event.indexed[i]); };
        const auto hash = [&](std::size_t i) { return static_cast<Hash>(event.indexed[i]); };
        const auto& data = event.data;
        switch (event.kind) {
            case EventKind::deployed: break;
            case EventKind::rules_announced: {
                std::size_t at = 0;
                Rules::visit(
                    [&](const essmap::model::Field&, Number& value) { value = data[at++]; },
                    rules[1 - index]);
                from[1 - index] = event.indexed[0];
                round.announced = true;
                break;
            }
            case EventKind::rules_changed:
                index = 1 - index;
                round.announced = false;
                break;
            case EventKind::round_began:
                round = {event.indexed[0], data[1], 0,       data[2],
                         data[2],          data[3], data[4], round.announced};
                break;
            case EventKind::shared: shared(event); break;
            case EventKind::promoted: {
                Member& m = members[account(0)];
                m.rank = data[0];
                m.reports = m.reports - in_force().promotion;
                break;
            }
            case EventKind::punished: {
                Member& m = members[account(0)];
                m.paid_until = m.paid_until + Number(data[0]) * in_force().idle_period;
                m.balance = data[2];
                break;
            }
            case EventKind::enrolled: enrolled(event); break;
            case EventKind::left:
                take_out(members[account(0)]);
                members[account(0)].active = false;
                break;
            case EventKind::revoked: members[account(0)].epoch = data[0]; break;
            case EventKind::ownership_offered: roles.proposed_owner = account(1); break;
            case EventKind::ownership_transferred: roles = {account(1), 0, roles.registrar}; break;
            case EventKind::registrar_changed: roles.registrar = account(0); break;
            case EventKind::reviewer_appointed:
                seats[data[0]] = {event.indexed[0], data[1], data[2]};
                seat_of[account(0)] = data[0] + 1;
                break;
            case EventKind::reviewer_dismissed: seats[data[0]].until = data[1]; break;
            case EventKind::found_empty:
                reports[hash(1)].votes = data[1];
                voted[hash(1)] |= 1U << static_cast<unsigned>(data[0]);
                break;
            case EventKind::rejected:
                rejected(members[account(0)], reports[hash(1)], data[1]);
                break;
        }
    }
    void shared(const Event& event) {
        Member& m = members[static_cast<Account>(event.indexed[0])];
        ReportRecord& report = reports[static_cast<Hash>(event.indexed[1])];
        report.author = event.indexed[0];
        if (event.data[0] != 0 && reviewed(in_force())) {
            report.time = now_;
            report.brought = Number(event.data[1]) - m.balance;
            report.penalty = in_force().penalty;
        }
        m.balance = event.data[1];
        if (event.data[0] == 0) {
            m.last_extra = now_;
            return;
        }
        m.stamp = event.indexed[2];
        m.user = true;
        m.counted = true;
        m.last_counted = now_;
        m.paid_until = std::max(m.paid_until, Number(now_) + in_force().idle_limit);
        m.rate = in_force().mu;
        m.reports = std::min(m.reports + Number(1), Number(Limits::reports));
        round.sharers = round.sharers + Number(1);
    }
    void enrolled(const Event& event) {
        const auto who = static_cast<Account>(event.indexed[0]);
        const auto hash = static_cast<Hash>(event.indexed[1]);
        Member& m = members[who];
        const Number lapse = std::min(m.expiry, m.last_counted + in_force().retire_after);
        if (!m.active || lapse <= Number(now_)) {
            if (m.active) take_out(m);
            round.members = round.members + Number(1);
            m.stamp = round.number;
            m.user = false;
            m.counted = false;
            m.last_counted = now_;
            m.paid_until = std::max(m.paid_until, Number(now_) + in_force().idle_limit);
            m.rate = in_force().mu;
            m.reports = 0;
        }
        m.known = true;
        m.active = true;
        m.rank = event.data[0];
        m.expiry = event.data[1];
        m.balance = event.data[2];
        latest[who] = hash;
        certificates[hash] = {event.indexed[0], m.epoch};
    }
    void rejected(Member& m, ReportRecord& report, std::int64_t balance) {
        m.balance = balance;
        m.reports = std::max(m.reports - Number(1), Number(-Limits::reports));
        if (m.active && m.counted && m.stamp == round.number && m.last_counted == report.time) {
            m.counted = false;
            round.sharers = round.sharers - Number(1);
        }
        report.time = 0;
    }
    void take_out(const Member& m) {
        const bool present = m.stamp == round.number;
        if (m.counted && present) round.sharers = round.sharers - Number(1);
        if (!present || m.user) round.users = round.users - Number(1);
        round.members = round.members - Number(1);
    }

    std::int64_t unit_ = 1;  ///< seconds per tick
    std::int64_t now_ = 0;
};

template <class R>
std::string shown(const R& record) {
    std::string text;
    R::visit(
        [&](const essmap::model::Field& field, const auto& value) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                text += fmt::format(" {}={}", field.name, value);
            else
                text += fmt::format(" {}={}", field.name, value.value());
        },
        record);
    return text;
}

void expect_same(const Reader& reader, const contract::SharingContract& c) {
    EXPECT_EQ(shown(reader.rules[reader.index]), shown(c.in_force()));
    EXPECT_EQ(reader.from[reader.index], c.in_force_from());
    EXPECT_EQ(shown(reader.round), shown(c.round()));
    if (c.round().announced) {
        EXPECT_EQ(shown(reader.rules[1 - reader.index]), shown(c.announced()));
        EXPECT_EQ(reader.from[1 - reader.index], c.announced_from());
    }
    for (Account who = Accounts::member; who < Accounts::member + Accounts::members; ++who) {
        const auto found = reader.members.find(who);
        EXPECT_EQ(shown(found == reader.members.end() ? Member{} : found->second),
                  shown(c.member(who)));
        const auto latest = reader.latest.find(who);
        EXPECT_EQ(latest == reader.latest.end() ? 0 : latest->second, c.certificate_of(who));
    }
    for (Hash hash = 1; hash <= certificates; ++hash) {
        const auto found = reader.certificates.find(hash);
        EXPECT_EQ(shown(found == reader.certificates.end() ? Certificate{} : found->second),
                  shown(c.certificate(hash)));
    }
    for (Hash hash = 1; hash <= contents; ++hash) {
        const auto found = reader.reports.find(hash);
        EXPECT_EQ(found != reader.reports.end(), c.seen(hash));
        EXPECT_EQ(shown(found == reader.reports.end() ? ReportRecord{} : found->second),
                  shown(c.report(hash)));
        const auto voted = reader.voted.find(hash);
        EXPECT_EQ(voted == reader.voted.end() ? 0 : voted->second, c.voted(hash));
    }
    for (std::int64_t seat = 0; seat < Limits::seats; ++seat) {
        const auto found = reader.seats.find(seat);
        EXPECT_EQ(shown(found == reader.seats.end() ? Seat{} : found->second), shown(c.seat(seat)));
    }
    for (Account who = Accounts::owner; who < Accounts::owner + Accounts::all; ++who) {
        const auto found = reader.seat_of.find(who);
        EXPECT_EQ(found == reader.seat_of.end() ? 0 : found->second, c.seat_of(who));
    }
    EXPECT_EQ(reader.roles.owner, c.roles().owner);
    EXPECT_EQ(reader.roles.proposed_owner, c.roles().proposed_owner);
    EXPECT_EQ(reader.roles.registrar, c.roles().registrar);
}

TEST(log_of_a_contract, has_its_whole_state) {
    std::size_t lives = 0;
    for (std::uint64_t seed = 1; lives < samples(2'000, 200); ++seed) {
        const auto life = draw_contract_sequence(seed, 24);
        if (life.calls.empty()) continue;
        ++lives;
        Reader reader;
        reader.read(life.deployed.events, life.deployment.time);
        for (std::size_t i = 0; i < life.calls.size(); ++i)
            reader.read(life.receipts[i].events, life.calls[i].time);
        expect_same(reader, life.after);
        ASSERT_FALSE(HasFailure()) << "life " << seed;
    }
}

}  // namespace
