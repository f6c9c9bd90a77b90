#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "essmap/shapley/shapley.hpp"

/// Who is paid what: from the values of a game to shares, and from shares to whole units of a pot.
namespace essmap::shapley {

/// A pot in whole units, as the payout contract divides it.
struct Payout {
    std::int64_t pot = 0;
    std::vector<std::int64_t> weights;  ///< by member, in proportion to the shares
    std::vector<std::int64_t> amounts;  ///< by member; their sum is the pot
    std::int64_t total = 0;             ///< sum of the weights
    std::int64_t cut_remainder = 0;     ///< the cut that the contract asks for: who is last paid a
    std::int64_t cut_number = 0;        ///< unit more, by remainder and number
};

/// Everything found of a game.
struct ShapleyFindings {
    const ShapleySpecification& specification;
    const ShapleyReport& values;
    std::vector<double> alone = {};                 ///< v({i})
    std::vector<bool> dummies = {};                 ///< where there is [improved]
    std::optional<std::vector<double>> plain = {};  ///< corrected by [improved], unrepaired
    std::optional<Broken> broken = {};              ///< what that breaks
    std::vector<double> shares = {};  ///< in the end: Shapley's, or improved, and repaired
    std::optional<Payout> paid = {};  ///< of the pot, where one is given and can be paid out
    std::string payout_refused =
        {};  ///< why the pot is not paid out; empty: it is, or none is given

    /// Says that the values of a table would have a better property (monotone, superadditive) in
    /// the other order of coalitions. @return empty where they would not
    [[nodiscard]] std::string order_note() const;
    /// Are the values estimates, with intervals?
    [[nodiscard]] bool sampled() const { return values.method == ValueMethod::sample; }
    /// Are the shares those of [improved], repaired?
    [[nodiscard]] bool repaired() const { return plain && specification.improvement->repair; }
    /// Member i's part of v(N), shares[i]/v(N). @return nullopt where v(N) = 0
    [[nodiscard]] std::optional<double> part(std::size_t member) const;
};

/// Shares, what they break, and the pot of the specification divided by them. The weights of the
/// payout are of the exact fractions where these are known and nothing corrects them.
/// @param specification, values must outlive what is returned
/// @throws files::DataError for corrections and repairs that are not possible
ShapleyFindings find_shares(const ShapleySpecification& specification, const ShapleyReport& values);

/// Corrects the values found by other factors and weights.
/// @throws model::InvalidValue for values that are no game's
ImprovedShapley corrector(const ShapleyFindings& findings);

}  // namespace essmap::shapley
