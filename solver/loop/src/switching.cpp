#include "essmap/solver/switching.hpp"

#include <cmath>

#include "essmap/solver/closed_form.hpp"

namespace essmap::solver {

namespace {

model::Coefficients<double> with_gamma(model::Parameters<double> game, double gamma) {
    game.gamma = gamma;
    return model::coefficients(game);
}

}  // namespace

Switching::Switching(const model::Parameters<double>& game, double gamma_reward,
                     double gamma_charge, double threshold)
    : reward_(with_gamma(game, gamma_reward)),
      charge_(with_gamma(game, gamma_charge)),
      threshold_(threshold),
      holding_gamma_(model::phi(game) - model::delta(game) +
                     (model::delta(game) + game.mu) * threshold) {
    if (!(threshold > 0.0 && threshold < 1.0))
        throw model::InvalidValue("threshold", model::shortest(threshold), "0 < threshold < 1");
    if (!(gamma_reward < gamma_charge))
        throw model::InvalidValue("gamma_reward", model::shortest(gamma_reward),
                                  "less than gamma_charge = " + model::shortest(gamma_charge));
}

Crossing Switching::crossing() const {
    const double below = model::growth_rate(reward_, threshold_, 1.0 - threshold_);
    const double above = model::growth_rate(charge_, threshold_, 1.0 - threshold_);
    if (below >= 0.0) return above > 0.0 ? Crossing::upward : Crossing::sliding;
    return above <= 0.0 ? Crossing::downward : Crossing::leaving;
}

double Switching::holding_gamma() const { return holding_gamma_; }

std::optional<double> Switching::duty() const {
    if (crossing() != Crossing::sliding) return std::nullopt;
    const double below = model::growth_rate(reward_, threshold_, 1.0 - threshold_);
    const double above = model::growth_rate(charge_, threshold_, 1.0 - threshold_);
    return below / (below - above);
}

std::optional<Switching::Cycle> Switching::cycle(double hysteresis) const {
    const double low = threshold_ - hysteresis;
    const double high = threshold_ + hysteresis;
    if (!(hysteresis > 0.0 && low > 0.0 && high < 1.0))
        throw model::InvalidValue("hysteresis", model::shortest(hysteresis),
                                  "> 0, with threshold +- hysteresis in (0, 1)");
    const Path up = Path::between(low, high);
    const Path down = Path::between(high, low);
    const Cycle result{travel_time(up, Growth::along(up, reward_)),
                       travel_time(down, Growth::along(down, charge_))};
    if (!std::isfinite(result.period())) return std::nullopt;
    return result;
}

}  // namespace essmap::solver
