#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/model/classification.hpp"
#include "essmap/solver/cvode_integrator.hpp"

/// A population whose members differ in rank, r = 1..R:
///
///     x_r' = x_r (1 - x_r) (a_r + b X),   X = sum_r p_r x_r,
///     a_r = (1 - theta/r) U - Delta - gamma,   b = Delta + mu
///
/// A list by rank has R entries; the entry of rank r is at index r - 1.
namespace essmap::solver {

using model::DoubleDouble;

inline constexpr std::size_t most_ranks = 1000;

/// The shares p_r >= 0 of the members that have rank r = 1..R: sum_r p_r = 1 to 2^-100, and
/// 1 <= R <= 1000.
class RankShares {
public:
    /// The shares given, as decimals, divided by their sum. @throws model::InvalidValue for an
    /// empty list, more than 1000, a share that is not in [0,1], or a sum further than 1e-9 from 1.
    static RankShares given(std::span<const double> p);
    /// Equal shares, p_r = 1/R. @throws model::InvalidValue unless 1 <= R <= 1000.
    static RankShares uniform(std::size_t ranks);
    /// p_r ~ r^-s (Zipf); s < 0 favours high ranks. @throws model::InvalidValue unless
    /// 1 <= R <= 1000 and -30 <= s <= 30.
    static RankShares zipf(std::size_t ranks, double s);
    /// Counts the members of a table in CSV: a header that names a column `rank` (1..1000) and
    /// maybe one `count` (whole, >= 0), then a line for each member, or for each `count` members.
    /// Other columns are ignored; fields hold no quotes; lines end in LF or CRLF. R is the highest
    /// rank.
    /// @param name of the table in messages @param text all of it
    /// @throws model::InvalidValue "NAME:LINE: ..." for the first line that is not so.
    static RankShares from_csv(std::string_view name, std::string_view text);

    /// The shares p_r by rank.
    [[nodiscard]] std::span<const DoubleDouble> by_rank() const { return shares_; }
    /// R, the highest rank.
    [[nodiscard]] std::size_t size() const { return shares_.size(); }

private:
    explicit RankShares(std::vector<DoubleDouble> weights);

    std::vector<DoubleDouble> shares_;
};

/// Growth rates of the logits, g_r(X) = a_r + b X, and the shares p_r of a mixture.
class RankMixture {
public:
    /// Computes a_r and b. @param values of the game; r is not read
    /// @throws model::InvalidValue for one out of range
    RankMixture(RankShares shares, model::ParameterValues values);

    /// R, the highest rank.
    [[nodiscard]] std::size_t size() const { return shares_.size(); }
    /// The shares p_r of the ranks, by rank.
    [[nodiscard]] std::span<const DoubleDouble> shares() const { return shares_.by_rank(); }
    /// a_r = (1 - theta/r) U - Delta - gamma by rank, to a relative 2^-60; 0 only where it is
    /// exactly 0.
    [[nodiscard]] std::span<const DoubleDouble> a() const { return a_; }
    /// b = Delta + mu, to a relative 2^-60; 0 only where it is exactly 0.
    [[nodiscard]] DoubleDouble b() const { return b_; }
    /// -a_r/b: rank r begins to share where X exceeds it (b < 0: where X falls below it). May lie
    /// outside [0,1]; nullopt for b = 0. @param rank in 1..R
    [[nodiscard]] std::optional<double> threshold(std::size_t rank) const;

private:
    RankShares shares_;
    std::vector<DoubleDouble> a_;
    DoubleDouble b_;
};

/// The system CVODE integrates. Both start at 0 and stay accurate next to an equilibrium.
enum class MixtureForm {
    /// One equation: the logits gained are u_r = (a_r + b X0) t + b V, V' = X - X0. With
    /// V = W - X0 t it is the exact reduction z_r = z_r0 + a_r t + b W, W' = sum_r p_r sigma(z_r).
    reduced,
    full,  ///< R equations: u_r' = a_r + b X, z_r = z_r0 + u_r
};

struct MixtureSample {
    double t;
    double x;  ///< X
    std::vector<double> by_rank;
};

struct MixtureTrajectory {
    double limit = 0.0;           ///< X tends to it (X where it stopped, unless settled)
    std::vector<double> by_rank;  ///< shares x_r in the limit, likewise
    /// Where each rank goes. `stays`: x0 is 0 or 1, or the rate is 0 for good; `interior`: part of
    /// the rank shares. nullopt where undecided: |a_r + b X| <= 1e-12 (|a_r| + |b|) in the limit X,
    /// or it did not settle.
    std::vector<std::optional<model::Attractor>> attractors;
    /// The limit is consistent: X = sum of p_r over the ranks with a_r + b X > 0, and what stays or
    /// is interior, and no rank with members is undecided. Checked in double-double.
    bool confirmed = false;
    /// First time with X >= saturation; nullopt where never, or only within the tolerance of a
    /// limit below 1 within the tolerance of saturation.
    std::optional<double> t_sat;
    double t_end = 0.0;
    long steps = 0;
    double tolerance = 0.0;
    StopReason reason = StopReason::failed;
    std::string message;  ///< CVODE's own words where reason is failed
    std::vector<MixtureSample> samples;
};

/// Integrates a mixture forward in time by CVODE, with root finding for saturation, until it
/// settles and the output times are over.
///
/// It has settled when, over the ranks with members: (1) it is caught: over all X that can still
/// come, every a_r + b X keeps its sign, so that each rank rises to 1 or falls to 0 and the limit
/// is known exactly; (2) x_r is within 1 - saturation of there, i.e. z_r is beyond the logit of
/// saturation; (3) X has reached saturation, or no longer can, or is within the tolerance of a
/// limit below 1 that is itself within the tolerance of saturation.
/// For b > 0, ranks that fall hold at most E+ = sum p_r x_r, ranks that rise lack at most
/// E- = sum p_r (1 - x_r), so X stays in [X - E+, X + E-]: if the signs hold at both ends, they
/// hold for ever. For b < 0 the limit is the one maximum of the concave sum_r p_r a_r x_r + b
/// X^2/2: the ranks share in the order of a_r until X = -a_r/b, where a rank is left partly sharing
/// (interior). The same ends hold, from X or the limit, whichever is nearer, and X must come within
/// 1 - saturation. Other equilibria (for b > 0) repel: an orbit that sits on one does not settle.
/// Where b < 0 and ranks left interior wait for one that hardly moves, the system is stiff: bdf.
///
/// @param x0 in [0,1]: one for all ranks, or R @param saturation in (0,1)
/// @param output_times ascending, >= 0: samples there, up to t_max. Samples after arrival within
/// the tolerance of the limit are the limit.
/// @throws model::InvalidValue naming the argument that is not allowed. What CVODE cannot do is a
/// reason, not an exception.
MixtureTrajectory integrate(const RankMixture& mixture, std::span<const double> x0,
                            double saturation, std::span<const double> output_times = {},
                            MixtureForm form = MixtureForm::reduced,
                            const IntegratorOptions& options = {});

}  // namespace essmap::solver
