#pragma once

#include <optional>
#include <vector>

#include "essmap/verify/decide.hpp"

/// What becomes of properties, and what that comes to.
namespace essmap::verify {

/// A property and what became of it.
struct Finding {
    const Property* property = nullptr;
    Verdict verdict;
    std::optional<SecondOpinion> second;

    /// Returns whether the result is not unknown.
    [[nodiscard]] bool decided() const { return verdict.result != Result::unknown; }
    /// Returns whether the property is decided as expected, its assumptions are satisfiable, and no
    /// second solver contradicts.
    [[nodiscard]] bool as_expected() const;
};

/// Decides a property and, where `twice` is set, has cvc5 decide the same formulas again, each in
/// at most 2 seconds.
/// @return the finding; it refers to `property` and keeps the queries if `twice` or
/// `options.keep_queries` is set
/// @throws SolverError where cvc5 cannot be started
Finding find(const Property& property, DecideOptions options, bool twice);

/// How many findings there are of each kind.
struct Tally {
    std::size_t proved = 0;
    std::size_t refuted = 0;
    std::size_t undecided = 0;
    std::size_t unexpected = 0;  ///< decided, and not as expected

    /// Counts the findings.
    explicit Tally(const std::vector<Finding>& findings);
};

/// What all findings come to: the first of these that applies.
enum class Outcome {
    unexpected,   ///< some property is decided otherwise than expected
    stopped,      ///< somebody asked for a stop before all were decided
    undecided,    ///< some result is unknown
    as_expected,  ///< all are decided as expected
};
/// Returns what the findings come to that were made within the limit.
Outcome outcome_of(const Tally& tally, const Limit& limit);

/// Returns whether the findings prove that the guard
///     gamma_max < U (1 - theta_max/r_min - k)  for U = U_min and U = U_max
/// is the weakest safe one: over the chain's integers it is sufficient and necessary.
bool prove_weakest_guard(const std::vector<Finding>& findings);

}  // namespace essmap::verify
