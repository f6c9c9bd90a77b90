#pragma once

#include <string>
#include <vector>

#include "essmap/solver/closed_loop.hpp"

namespace essmap::cli {

/// Keeps what a simulation shows: every round, and the way of the first ones.
class LoopRecorder {
public:
    struct Sample {
        double t, x, gamma;
    };

    /// To be handed to one simulation; refers to this object.
    solver::LoopObserver observer();

    [[nodiscard]] const std::vector<solver::RoundRecord>& rounds() const { return rounds_; }
    [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

private:
    static constexpr std::size_t most_samples = 2000;
    std::vector<solver::RoundRecord> rounds_;
    std::vector<Sample> samples_;
};

/// Writes rounds.csv and path.csv and draws participation, theta, gamma, duration and, where theta
/// alone decides, the cobweb diagram of the round map, as PNG and SVG.
void draw_regulation(const solver::Regulation& regulation, const LoopRecorder& recorder,
                     const std::string& folder);

}  // namespace essmap::cli
