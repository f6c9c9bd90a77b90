#include "essmap/solver/closed_loop.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>

#include "contract_side.hpp"
#include "essmap/model/domain.hpp"
#include "essmap/solver/closed_form.hpp"
#include "segment.hpp"

namespace essmap::solver {

namespace {

constexpr double forever = std::numeric_limits<double>::infinity();
constexpr std::array<std::string_view, regimes> names{
    "refused", "settles", "oscillates", "wanders", "slides", "cycles", "deadlocks", "expires"};

/// One round of a population under a contract.
class Round {
public:
    Round(const Regulation& regulation, ContractSide& contract, SegmentIntegrator& segments,
          const LoopObserver& observer, double start)
        : r_(regulation),
          contract_(contract),
          segments_(segments),
          observer_(observer),
          start_(start) {}

    RoundRecord play(long number) {
        if (contract_.pay()) {
            // Those who report at its very beginning are counted one by one, as all others are.
            contract_.begin(0.0);
            if (const auto up = contract_.switch_up(); up && *up < r_.x0) {
                count_up_to(*up);
                contract_.cross(true);
            }
            count_up_to(r_.x0);
        }
        contract_.begin(r_.x0);
        x_ = r_.x0;
        record_.number = number;
        record_.theta = contract_.theta();
        record_.gamma_first = contract_.gamma();
        sample();
        while (!over_) advance();
        record_.gamma_last = contract_.gamma();
        record_.participation = x_;
        record_.lasted = record_.end == RoundEnd::endless ? forever : t_;
        return record_;
    }

private:
    /// To the next event: a switch of gamma, of mu, saturation, the time limit, or none.
    void advance() {
        const auto c = coefficients();
        const double growth = model::growth_rate(c, x_, 1.0 - x_);
        const double until = std::min(contract_.round_limit(), contract_.next_mu(t_));
        const auto level = next_level(c, growth);
        if (!level && until == forever) return die_out(c, growth);
        if (growth == 0.0) {
            spend(until - t_, x_);
            return time_event();
        }
        const Reach reach = segments_.reach(c, x_, level, until - t_);
        trace(c, reach);
        spend(reach.time, reach.share);
        if (!reach.arrived) return time_event();
        if (*level == contract_.saturation() && growth > 0.0) {
            record_.end = RoundEnd::saturated;
            record_.holds = Holding::none;  // no longer
            over_ = true;
            return;
        }
        cross(growth > 0.0, until);
    }

    [[nodiscard]] model::Coefficients<double> coefficients() {
        auto game = r_.game;
        game.theta = record_.theta;
        game.gamma = contract_.gamma();
        game.mu = contract_.mu(t_);
        const auto c = model::coefficients(game);
        if (!(c.a > 0.0 && c.q > 0.0)) record_.in_case_1 = false;
        return c;
    }

    /// The next share at which something happens, if the flow leads there.
    [[nodiscard]] std::optional<double> next_level(const model::Coefficients<double>& c,
                                                   double growth) const {
        std::optional<double> level;
        if (growth > 0.0) {
            level = contract_.saturation();
            if (const auto up = contract_.switch_up(); up && *up < *level) level = up;
        } else if (growth < 0.0) {
            level = contract_.switch_down();
        }
        if (!level) return std::nullopt;
        const double there = model::growth_rate(c, *level, 1.0 - *level);
        return there * growth > 0.0 ? level : std::nullopt;
    }

    /// Who reports for the first time in the round is paid P.
    void count_up_to(double share) {
        if (share <= counted_) return;
        record_.paid += (share - counted_) * contract_.pay().value_or(0.0);
        counted_ = share;
    }

    void spend(double time, double share) {
        t_ += time;
        x_ = share;
        count_up_to(share);
        if (contract_.charging()) record_.charged += time;
        sample();
    }

    void time_event() {
        // A clock that is up to rounding is up.
        if (t_ < contract_.round_limit() * (1.0 - 1e-12)) {
            record_.holds = Holding::none;  // mu has changed: held again, or not
            return;
        }
        t_ = contract_.round_limit();
        record_.end = RoundEnd::timed_out;
        over_ = true;
    }

    /// The flow leads to no event: to an equilibrium short of saturation.
    void die_out(const model::Coefficients<double>& c, double growth) {
        trace(c, {20.0 / std::max(std::abs(c.a), std::abs(c.q)), 0.0, false});
        const bool interior = growth > 0.0 || c.a > 0.0;
        if (growth != 0.0) x_ = interior ? c.a / (c.a - c.q) : 0.0;
        stop(Holding::none);
    }

    /// Nothing more happens in this round.
    void stop(Holding holding) {
        record_.end = RoundEnd::endless;
        record_.holds = holding;
        over_ = true;
    }

    void cross(bool upward, double until) {
        contract_.cross(upward);
        ++record_.switches;
        const auto c = coefficients();
        const double growth = model::growth_rate(c, x_, 1.0 - x_);
        const auto back = upward ? contract_.switch_down() : contract_.switch_up();
        const bool returns = upward ? growth <= 0.0 : growth >= 0.0;
        if (!back || !returns) return;
        if (*back == x_)
            slide(growth, until);
        else if (!upward)
            repeat(until);
    }

    /// Held at P* from both sides, at the mean of the two gammas that keeps it there.
    void slide(double growth, double until) {
        const bool up = contract_.charging();
        contract_.cross(!up);
        const double other = model::growth_rate(coefficients(), x_, 1.0 - x_);
        contract_.cross(up);
        const double below = up ? other : growth;
        const double above = up ? growth : other;
        const double duty = below == above ? 0.0 : below / (below - above);
        record_.holds = Holding::sliding;
        if (until == forever) {
            record_.charged = duty;
            return stop(Holding::sliding);
        }
        const double before = record_.charged;
        const double time = until - t_;
        spend(time, x_);
        record_.charged = before + duty * time;
        time_event();
    }

    /// Back at P* - h: one cycle of hysteresis is over. The same cycles follow until a clock rings.
    void repeat(double until) {
        if (last_return_.until != until) {
            last_return_ = Return{t_, record_.charged, until};
            return;
        }
        const double period = t_ - last_return_.t;
        const double charged = record_.charged - last_return_.charged;
        record_.holds = Holding::cycling;
        record_.period = period;
        if (until == forever) {
            record_.charged = charged;
            return stop(Holding::cycling);
        }
        const double cycles = std::floor((until - t_) / period);
        t_ += cycles * period;
        record_.charged += cycles * charged;
        record_.switches += static_cast<long>(2.0 * cycles);
        last_return_ = {};
    }

    void sample() const {
        if (observer_.on_sample) observer_.on_sample(start_ + t_, x_, contract_.gamma());
    }
    /// The way between two events, for a picture.
    void trace(const model::Coefficients<double>& c, const Reach& reach) const {
        if (!observer_.on_sample) return;
        constexpr int pieces = 24;
        for (int i = 1; i < pieces; ++i) {
            const double t = std::min(reach.time, 1e6) * i / pieces;
            observer_.on_sample(start_ + t_ + t, share_at(c, x_, t).x, contract_.gamma());
        }
    }

    double counted_ = 0.0;  ///< the largest share so far: nobody is paid twice

    struct Return {
        double t = 0.0;
        double charged = 0.0;
        double until = -1.0;  ///< the next clock then; -1: no return yet
    };

    const Regulation& r_;
    ContractSide& contract_;
    SegmentIntegrator& segments_;
    const LoopObserver& observer_;
    double start_;
    RoundRecord record_;
    double t_ = 0.0;
    double x_ = 0.0;
    bool over_ = false;
    Return last_return_;
};

/// theta and gamma of the latest rounds, and whether they repeat.
class History {
public:
    explicit History(double tolerance) : tolerance_(tolerance) {}

    void add(const RoundRecord& round) {
        states_.push_front({round.theta, round.gamma_first});
        if (states_.size() > 2 * longest_period) states_.pop_back();
    }
    /// Rounds after which the state has come back, over a whole period; 0: not yet.
    [[nodiscard]] long period() const {
        for (std::size_t p = 1; p <= longest_period && 2 * p <= states_.size(); ++p) {
            bool repeats = true;
            for (std::size_t i = 0; i < p && repeats; ++i)
                repeats = alike(states_[i], states_[i + p]);
            // What still spirals in comes back too, ever nearer: that is no oscillation.
            if (repeats && (p == 1 || tolerance_ == 0.0 || spread(p) > least_amplitude))
                return static_cast<long>(p);
        }
        return 0;
    }
    /// Largest less smallest theta of the latest rounds.
    [[nodiscard]] double amplitude(long rounds) const { return range(rounds, &State::theta); }

private:
    static constexpr std::size_t longest_period = 64;
    static constexpr double least_amplitude = 1e-4;
    struct State {
        double theta, gamma;
    };
    [[nodiscard]] bool alike(const State& one, const State& other) const {
        return std::abs(one.theta - other.theta) <=
                   tolerance_ * std::max(1.0, std::abs(one.theta)) &&
               std::abs(one.gamma - other.gamma) <= tolerance_ * std::max(1.0, std::abs(one.gamma));
    }

    [[nodiscard]] double range(long rounds, double State::*value) const {
        const auto [least, most] = std::minmax_element(
            states_.begin(), states_.begin() + rounds,
            [&](const State& one, const State& other) { return one.*value < other.*value; });
        return (*most).*value - (*least).*value;
    }
    [[nodiscard]] double spread(std::size_t rounds) const {
        const auto count = static_cast<long>(rounds);
        return std::max(range(count, &State::theta), range(count, &State::gamma));
    }

    double tolerance_;
    std::deque<State> states_;  ///< latest first
};

}  // namespace

std::string_view regime_name(Regime regime) { return names[static_cast<std::size_t>(regime)]; }

double RoundRecord::duty() const {
    if (end != RoundEnd::endless) return lasted > 0.0 ? charged / lasted : 0.0;
    switch (holds) {
        case Holding::sliding: return charged;
        case Holding::cycling: return charged / period;
        case Holding::none: break;
    }
    return 0.0;
}

class ClosedLoop::Impl {
public:
    explicit Impl(const LoopOptions& options) : options_(options) {
        if (!(options.tolerance >= 1e-12 && options.tolerance <= 1e-6))
            throw model::InvalidValue("tolerance", model::shortest(options.tolerance),
                                      "1e-12 <= tolerance <= 1e-6 for a closed loop");
        if (options.max_rounds < 1)
            throw model::InvalidValue("max_rounds", std::to_string(options.max_rounds),
                                      "at least 1");
        segments_ = options.cvode ? cvode_segments(options.tolerance) : exact_segments();
    }

    LoopResult simulate(const Regulation& regulation, const LoopObserver& observer) {
        validate(regulation);
        LoopResult result;
        const long steps_before = segments_->steps();
        try {
            play(regulation, observer, result);
        } catch (const model::ArithmeticFault& fault) {
            result.regime = Regime::deadlocks;
            result.reason = std::string("the contract's arithmetic reverts: ") + fault.what();
        }
        result.steps = segments_->steps() - steps_before;
        return result;
    }

private:
    void play(const Regulation& regulation, const LoopObserver& observer, LoopResult& result) {
        const auto contract = make_contract_side(regulation);
        if (const auto reason = contract->refusal()) {
            result.regime = Regime::refused;
            result.reason = *reason;
            return;
        }
        const bool real = regulation.arithmetic == Arithmetic::real;
        // A damped step is damping times what is left.
        const double tolerance = options_.cvode ? 100.0 * options_.tolerance : 1e-11;
        History history(real ? tolerance * regulation.damping : 0.0);
        double start = 0.0;
        for (long number = 1; number <= options_.max_rounds; ++number) {
            Round round(regulation, *contract, *segments_, observer, start);
            const RoundRecord record = round.play(number);
            if (observer.on_round) observer.on_round(record);
            take(record, result);
            if (record.end == RoundEnd::endless) break;
            history.add(record);
            if (const long period = history.period(); period > 0) {
                result.period = period;
                result.amplitude = period > 1 ? history.amplitude(period) : 0.0;
                result.regime = repeating(record, period);
                result.rounds = number - 2 * period + 1;
                break;
            }
            contract->end(record.lasted, record.end == RoundEnd::saturated);
            start += record.lasted;
        }
    }

    static Regime repeating(const RoundRecord& record, long period) {
        if (period > 1) return Regime::oscillates;
        if (record.holds == Holding::sliding) return Regime::slides;
        if (record.holds == Holding::cycling) return Regime::cycles;
        return record.end == RoundEnd::timed_out ? Regime::expires : Regime::settles;
    }

    static void take(const RoundRecord& record, LoopResult& result) {
        result.rounds = record.number;
        if (!record.in_case_1 && result.left_case_1 < 0) result.left_case_1 = record.number - 1;
        if (record.end == RoundEnd::timed_out) ++result.timed_out;
        result.theta = record.theta;
        result.gamma = record.gamma_last;
        result.time = record.lasted;
        result.participation = record.participation;
        result.duty = record.duty();
        result.paid = record.paid;
        result.inner_period = record.period;
        if (record.end != RoundEnd::endless) return;
        result.rounds = record.number - 1;
        switch (record.holds) {
            case Holding::none: result.regime = Regime::deadlocks; break;
            case Holding::sliding: result.regime = Regime::slides; break;
            case Holding::cycling: result.regime = Regime::cycles; break;
        }
    }

    LoopOptions options_;
    std::unique_ptr<SegmentIntegrator> segments_;
};

ClosedLoop::ClosedLoop(const LoopOptions& options) : impl_(std::make_unique<Impl>(options)) {}
ClosedLoop::~ClosedLoop() = default;
ClosedLoop::ClosedLoop(ClosedLoop&&) noexcept = default;
ClosedLoop& ClosedLoop::operator=(ClosedLoop&&) noexcept = default;

LoopResult ClosedLoop::simulate(const Regulation& regulation, const LoopObserver& observer) {
    return impl_->simulate(regulation, observer);
}

}  // namespace essmap::solver
