#pragma once

#include <memory>
#include <optional>
#include <string>

#include "essmap/solver/regulation.hpp"

namespace essmap::solver {

/// The contract's side of a closed loop: what it does at the events of a round. All decisions are
/// the transitions of contracts-model; shares of the population are handed to them as counts.
class ContractSide {
public:
    virtual ~ContractSide() = default;

    /// Why the contract does not deploy these rules; nullopt if it does.
    [[nodiscard]] virtual std::optional<std::string> refusal() const { return std::nullopt; }

    /// A round begins with this share.
    virtual void begin(double x0) = 0;
    [[nodiscard]] virtual double theta() const = 0;
    [[nodiscard]] virtual double gamma() const = 0;  ///< in force

    /// P, the points that a counted report pays at this theta and gamma; nullopt: it pays none.
    [[nodiscard]] virtual std::optional<double> pay() const = 0;

    /// Shares at which gamma changes on the way up, on the way down; nullopt: nowhere.
    [[nodiscard]] virtual std::optional<double> switch_up() const = 0;
    [[nodiscard]] virtual std::optional<double> switch_down() const = 0;
    /// The participation crosses the nearer of them.
    virtual void cross(bool upward) = 0;
    /// Is the gamma of P >= P* in force?
    [[nodiscard]] virtual bool charging() const = 0;
    /// Share that ends the round.
    [[nodiscard]] virtual double saturation() const = 0;
    /// Time after which a round ends unsaturated; +infinity: none.
    [[nodiscard]] virtual double round_limit() const = 0;

    /// What an idle member is charged a period, `t` after the round's start; t does not go back.
    virtual double mu(double t) = 0;
    /// When that changes next; +infinity: never.
    virtual double next_mu(double t) = 0;

    /// The round ends: at saturation after `lasted`, or at its limit.
    virtual void end(double lasted, bool saturated) = 0;
};

/// @pre validate(regulation) passes
std::unique_ptr<ContractSide> make_contract_side(const Regulation& regulation);

}  // namespace essmap::solver
