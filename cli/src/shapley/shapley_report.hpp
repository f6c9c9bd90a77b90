#pragma once

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "essmap/shapley/payout.hpp"
#include "essmap/shapley/sensitivity.hpp"

/// What `essmap shapley` says, and the files it writes.
namespace essmap::cli {

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

nlohmann::json to_json(const shapley::ShapleyFindings& findings);
std::string to_text(const shapley::ShapleyFindings& findings);

/// By the suffix: a table (.csv), or a bar chart with the intervals (.png, .svg).
/// @throws model::InvalidValue for another; files::IoError
void write_shares(const shapley::ShapleyFindings& findings, const std::string& path);

/// By the suffix: shares by axes and member (.nc), a table (.csv), or, of one axis, a curve for
/// each member (.png, .svg).
void write_sensitivity(const shapley::ShapleySpecification& specification,
                       const shapley::Sensitivity& sensitivity, const std::string& path);

/// Throws model::InvalidValue for a picture of other than one axis of several points.
void check_sensitivity_output(const shapley::ShapleySpecification& specification,
                              const std::string& path);

}  // namespace essmap::cli
