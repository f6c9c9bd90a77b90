#include "contract_side.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "essmap/model/checked_integer.hpp"
#include "essmap/model/guarded/contract.hpp"
#include "essmap/model/published/nsp.hpp"
#include "essmap/model/published/sgm.hpp"

namespace essmap::solver {

namespace {

using model::CheckedInteger;
using model::quotient;
namespace guarded = model::guarded;
namespace published = model::published;

constexpr double forever = std::numeric_limits<double>::infinity();
/// Whole periods in `time` of a clock that shows `t`; what is whole up to rounding is whole.
double whole_periods(double time, double period, double t) {
    return std::floor(std::max(time, 0.0) / period + 1e-9 + 1e-15 * t / period);
}

/// Numbers of a domain T from the user's and back: as they are, or in multiples of 1/scale.
template <class T>
struct Units {
    double scale;
    double tick;

    static constexpr bool real = std::is_same_v<T, double>;
    [[nodiscard]] T whole(double value) const {
        if constexpr (real)
            return value;
        else
            return CheckedInteger(std::llround(value));
    }
    [[nodiscard]] T share(double value) const { return whole(real ? value : value * scale); }
    /// In fixed point a time beyond 64 bits is the longest: N/T is 0 long before.
    [[nodiscard]] T ticks(double time) const {
        return whole(real ? time / tick : std::min(time / tick, 8e18));
    }
    [[nodiscard]] T one() const { return whole(real ? 1.0 : scale); }
    static double number(const T& value) {
        if constexpr (real)
            return value;
        else
            return static_cast<double>(value.value());
    }
    [[nodiscard]] double value(const T& amount) const {
        return real ? number(amount) : number(amount) / scale;
    }
};

/// gamma's bounds and step of the guarded contract that make the rule.
struct GammaBounds {
    double lo, hi, step, first;
};

GammaBounds gamma_bounds(const Regulation& r) {
    switch (r.rule) {
        case GammaRule::fixed: return {r.game.gamma, r.game.gamma, 0.0, r.game.gamma};
        case GammaRule::two_level:
        case GammaRule::hysteresis:
            return {r.gamma_reward, r.gamma_charge, r.gamma_charge - r.gamma_reward,
                    r.gamma_reward};
        case GammaRule::stepwise: break;
    }
    return {r.gamma_reward, r.gamma_charge, r.gamma_step, r.game.gamma};
}

/// The guarded contract, its users counted as the whole population: 1 over the reals.
template <class T>
class GuardedSide : public ContractSide {
public:
    explicit GuardedSide(const Regulation& r)
        : r_(r),
          units_{r.scale, r.tick},
          users_(Units<T>::real ? T(1) : units_.whole(r.members)),
          rules_(make_rules()) {
        const GammaBounds gamma = gamma_bounds(r);
        const T theta = units_.share(r.game.theta);
        const T first = units_.share(gamma.first);
        deployed_ = guarded::admissible(rules_) && guarded::may_begin(rules_, theta, first);
        round_ = guarded::first_round(theta, first, T(0));
        round_.users = users_;
        round_.members = users_;
        member_.known = true;
        member_.active = true;
        member_.rank = rules_.rank_min;
        member_.balance = rules_.initial_points;
        member_.rate = rules_.mu;
    }

    [[nodiscard]] std::optional<std::string> refusal() const override {
        if (r_.contract != Contract::guarded || deployed_) return std::nullopt;
        if (rules_.idle_limit + rules_.idle_period < rules_.round_limit + rules_.round_limit)
            return "idle_limit + idle_period is less than two round_limit: who is counted once a "
                   "round would be charged";
        if (!guarded::well_formed(rules_)) return "the rules leave the contract's limits";
        if (!guarded::keeps_case_1(rules_))
            return "strategy case 1 does not hold at the largest theta and gamma";
        return "theta or gamma begins outside its bounds";
    }

    void begin(double x0) override {
        charging_ = x0 >= level(threshold());
        look();
    }
    [[nodiscard]] double theta() const override { return units_.value(round_.theta); }
    [[nodiscard]] double gamma() const override { return charging_ ? charge_ : reward_; }
    [[nodiscard]] std::optional<double> pay() const override {
        return units_.value(
            guarded::pay(rules_, rules_.rank_min, round_.theta, units_.share(gamma())));
    }
    [[nodiscard]] bool charging() const override { return charging_; }
    [[nodiscard]] std::optional<double> switch_up() const override {
        if (charging_ || reward_ == charge_) return std::nullopt;
        return level(threshold() + gap());
    }
    [[nodiscard]] std::optional<double> switch_down() const override {
        if (!charging_ || reward_ == charge_) return std::nullopt;
        return level(threshold() - gap());
    }
    void cross(bool upward) override { charging_ = upward; }
    [[nodiscard]] double saturation() const override {
        if constexpr (Units<T>::real) return r_.saturation;
        return (Units<T>::number(saturating_count()) - 0.5) / Units<T>::number(users_);
    }
    [[nodiscard]] double round_limit() const override {
        const bool none = r_.contract == Contract::unguarded && !std::isfinite(r_.round_limit);
        return none ? forever : Units<T>::number(rules_.round_limit) * r_.tick;
    }

    double mu(double t) override {
        if (!r_.idleness) return r_.game.mu;
        const double pass = passed(t);
        if (pass < 1.0) return 0.0;
        return units_.value(charged_by(pass) - charged_by(pass - 1.0));
    }
    double next_mu(double t) override {
        if (!r_.idleness) return forever;
        const auto& idle = *r_.idleness;
        const double pass = passed(t) + 1.0;
        // From the first charge to the one that the points no longer bear, nothing changes.
        const double last = r_.game.mu > 0.0 ? std::floor(idle.initial_points / r_.game.mu) : 0.0;
        if (pass <= 1.0) return idle.limit + idle.period;
        if (pass <= last + 1.0) return idle.limit + (last + 1.0) * idle.period;
        return pass <= last + 2.0 ? idle.limit + (last + 2.0) * idle.period : forever;
    }

    void end(double lasted, bool saturated) override {
        const T before = round_.theta;
        const T now = units_.ticks(lasted);
        const guarded::Rulebook<T> book{rules_, rules_, false};
        if (saturated) {
            round_.sharers = saturating_count() - T(1);
            round_ = guarded::count(book, round_, member_, now).round;
        } else {
            round_.sharers = charging_ ? charging_count() : T(0);
            round_ = guarded::tick(book, round_, round_.start + rules_.round_limit);
        }
        round_.start = T(0);  // the clock of the next round
        if (r_.damping == 1.0) return;
        const T part = units_.share(r_.damping);
        round_.theta = quotient((units_.one() - part) * before + part * round_.theta, units_.one());
    }

private:
    [[nodiscard]] guarded::Rules<T> make_rules() const {
        const Regulation& r = r_;
        const GammaBounds gamma = gamma_bounds(r);
        const bool bounded = r.contract == Contract::guarded;
        // Over the reals only the ratios of points, ticks and members matter.
        const T longest(guarded::Limits::duration);
        const double largest =
            bounded ? largest_theta(r) : static_cast<double>(guarded::Limits::rank);
        const T theta_max =
            Units<T>::real ? units_.share(largest) : units_.whole(std::floor(largest * r.scale));
        return {.scale = units_.one(),
                .rank_min = units_.whole(r.game.r),
                .rank_max = units_.whole(r.game.r),
                .promotion = T(0),
                .benefit = units_.share(r.game.U),
                .stock_max = units_.share(r.game.k * r.game.U),
                .theta_min = units_.share(r.theta_min),
                .theta_max = theta_max,
                .gamma_min = units_.share(gamma.lo),
                .gamma_max = units_.share(gamma.hi),
                .gamma_step = units_.share(gamma.step),
                .mu = units_.share(r.game.mu),
                .numerator = units_.whole(r.N / r.tick * (Units<T>::real ? 1.0 : r.scale)),
                .threshold = units_.share(r.threshold),
                .saturation = units_.share(r.saturation),
                .round_limit = limit(),
                .idle_limit = r.idleness ? units_.ticks(r.idleness->limit) : longest,
                .idle_period = r.idleness ? units_.ticks(r.idleness->period) : longest,
                .share_interval = T(1),
                .retire_after = longest,
                .notice = longest,
                .initial_points = units_.share(r.idleness.value_or(Idleness{}).initial_points),
                .points_max = T(guarded::Limits::points),
                // All reports are honest: a review would change nothing.
                .quorum = T(0),
                .window = T(0),
                .penalty = T(0),
                .effort_max = T(0),
                .detection_min = T(0),
                .error_max = T(0)};
    }

    [[nodiscard]] T limit() const {
        if (std::isfinite(r_.round_limit)) return units_.ticks(r_.round_limit);
        if (r_.contract == Contract::guarded) return quotient(T(guarded::Limits::duration), T(2));
        if constexpr (Units<T>::real) return forever;
        return T(std::numeric_limits<std::int64_t>::max());
    }

    /// P* as the contract has it.
    [[nodiscard]] double threshold() const { return units_.value(rules_.threshold); }
    [[nodiscard]] double gap() const {
        return r_.rule == GammaRule::hysteresis ? r_.hysteresis : 0.0;
    }

    /// gamma in force on either side of P*.
    void look() {
        const auto in_force = [&](const T& sharers) {
            guarded::Round<T> round = round_;
            round.sharers = sharers;
            return units_.value(guarded::gamma_in_force(rules_, round));
        };
        reward_ = in_force(last_rewarded_count());
        charge_ = in_force(charging_count());
    }

    // Counts on the far side of a comparison; over the reals a hair beyond it.
    static constexpr double hair = 1e-9;
    [[nodiscard]] T charging_count() const {
        if constexpr (Units<T>::real)
            return r_.threshold * (1.0 + hair);
        else
            return quotient(rules_.threshold * users_ + rules_.scale - T(1), rules_.scale);
    }
    [[nodiscard]] T last_rewarded_count() const {
        if constexpr (Units<T>::real)
            return r_.threshold * (1.0 - hair);
        else
            return charging_count() - T(1);
    }
    [[nodiscard]] T saturating_count() const {
        if constexpr (Units<T>::real)
            return r_.saturation * (1.0 + hair);
        else
            return quotient(rules_.saturation * users_, rules_.scale) + T(1);
    }
    /// Where the rounded count of sharers comes to what a share of the users asks for.
    [[nodiscard]] double level(double share) const {
        if constexpr (Units<T>::real) return share;
        const double users = Units<T>::number(users_);
        return (std::ceil(share * users - 1e-6) - 0.5) / users;
    }

    /// Periods of idleness beyond the limit by time t.
    [[nodiscard]] double passed(double t) const {
        return whole_periods(t - r_.idleness->limit, r_.idleness->period, t);
    }
    /// What NSP has charged a member that has been idle since the round began, by its pass-th
    /// period.
    [[nodiscard]] T charged_by(double pass) const {
        guarded::Member<T> idle = member_;
        idle.paid_until = rules_.idle_limit;
        const T now = rules_.idle_limit + units_.whole(pass) * rules_.idle_period;
        idle.last_counted = now;  // so that the membership has not lapsed
        idle.expiry = now + T(1);
        return guarded::settle(rules_, idle, now).charged;
    }

    Regulation r_;
    Units<T> units_;
    T users_;
    guarded::Rules<T> rules_;
    bool deployed_ = false;
    guarded::Round<T> round_{};
    guarded::Member<T> member_{};
    bool charging_ = false;
    double reward_ = 0.0;
    double charge_ = 0.0;
};

/// The published contract. The platform measures T and counts the sharers; the algorithm is called
/// with every new sharer.
template <class T>
class PublishedSide : public ContractSide {
public:
    explicit PublishedSide(const Regulation& r) : r_(r), units_{r.scale, r.tick} {
        // As printed theta is in whole levels and T in whole ticks.
        game_.scale = units_.one();
        game_.rank = units_.whole(r.game.r);
        game_.theta = units_.whole(r.game.theta);
        game_.gamma = units_.share(r.game.gamma);
        game_.numerator = units_.whole(r.N / r.tick);
        game_.time = T(0);
        game_.users = Units<T>::real ? T(1) : units_.whole(r.members);
        game_.threshold = units_.share(r.threshold);
        game_.saturation = units_.share(r.saturation);
        game_.points = T(0);
        game_.round = T(1);
        const double middle = 0.5 * (r.gamma_reward + r.gamma_charge);
        if (r.rule == GammaRule::stepwise) {
            game_.reward = units_.share(r.gamma_step);
            game_.cost = units_.share(r.gamma_step);
        } else if (r.rule != GammaRule::fixed) {
            game_.gamma = units_.share(middle);
            game_.reward = units_.share(middle - r.gamma_reward);
            game_.cost = units_.share(r.gamma_charge - middle);
        }
    }

    void begin(double x0) override {
        count_ = std::round(x0 * r_.members);
        if (r_.idleness) idle_ = {r_.idleness->initial_points, 0.0};
        passes_ = 0.0;
        deducted_ = 0.0;
        reverts_ = false;
        call(x0);
    }
    [[nodiscard]] double theta() const override { return Units<T>::number(game_.theta); }
    [[nodiscard]] double gamma() const override { return units_.value(gamma_in_force_); }
    [[nodiscard]] std::optional<double> pay() const override { return std::nullopt; }
    [[nodiscard]] bool charging() const override { return true; }  // line 16
    [[nodiscard]] std::optional<double> switch_up() const override {
        const bool moves = r_.rule == GammaRule::stepwise && r_.gamma_step > 0.0;
        if (!moves || count_ + 1.0 > r_.members) return std::nullopt;
        return (count_ + 0.5) / r_.members;
    }
    [[nodiscard]] std::optional<double> switch_down() const override { return std::nullopt; }
    void cross(bool) override {
        count_ += 1.0;
        call(count_ / r_.members);
    }
    [[nodiscard]] double saturation() const override { return r_.saturation; }
    [[nodiscard]] double round_limit() const override { return forever; }

    /// Every pass takes the idle time beyond the limit, again and again; one that the points do not
    /// bear reverts.
    double mu(double t) override {
        if (!r_.idleness) return r_.game.mu;
        const double passes = whole_periods(t, r_.idleness->period, t);
        while (passes_ < passes && !reverts_) {
            passes_ += 1.0;
            const auto result =
                published::punish(idle_, r_.idleness->limit, passes_ * r_.idleness->period);
            reverts_ = result.panics;
            idle_ = result.account;
            deducted_ = result.deducted;
        }
        return reverts_ ? 0.0 : deducted_;
    }
    double next_mu(double t) override {
        if (!r_.idleness || reverts_) return forever;
        return (whole_periods(t, r_.idleness->period, t) + 1.0) * r_.idleness->period;
    }

    void end(double lasted, bool) override {
        const T before = game_.theta;
        game_.time = units_.ticks(lasted);
        if (r_.damping == 1.0) return;
        previous_ = before;
    }

private:
    void call(double x) {
        published::Game<T> game = game_;
        game.sharers = Units<T>::real ? units_.whole(x) : units_.whole(x * r_.members);
        const auto result = published::sgm(game, true);
        gamma_in_force_ = result.panics ? game.gamma : result.game.gamma;
        if (result.panics) return;
        game_.theta = result.game.theta;
        if (previous_) {
            const double damped = (1.0 - r_.damping) * Units<T>::number(*previous_) +
                                  r_.damping * Units<T>::number(game_.theta);
            game_.theta = units_.whole(damped);
        }
        if (r_.rule == GammaRule::stepwise) game_.gamma = result.game.gamma;
    }

    Regulation r_;
    Units<T> units_;
    published::Game<T> game_{};
    T gamma_in_force_{};
    std::optional<T> previous_;  ///< theta of the round before, where it is damped
    double count_ = 0.0;
    published::Account<double> idle_{};  ///< of a member that does not share in this round
    double passes_ = 0.0;                ///< of NSP in this round
    double deducted_ = 0.0;              ///< by the last
    bool reverts_ = false;
};

}  // namespace

std::unique_ptr<ContractSide> make_contract_side(const Regulation& regulation) {
    const bool real = regulation.arithmetic == Arithmetic::real;
    if (regulation.contract == Contract::published) {
        if (real) return std::make_unique<PublishedSide<double>>(regulation);
        return std::make_unique<PublishedSide<CheckedInteger>>(regulation);
    }
    if (real) return std::make_unique<GuardedSide<double>>(regulation);
    return std::make_unique<GuardedSide<CheckedInteger>>(regulation);
}

}  // namespace essmap::solver
