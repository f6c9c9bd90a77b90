#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "essmap/shapley/shapley_values.hpp"

/// Cooperative games: what a coalition of members is worth together, and so what each is due.
namespace essmap::shapley {

/// A set of members 0..n-1 by its bits.
using Coalition = std::uint64_t;

/// What every marginal contribution v(S + i) - v(S) of a member lies between.
struct MarginalBounds {
    double least;
    double largest;
};

/// Members join one after the other: how v of those present grows.
class Assembly {
public:
    Assembly() = default;
    Assembly(const Assembly&) = delete;
    Assembly& operator=(const Assembly&) = delete;
    virtual ~Assembly() = default;
    /// Everybody leaves.
    virtual void clear() = 0;
    /// `member`, who is not present, joins. @return v of all present now
    virtual double join(std::size_t member) = 0;
};

/// v(S) for every coalition S of n members, with v of nobody 0.
class CoalitionGame {
public:
    /// @throws model::InvalidValue unless 1 <= members <= 10^6
    explicit CoalitionGame(std::size_t members);
    CoalitionGame(const CoalitionGame&) = delete;
    CoalitionGame& operator=(const CoalitionGame&) = delete;
    virtual ~CoalitionGame() = default;

    /// The number n of members.
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Is v what a coalition has to pay, so that less is better?
    [[nodiscard]] virtual bool costs() const { return false; }
    [[nodiscard]] virtual double alone(std::size_t member) const = 0;  ///< v({i})
    [[nodiscard]] virtual double grand_value() const = 0;              ///< v(N)
    [[nodiscard]] virtual MarginalBounds marginal_bounds(std::size_t member) const = 0;
    /// A coalition of nobody, to which members are added one by one.
    [[nodiscard]] virtual std::unique_ptr<Assembly> assembly() const = 0;

    /// v of the 2^low coalitions whose members from `low` on are those of `high`, shifted down by
    /// low: element m is v(m + high 2^low). Time O(2^low n) unless the game knows better.
    /// @param buffer 2^low long; what is returned may lie there, or in the game
    [[nodiscard]] virtual std::span<const double> values(Coalition high, unsigned low,
                                                         std::span<double> buffer) const;

    /// Shapley values in polynomial time, at once; nullopt where this game has no such method, or
    /// one that would take more than about `work` operations.
    [[nodiscard]] virtual std::optional<ShapleyValues> by_formula(double work) const;
    /// The same in pieces, for games too large to be done at once; nullptr where there are none.
    /// They refer to the game.
    [[nodiscard]] virtual std::unique_ptr<ShapleyPieces> by_pieces(double work) const;

    /// Does `member`, whose Shapley value is phi, add v({i}) to every coalition? As it stands for
    /// games whose marginal contributions of a member are all at least, or all at most, v({i}).
    [[nodiscard]] virtual bool is_dummy(std::size_t member, double phi) const;

private:
    std::size_t size_;
};

/// Operations that a formula may take when nobody says otherwise: seconds on one core.
inline constexpr double usual_work = 2e10;
/// By formula, at once or in pieces; nullopt where neither does. By OpenMP's threads.
std::optional<ShapleyValues> by_formula(const CoalitionGame& game, double work = usual_work);

/// Every value within -1e100..1e100. @throws model::InvalidValue naming `key` and its number, from
/// 1
void require_values(const std::string& key, std::span<const double> values);
/// Every value within 0..1e100. @throws model::InvalidValue
void require_amounts(const std::string& key, std::span<const double> values);

}  // namespace essmap::shapley
