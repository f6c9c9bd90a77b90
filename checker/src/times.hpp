#pragma once

#include <optional>

#include "game.hpp"

/// Times to saturation over boxes, between exact rationals.
///
/// T(x0 -> s) = int_{x0}^{s} dx / (x (1-x) F(x)), finite iff F > 0 on [x0, s] (F is affine in x: at
/// both ends). T falls where F rises, so in a, q and x0; 1/F is convex where F is affine, so T is
/// convex in U and greatest at an end of its range.
namespace checker {

/// An upper and a lower bound of T and J, each valid on a whole box; nullopt: infinite.
struct TimeBound {
    Rational T;
    Rational J1, J2;  ///< int dx/((1-x) F^2) = -dT/dq and int dx/(x F^2) = -dT/da
};

class Times {
public:
    explicit Times(Game& game) : game_(game) {}

    /// T of given a and q, enclosed. @pre F > 0 on the way
    Interval time(const Rates& rate, const Leg& leg, unsigned bits);
    /// J1 and J2 of given a and q, enclosed. @pre F > 0 on the way
    std::array<Interval, 2> sensitivities(const Rates& rate, const Leg& leg, unsigned bits);

    /// Is F > 0 on the way at `corner`, for both benefits? Exact.
    bool reaches(const Point& corner, const std::array<Benefit, 2>& U, const Leg& leg);
    /// Is F <= 0 somewhere on the way at `corner`, for both benefits at the same end? Then, where
    /// `corner` is the greatest, T is infinite on the whole box. Exact.
    bool never_reaches(const Point& corner, const std::array<Benefit, 2>& U, const Leg& leg);

    /// T, J1, J2 at `corner`, with each of the benefits, are at most these. nullopt: not so with
    /// these bits. @pre reaches(corner)
    std::optional<TimeBound> greatest(const Point& corner, const std::array<Benefit, 2>& U,
                                      const Leg& leg, unsigned bits, bool with_sensitivity);
    /// T, J1, J2 at `corner`, for each benefit between these two, are at least these: those of the
    /// larger a and the larger q. nullopt: the enclosures do not tell. @pre !never_reaches(corner)
    std::optional<TimeBound> least(const Point& corner, const std::array<Benefit, 2>& U,
                                   const Leg& leg, unsigned bits, bool with_sensitivity);

private:
    Game& game_;
};

/// Precisions tried, one after the other, until something is decided.
inline constexpr std::array<unsigned, 5> precisions{64, 128, 256, 512, 1024};

}  // namespace checker
