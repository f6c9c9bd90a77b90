#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/model/double_double.hpp"

/// What members bring besides the game: factors x_ij >= 0 of members i and factors j, and their
/// weights lambda_j.
namespace essmap::shapley {

/// A table of factors. Only proportions count:
///
///     p_ij = x_ij / sum_i x_ij,   R_i = sum_j lambda_j p_ij,   sum_i R_i = 1
class Factors {
public:
    /// @param names of the factors, 1 or more
    /// @param x by member, then by factor: members times names.size() values, each 0 or in
    /// 1e-100..1e100, no column all 0. A large x makes a large R: in a game of costs, a large cost.
    /// @throws model::InvalidValue naming factor, member (from 1 on) and value
    Factors(std::vector<std::string> names, std::vector<double> x);

    /// The names of the factors.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    /// The number of factors.
    [[nodiscard]] std::size_t count() const { return names_.size(); }
    /// The number of members.
    [[nodiscard]] std::size_t members() const { return x_.size() / names_.size(); }
    /// How much of a factor a member has.
    [[nodiscard]] double x(std::size_t member, std::size_t factor) const {
        return x_[member * count() + factor];
    }
    /// The sum of a factor over all members.
    [[nodiscard]] model::DoubleDouble sum(std::size_t factor) const { return sums_[factor]; }
    /// p_ij, the part of a factor that a member has.
    [[nodiscard]] double p(std::size_t member, std::size_t factor) const;
    /// R by member, to 2^-90 of it. @param lambda one weight >= 0 per factor; they are normalised
    [[nodiscard]] std::vector<model::DoubleDouble> ranking(std::span<const double> lambda) const;

    /// Changes one entry, as a sweep does; O(members). @throws model::InvalidValue, and nothing
    /// changed
    void set(std::size_t member, std::size_t factor, double x);

private:
    void check(std::size_t member, std::size_t factor, double x) const;
    [[nodiscard]] model::DoubleDouble added_up(std::size_t factor) const;

    std::vector<std::string> names_;
    std::vector<double> x_;
    std::vector<model::DoubleDouble> sums_;
};

enum class Weighting : std::uint8_t {
    given,     ///< by the user
    entropy,   ///< by how much a factor tells members apart
    ahp,       ///< by pairwise comparison
    combined,  ///< the normalised product of entropy and ahp
};
/// The name of a weighting in specifications.
std::string_view name_of(Weighting weighting);
/// The enumerator a name means. @throws model::InvalidValue naming `key` and the names allowed
void by_name(const std::string& key, const std::string& name, Weighting& weighting);

/// How far judgements a_ij are from a_ij a_jk = a_ik. All 0 where they are not.
struct Consistency {
    double lambda_max = 0.0;  ///< principal eigenvalue, >= m
    double index = 0.0;       ///< CI = (lambda_max - m)/(m - 1); 0 for m = 1
    double ratio = 0.0;       ///< CR = CI/RI, RI that of random judgements; 0 for m <= 2
};

/// Weights of factors, and what they come from.
struct FactorWeights {
    Weighting weighting = Weighting::given;
    std::vector<double> lambda;              ///< >= 0, of sum 1
    std::vector<double> entropies;           ///< e_j; of entropy and combined
    std::optional<Consistency> consistency;  ///< of ahp and combined
};

/// lambda_j ~ weights_j. @throws model::InvalidValue for none, a weight that is not 0 or in
/// 1e-100..1e100, or a sum of 0
FactorWeights given_weights(std::span<const double> weights);

/// lambda_j ~ 1 - e_j,   e_j = -sum_i p_ij ln p_ij / ln n,   0 ln 0 = 0   (Shannon's entropy)
///
/// The more alike members are in a factor, the nearer e_j is to 1, the less the factor weighs.
/// 1 - e_j is summed as sum_i ((1 + d) ln(1 + d) - d)/(n ln n), d = n p_ij - 1, whose terms are
/// >= 0: exact to 1e-14 of itself, and 0 only where members are equal. Where they are equal in
/// every factor, or n = 1 (e_j is then said to be 1), R_i = 1/n whatever lambda is: the weights are
/// then equal.
FactorWeights entropy_weights(const Factors& factors);

inline constexpr std::size_t most_compared = 15;  ///< factors: RI is known up to there
inline constexpr double largest_consistency_ratio = 0.1;

/// Judgements a_ij > 0: how many times as important factor i is as factor j. a_ii = 1,
/// a_ji = 1/a_ij. Saaty's scale is 1/9 to 9; 1e-9..1e9 is allowed.
class PairwiseComparison {
public:
    /// @param a all of it, by rows: m^2 entries, 1 <= m <= 15, a_ij a_ji = 1 to 1e-9; of the two
    /// the one >= 1 counts. @throws model::InvalidValue naming the entry (from 1 on)
    static PairwiseComparison full(std::span<const double> a);
    /// @param a what is above the diagonal, by rows: m (m-1)/2 entries a_12, a_13, .., a_23, ..
    /// @throws model::InvalidValue naming the entry
    static PairwiseComparison upper(std::span<const double> a);

    /// The number of factors: rows and columns of the matrix.
    [[nodiscard]] std::size_t size() const { return m_; }
    /// The entry a_ij of the matrix: how much more factor i matters than factor j.
    [[nodiscard]] double at(std::size_t i, std::size_t j) const { return a_[i * m_ + j]; }

private:
    explicit PairwiseComparison(std::size_t m) : m_(m), a_(m * m, 1.0) {}
    void judge(std::size_t i, std::size_t j, double a);

    std::size_t m_;
    std::vector<double> a_;
};

/// A lambda = lambda_max lambda, A the judgements (analytic hierarchy process; Saaty 1980)
///
/// lambda is Perron's vector, by powers A^(2^k) until the bounds min (A lambda)_i/lambda_i <=
/// lambda_max <= max (A lambda)_i/lambda_i (Collatz, Wielandt) meet. RI is Saaty's table of 1980.
/// @param force take judgements of CR > 0.1 too. @throws model::InvalidValue for them, with the CR
FactorWeights ahp_weights(const PairwiseComparison& judgements, bool force = false);

/// lambda_j ~ lambda_j of entropy times lambda_j of ahp. @throws model::InvalidValue for different
/// numbers of factors, or where every product is 0
FactorWeights combined_weights(const FactorWeights& entropy, const FactorWeights& ahp);

}  // namespace essmap::shapley
