#pragma once

#include <cmath>
#include <string_view>

#include "essmap/shapley/coalition_game.hpp"

namespace essmap::shapley {

/// What one replicate is: an unbiased estimate of every member's Shapley value, drawn alike and
/// independently of all others.
enum class SamplingScheme : std::uint8_t {
    permutations,  ///< marginal contributions along an order drawn at random; n joins
    antithetic,    ///< the mean over an order and its reverse; 2n joins
    cyclic_latin,  ///< over an order and its n-1 rotations: everybody is in every place once; n^2
    stratified,    ///< for each member and each size of the coalition before him, a set of its own;
                   ///< about n^3/2 joins
};

struct SamplingOptions {
    SamplingScheme scheme = SamplingScheme::antithetic;
    std::uint64_t seed = 1;
    double precision = 1e-3;   ///< eps, as a share of |v(N)|: 1e-9..1
    double delta = 0.05;       ///< 1e-9..0.5
    double confidence = 0.95;  ///< of each member's interval: 0.5..1-1e-9
    std::int64_t max_replicates = 100'000'000;
};
/// @throws model::InvalidValue naming the option
void validate(const SamplingOptions& options);
/// @throws model::InvalidValue for another name
SamplingScheme sampling_scheme_by_name(std::string_view name);
/// The name of a scheme in specifications.
std::string_view name_of(SamplingScheme scheme);

/// Mean and sums of powers of deviations from it, of replicates of one member.
struct Moments {
    double mean = 0.0;
    double squares = 0.0;  ///< sum of (x - mean)^2
    double cubes = 0.0;    ///< sum of (x - mean)^3
};

/// Replicates of all members so far; blocks of them are merged in their order (Chan, Golub and
/// LeVeque 1983; Pebay 2008), so that the bits do not depend on who drew which.
struct SampleState {
    std::int64_t replicates = 0;
    std::vector<Moments> members;
};

/// A member's estimate and the interval that holds its Shapley value at the stated confidence.
struct Estimate {
    double value = 0.0;
    double lo = 0.0;
    double hi = 0.0;
};

/// Shapley values by sampling.
///
/// Replicate k draws from Philox4x64 with key (seed, k): the same whoever draws it. Intervals are
/// Student's over replicates. A member all of whose b replicates were the same value has
/// differed, with the stated confidence, with a probability below 1 - alpha^(1/b): his interval is
/// as wide as his marginal bounds then allow.
///
/// Stopping: at b replicates, b enough for all members i together (Bonferroni),
///     t(1 - delta/(2n), b-1) s_i/sqrt(b) <= eps |v(N)|,
/// and b >= 25 G_i^2 with G_i the replicates' skewness, so that the mean is normal enough for the
/// interval (Cochran 1977, sec. 2.15). How many are needed is estimated from those drawn; then they
/// are drawn, and looked at again (Stein 1945): few looks, so that looking biases little.
class ShapleySampling {
public:
    static constexpr std::int64_t block_size = 16;    ///< replicates drawn at a time
    static constexpr std::int64_t first_blocks = 16;  ///< before the first look

    /// @param game outlives this. @throws model::InvalidValue
    ShapleySampling(const CoalitionGame& game, const SamplingOptions& options);

    /// Draws block `number`: its moments, one a member. Safe to call from several threads.
    void draw(std::int64_t number, std::span<Moments> moments) const;
    /// The next block's moments into `state`.
    static void merge(SampleState& state, std::span<const Moments> block);

    /// Blocks that should have been drawn before the next look; those that were, if that is enough
    /// or the most allowed.
    [[nodiscard]] std::int64_t blocks_wanted(const SampleState& state) const;
    /// Did the stopping rule end it, not the most allowed?
    [[nodiscard]] bool precise(const SampleState& state) const;
    /// The estimate of each member's value with its interval, at the confidence asked for.
    [[nodiscard]] std::vector<Estimate> estimates(const SampleState& state) const;
    /// Half width that all members' values are within, of the precision asked for, with
    /// probability 1 - delta.
    [[nodiscard]] double joint_half_width(const SampleState& state) const;

    /// Until the stopping rule says so, by OpenMP's threads.
    [[nodiscard]] SampleState run() const;

private:
    class Draw;
    [[nodiscard]] std::int64_t replicates_needed(const SampleState& state) const;
    [[nodiscard]] bool flat(const SampleState& state, std::size_t member) const;
    /// What sums of marginal contributions may be off by.
    [[nodiscard]] double rounding() const { return 1e-14 * std::abs(game_.grand_value()); }
    [[nodiscard]] double standard_error(const SampleState& state, std::size_t member) const;

    const CoalitionGame& game_;
    SamplingOptions options_;
    double eps_;
    std::vector<MarginalBounds> bounds_;
};

}  // namespace essmap::shapley
