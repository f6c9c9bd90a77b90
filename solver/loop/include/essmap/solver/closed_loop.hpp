#pragma once

#include <functional>
#include <memory>
#include <string>

#include "essmap/solver/regulation.hpp"

namespace essmap::solver {

/// The long-term behaviour of a closed loop. ClosedLoop states the criteria.
enum class Regime : std::int8_t {
    refused = 0,     ///< the contract's guard does not deploy these rules
    settles = 1,     ///< theta and gamma stay from round to round
    oscillates = 2,  ///< they repeat every 2 to 64 rounds
    wanders = 3,     ///< neither within the rounds allowed
    slides = 4,      ///< participation is held at P* by switching gamma
    cycles = 5,      ///< participation goes to and fro between P* - h and P* + h
    deadlocks = 6,   ///< a round never ends: sharing stops short of saturation, or calls revert
    expires = 7,     ///< every round ends unsaturated at the contract's time limit
};
inline constexpr std::size_t regimes = 8;
/// The name of a regime in maps and reports: "refused", "settles", and so on, as the enumerators.
std::string_view regime_name(Regime regime);

enum class RoundEnd {
    saturated,
    timed_out,
    endless,  ///< see RoundRecord::holds
};

/// What happens to the participation in a round that switching keeps from saturation.
enum class Holding { none, sliding, cycling };

/// One round as it was played.
struct RoundRecord {
    long number = 0;  ///< from 1 on
    double theta = 0.0;
    double gamma_first = 0.0;  ///< in force at its start
    double gamma_last = 0.0;   ///< in force at its end
    double lasted = 0.0;       ///< time units; +infinity if it never ends
    RoundEnd end = RoundEnd::saturated;
    Holding holds = Holding::none;
    double participation = 0.0;  ///< X at its end, or where it tends to
    double charged = 0.0;   ///< time at the gamma of P >= P*, of `lasted`, or of one period or of 1
    double period = 0.0;    ///< of the cycle around P*
    long switches = 0;      ///< of gamma
    bool in_case_1 = true;  ///< at every theta, gamma and mu in force
    /// Points that the round's reports are paid, in all, for each member; 0 with the published
    /// contract, which pays none.
    double paid = 0.0;

    /// The share of the time at the gamma of P >= P*, in [0,1]: of the round, of a period where it
    /// cycles, or while it slides. 0 where the round is endless otherwise.
    [[nodiscard]] double duty() const;
};

struct LoopResult {
    Regime regime = Regime::wanders;
    std::string reason;  ///< where refused, or where calls revert
    long rounds = 0;     ///< played until the regime was certain; to settling, repeating, deadlock
    long left_case_1 = -1;       ///< rounds completed before the first outside case 1; -1: none
    long timed_out = 0;          ///< rounds that ended so
    double theta = 0.0;          ///< of the last round
    double gamma = 0.0;          ///< in force at the last round's end
    double time = 0.0;           ///< T of the last round; +infinity if it never ends
    double participation = 0.0;  ///< X at the end of the last round
    long period = 0;             ///< rounds; 1 where settled
    double amplitude = 0.0;      ///< largest less smallest theta over a period
    double duty = 0.0;           ///< of the last round
    double inner_period = 0.0;   ///< of cycling around P*
    double paid = 0.0;           ///< in the last round, see RoundRecord::paid
    long steps = 0;              ///< CVODE steps
};

struct LoopOptions {
    bool cvode = true;         ///< else the closed form
    double tolerance = 1e-10;  ///< of CVODE, 1e-12..1e-6
    long max_rounds = 10000;
};

/// Functions that a simulation calls, for tables and pictures. Empty ones are not called.
struct LoopObserver {
    /// Called after every round.
    std::function<void(const RoundRecord&)> on_round{};
    /// Called along the way with time since the first round, share, gamma in force.
    std::function<void(double t, double x, double gamma)> on_sample{};
};

/// A population under a contract, round after round: the replicator equation (Eq. 6) between
/// events, and at each event the contract's own transitions (contracts-model), over doubles or
/// checked integers. Keeps its CVODE memory; one object per thread.
///
/// A round begins with the share x0 and ends at saturation, or at the contract's time limit. gamma
/// switches where the participation crosses P* (P* +- h); where both sides lead back to P* the
/// population slides along it (Filippov). Then theta, and gamma of the stepwise rule, move.
///
/// Settled: theta and gamma changed by at most 1e-11 of theta or 1 by the closed form (100
/// tolerances by CVODE), times the damping, in a round. Oscillates: the same, for 2 to 64 rounds
/// back, over a whole period in which theta or gamma moves by more than 1e-4. In fixed point both
/// ask for equality. A round that never ends decides at once.
class ClosedLoop {
public:
    /// @throws model::InvalidValue for options out of range
    explicit ClosedLoop(const LoopOptions& options = {});
    ~ClosedLoop();
    ClosedLoop(ClosedLoop&&) noexcept;
    ClosedLoop& operator=(ClosedLoop&&) noexcept;

    /// Simulates rounds until the regime is certain, or max_rounds are over.
    /// @throws model::InvalidValue as validate()
    LoopResult simulate(const Regulation& regulation, const LoopObserver& observer = {});

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace essmap::solver
