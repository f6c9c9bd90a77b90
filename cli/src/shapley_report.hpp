#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "essmap/shapley/sensitivity.hpp"
#include "essmap/shapley/shapley.hpp"

/// What `essmap shapley` says, and the files it writes.
namespace essmap::cli {

/// A pot in whole units, as the payout contract divides it.
struct PaidOut {
    std::int64_t pot = 0;
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> order;  ///< members as the contract takes them
    std::vector<std::int64_t> amounts;
};

/// Everything found of a game.
struct ShapleyFindings {
    const shapley::ShapleySpecification& specification;
    const shapley::ShapleyReport& values;
    std::vector<double> alone;  ///< v({i})
    std::vector<bool> dummies;
    std::optional<std::vector<double>> plain;  ///< corrected by [improved], unrepaired
    std::optional<shapley::Broken> broken;     ///< what that breaks
    std::vector<double> shares;                ///< in the end: Shapley's, or improved, and repaired
    std::optional<PaidOut> paid;
    std::string
        payout_refused;  ///< why the pot asked for is not paid out; empty: it is, or none is

    /// Whether the other order of coalitions would suit a table better; empty where not.
    [[nodiscard]] std::string order_note() const;
    [[nodiscard]] bool sampled() const { return values.method == shapley::ValueMethod::sample; }
    [[nodiscard]] bool repaired() const { return plain && specification.improvement->repair; }
};

/// The members by number; where they are more than `most`, those with the largest shares, the
/// largest first.
template <class ShareOf>
std::vector<std::size_t> largest(std::size_t members, std::size_t most, const ShareOf& share) {
    std::vector<std::size_t> shown(members);
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    if (members <= most) return shown;
    std::ranges::stable_sort(shown, std::greater{}, share);
    shown.resize(most);
    return shown;
}

/// @throws files::DataError for corrections and repairs that are not possible
ShapleyFindings find(const shapley::ShapleySpecification& specification,
                     const shapley::ShapleyReport& values);

/// Corrects the values found by other factors and weights.
shapley::ImprovedShapley corrector(const ShapleyFindings& findings);

nlohmann::json to_json(const ShapleyFindings& findings);
std::string to_text(const ShapleyFindings& findings);

/// By the suffix: a table (.csv), or a bar chart with the intervals (.png, .svg).
/// @throws model::InvalidValue for another; files::IoError
void write_shares(const ShapleyFindings& findings, const std::string& path);

/// By the suffix: shares by axes and member (.nc), a table (.csv), or, of one axis, a curve for
/// each member (.png, .svg).
void write_sensitivity(const shapley::ShapleySpecification& specification,
                       const shapley::Sensitivity& sensitivity, const std::string& path);

/// Throws model::InvalidValue for a picture of other than one axis of several points.
void check_sensitivity_output(const shapley::ShapleySpecification& specification,
                              const std::string& path);

}  // namespace essmap::cli
