#pragma once

#include <optional>

#include "essmap/model/game.hpp"

/// gamma is switched by the participation: gamma_reward below P*, gamma_charge from P* on. The
/// growth rates a + b P* on the two sides of P* say what the flow does there.
namespace essmap::solver {

/// What an orbit does that comes to the switching share.
enum class Crossing {
    upward,    ///< shares grow on both sides: saturation is reached
    downward,  ///< shares fall on both sides
    sliding,   ///< both sides lead to P*: it stays there (Filippov)
    leaving,   ///< both sides lead away from it
};

/// Two games that differ in gamma alone, and the share that switches between them.
class Switching {
public:
    /// @throws model::InvalidValue unless 0 < threshold < 1 and gamma_reward < gamma_charge
    Switching(const model::Parameters<double>& game, double gamma_reward, double gamma_charge,
              double threshold);

    /// What the flow does at P*, by the signs of a + b P* on either side. For b > 0 it slides iff
    /// eta(gamma_reward) < P* < eta(gamma_charge). A rate of exactly 0 counts as leading to P*.
    [[nodiscard]] Crossing crossing() const;

    /// The gamma that holds the participation at P*: phi - Delta + b P*. For b > 0 its
    /// a = -b P* < 0, so it lies outside strategy case 1.
    [[nodiscard]] double holding_gamma() const;

    /// Share of the time at gamma_charge while sliding, g_reward/(g_reward - g_charge), so that the
    /// mean gamma is holding_gamma(). nullopt unless sliding.
    [[nodiscard]] std::optional<double> duty() const;

    /// The cycle that hysteresis makes of sliding: gamma_reward up to P* + h, gamma_charge down to
    /// P* - h.
    struct Cycle {
        double rising;   ///< time from P* - h to P* + h
        double falling;  ///< time back
        [[nodiscard]] double period() const { return rising + falling; }  ///< time of one cycle
    };
    /// The cycle between P* - h and P* + h; nullopt where the flow does not lead all the way up at
    /// gamma_reward, or down at gamma_charge. @param hysteresis h
    /// @throws model::InvalidValue unless 0 < h and P* +- h lies in (0,1)
    [[nodiscard]] std::optional<Cycle> cycle(double hysteresis) const;

private:
    model::Coefficients<double> reward_, charge_;
    double threshold_;
    double holding_gamma_;
};

}  // namespace essmap::solver
