#include "guarded_review.hpp"

/// Nothing is proved of a contract that cannot move: from its deployment a chain of calls leads to
/// each of its transitions. Each is told as a claim that it never happens, and refuted by a run.
namespace essmap::verify::guarded {

namespace {

/// What never happens, one would say.
template <class Text>
constexpr auto never(std::string_view sentence, const Text& text) {
    return refuted(sentence, "reachable", text);
}

/// A contract from its deployment on, with two accounts, call by call. A run in which a call is
/// refused that it needs refutes nothing.
template <class S>
class Life {
public:
    using T = typename S::Number;

    explicit Life(S& s, const Rules<Rational>& example = example_rules<Rational>())
        : s_(s), rules_(s.template record<Rules>("rules", example)), announced_(rules_) {
        const auto deployed = contract::deploy<T>(rules_, rules_.theta_max, rules_.gamma_max, T(1),
                                                  T(1), T(2), T(1000));
        went_ = deployed.accepted;
        round_ = deployed.round;
        s.step("the contract is deployed");
        s.show("round", round_);
    }
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    Life(Life&&) = delete;
    Life& operator=(Life&&) = delete;
    ~Life() = default;

    /// Enrols one of the accounts. @param expiry of the certificate, in ticks
    void enrol(std::size_t who, long at, long expiry = 9000, long rank = 5) {
        const auto after = contract::enrol<T>(
            {Truth<T>(false), Truth<T>(true)}, rules_, round_,
            {T(static_cast<long>(who) + 1), T(static_cast<long>(who) + 1), T(rank), T(expiry)},
            members_[who], certificates_[who], T(at));
        went_ = went_ && after.accepted;
        s_.step("a member is enrolled");
        s_.show("member", after.member);
        members_[who] = after.member;
        certificates_[who] = after.certificate;
        round_ = after.round;
    }
    /// Ends a round that has lasted its limit.
    void end_round(long at) {
        begin("a round reaches its time limit", contract::tick<T>(book(T(at)), round_, T(at)));
    }
    /// One of the accounts reports. @return what became of it
    contract::ReportTransition<T> share(std::size_t who, long at) {
        const auto report =
            contract::share<T>(book(T(at)), round_, members_[who], Truth<T>(true), T(0), T(at));
        went_ = went_ && report.accepted;
        s_.step("a member reports");
        s_.change("member", members_[who], report.member);
        s_.show("charge", report.charge, "points");
        members_[who] = report.member;
        reports_[who] = contract::record_of<T>(report, T(static_cast<long>(who) + 1), T(at));
        begin("the report's round", report.round);
        return report;
    }
    /// The owner gives a seat of a reviewer to an account.
    void appoint(std::size_t seat, long account, long at) {
        const Seat<T> none{T(0), T(0), T(0)};
        const auto after = contract::appoint<T>({Truth<T>(true), Truth<T>(false)}, rules_,
                                                seats_[seat], none, T(account), T(at));
        went_ = went_ && after.accepted;
        s_.step("a reviewer is appointed");
        s_.change("seat", seats_[seat], after.seat);
        seats_[seat] = after.seat;
    }
    /// The holder of a seat finds the last report of one of the accounts empty.
    contract::VoteTransition<T> vote(std::size_t seat, std::size_t who, long at) {
        const T author(static_cast<long>(who) + 1);
        const auto after =
            contract::find_empty<T>(rules_, round_, members_[who], seats_[seat], reports_[who],
                                    Vote<T>{seats_[seat].holder, author, Truth<T>(false)}, T(at));
        went_ = went_ && after.accepted;
        s_.step("a reviewer finds the report empty");
        s_.change("report", reports_[who], after.report);
        s_.change("member", members_[who], after.member);
        reports_[who] = after.report;
        members_[who] = after.member;
        begin("the round goes on", after.round);
        return after;
    }
    /// The owner announces the rules with some change f.
    template <class F>
    void announce(long at, const F& f) {
        Rules<T> proposed = rules_;
        f(proposed);
        const auto after = contract::announce<T>({Truth<T>(true), Truth<T>(false)}, rules_,
                                                 proposed, round_, from_, T(1), T(at));
        went_ = went_ && after.accepted;
        s_.step("the owner announces rules");
        announced_ = proposed;
        from_ = after.from;
        round_ = after.round;
    }
    /// A lapsed member is retired.
    void retire(std::size_t who, long at) {
        const auto after = contract::retire<T>(rules_, round_, members_[who], T(at));
        left("somebody retires the member", who, after);
    }
    /// The registrar revokes an account.
    void revoke(std::size_t who, long at) {
        const auto after = contract::revoke<T>({Truth<T>(false), Truth<T>(true)}, rules_, round_,
                                               members_[who], T(at));
        left("the registrar revokes the account", who, after);
    }
    /// NSP settles one of the accounts.
    contract::Settlement<T> settle(std::size_t who, long at) {
        return settled(s_, rules_, members_[who], T(at));
    }

    /// Claims that what was run never happens.
    void claim_never(const std::string& sentence, const Truth<T>& happened) {
        s_.claim(sentence, !(went_ && happened));
    }
    [[nodiscard]] const Rules<T>& rules() const { return rules_; }
    [[nodiscard]] const Round<T>& round() const { return round_; }
    [[nodiscard]] const Member<T>& member(std::size_t who) const { return members_[who]; }

private:
    static Member<T> nobody() {
        const T zero(0);
        const Truth<T> no(false);
        return {no, no, zero, zero, zero, no, no, zero, zero, zero, zero, zero, zero, zero};
    }
    static ReportRecord<T> no_report() { return {T(0), T(0), T(0), T(0), T(0)}; }
    [[nodiscard]] Rulebook<T> book(const T& now) {
        const Truth<T> due = contract::change_is_due<T>(round_, from_, now);
        next_ = model::select_record<T>(due, announced_, rules_);
        return {rules_, next_, due};
    }
    void begin(const std::string& what, const Round<T>& next) {
        const Truth<T> changes = round_.announced && !next.announced;
        s_.step(what);
        s_.change("round", round_, next);
        rules_ = model::select_record<T>(changes, announced_, rules_);
        round_ = next;
    }
    void left(const std::string& what, std::size_t who, const contract::Departure<T>& after) {
        went_ = went_ && after.accepted;
        s_.step(what);
        s_.change("member", members_[who], after.member);
        members_[who] = after.member;
        round_ = after.round;
    }

    S& s_;
    Rules<T> rules_, announced_, next_;
    T from_ = T(0);
    Round<T> round_;
    std::array<Member<T>, 2> members_{nobody(), nobody()};
    std::array<Certificate<T>, 2> certificates_{Certificate<T>{T(0), T(0)},
                                                Certificate<T>{T(0), T(0)}};
    std::array<ReportRecord<T>, 2> reports_{no_report(), no_report()};
    std::array<Seat<T>, 2> seats_{Seat<T>{T(0), T(0), T(0)}, Seat<T>{T(0), T(0), T(0)}};
    Truth<T> went_ = Truth<T>(true);
};

/// A life with two members, in its second round.
constexpr auto begin_life = [](auto& life) {
    life.enrol(0, 1010);
    life.enrol(1, 1010);
    life.end_round(1200);
};

constexpr auto reach_saturation = never("No report ever ends its round.", []<class S>(S& s) {
    Life life(s);
    begin_life(life);
    life.share(0, 1250);
    life.claim_never("the round goes on", life.share(1, 1260).saturated);
});

constexpr auto reach_extra = never("Every report is counted.", []<class S>(S& s) {
    Life life(s);
    begin_life(life);
    life.share(0, 1250);
    life.claim_never("counted", !life.share(0, 1260).counted);
});

constexpr auto reach_time_limit = never(
    "No report ever ends an overdue round.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        const auto report = life.share(0, 1410);
        life.claim_never("the round was running", report.round.number == T(3));
    });

constexpr auto reach_both = never(
    "No report ever ends an overdue round and its own.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        life.enrol(0, 1010);
        const auto report = life.share(0, 1210);
        life.claim_never("one at most", report.saturated && report.round.number == T(3));
    });

constexpr auto reach_charge = never(
    "A report always pays the same.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        const T first = life.share(0, 1250).charge;
        life.claim_never("the same", !(life.share(1, 1260).charge == first));
    });

constexpr auto reach_promotion = never("No member ever rises by reports.", []<class S>(S& s) {
    auto rules = example_rules<Rational>();
    rules.promotion = 1;
    Life life(s, rules);
    begin_life(life);
    life.claim_never("the same level", life.share(0, 1250).promoted);
});

constexpr auto reach_punishment = never(
    "Nobody is ever punished for idleness.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        life.claim_never("no punishment", T(0) < life.settle(0, 1500).charged);
    });

constexpr auto reach_insolvency = never(
    "Points always suffice for a punishment.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        const auto after = life.settle(0, 5000);
        life.claim_never("all that is due is charged", after.charged < after.due);
    });

constexpr auto reach_clamp = never(
    "theta is never held down by its clamp.", []<class S, class T = Number<S>>(S& s) {
        auto rules = example_rules<Rational>();
        rules.numerator = 1'000'000;
        Life life(s, rules);
        begin_life(life);
        life.end_round(1410);
        life.claim_never("N/T is within its bounds",
                         life.round().theta == life.rules().theta_max &&
                             life.rules().theta_max * T(210) < life.rules().numerator);
    });

constexpr auto reach_change = never(
    "No other rules ever come into force.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        life.announce(1250, [](auto& rules) { rules.mu = rules.mu + T(1); });
        life.end_round(1400);
        const T before = life.rules().mu;
        life.end_round(1660);
        life.claim_never("the same rules", !(life.rules().mu == before));
    });

constexpr auto reach_retire = never("No member is ever retired.", []<class S>(S& s) {
    Life life(s);
    life.enrol(0, 1010, 1300);
    life.enrol(1, 1010);
    life.end_round(1200);
    life.retire(0, 1300);
    life.claim_never("still a member", !life.member(0).active);
});

constexpr auto reach_revoke = never(
    "No certificate is ever revoked.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_life(life);
        life.share(0, 1250);
        life.revoke(0, 1260);
        life.claim_never("still good", T(0) < life.member(0).epoch && life.round().users == T(1));
    });

/// A life with two members and two reviewers, in the third round.
constexpr auto begin_reviewed_life = [](auto& life) {
    life.appoint(0, 11, 1001);
    life.appoint(1, 12, 1002);
    begin_life(life);
    life.end_round(1420);
};

constexpr auto reach_rejection = never(
    "No report is ever rejected, and no count of a running round corrected.",
    []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_reviewed_life(life);
        life.share(0, 1450);
        const T counted = life.round().sharers;
        life.vote(0, 0, 1460);
        const auto second = life.vote(1, 0, 1470);
        life.claim_never("it stays counted",
                         second.rejected && life.round().sharers + T(1) == counted);
    });

constexpr auto reach_debt = never(
    "Nobody ever owes more than he has.", []<class S, class T = Number<S>>(S& s) {
        Life life(s);
        begin_reviewed_life(life);
        life.share(0, 3000);
        life.vote(0, 0, 3010);
        life.vote(1, 0, 3020);
        life.claim_never("the balance is no debt", life.member(0).balance < T(0));
    });

}  // namespace

std::vector<Property> reach_properties() {
    PropertyTable table(Subject::guarded);
    table.fixed("guarded.reach.saturation", reach_saturation);
    table.fixed("guarded.reach.extra", reach_extra);
    table.fixed("guarded.reach.time-limit", reach_time_limit);
    table.fixed("guarded.reach.both", reach_both);
    table.fixed("guarded.reach.charge", reach_charge);
    table.fixed("guarded.reach.promotion", reach_promotion);
    table.fixed("guarded.reach.punishment", reach_punishment);
    table.fixed("guarded.reach.insolvency", reach_insolvency);
    table.fixed("guarded.reach.clamp", reach_clamp);
    table.fixed("guarded.reach.change", reach_change);
    table.fixed("guarded.reach.retire", reach_retire);
    table.fixed("guarded.reach.revoke", reach_revoke);
    table.fixed("guarded.reach.rejection", reach_rejection);
    table.fixed("guarded.reach.debt", reach_debt);
    return table.properties();
}

}  // namespace essmap::verify::guarded
