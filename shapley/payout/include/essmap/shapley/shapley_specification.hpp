#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "essmap/maps/axis.hpp"
#include "essmap/shapley/coalition_game.hpp"
#include "essmap/shapley/coalition_order.hpp"
#include "essmap/shapley/improved_shapley.hpp"
#include "essmap/shapley/shapley_sampling.hpp"

namespace essmap::shapley {

/// How Shapley values are found.
enum class ValueMethod : std::uint8_t {
    automatic,  ///< the first of those below that takes seconds, a formula also minutes
    formula,    ///< in polynomial time, where the game has such a method
    enumerate,  ///< from all coalitions
    sample,     ///< from coalitions drawn at random, with intervals
};
/// The name of a method in specifications and reports.
std::string_view name_of(ValueMethod method);

/// Correction by factors: [improved].
struct Improvement {
    Factors factors;
    FactorWeights weights;
    std::optional<FactorWeights> ahp;  ///< of judgements, where there are any
    Correction correction = Correction::additive;
    bool repair = false;
};

/// One axis of a sensitivity sweep: a factor of one member, or the weight of a factor.
struct SensitivityAxis {
    std::string label;  ///< as written: "quality.ana" or "lambda.quality"
    std::size_t factor = 0;
    std::optional<std::size_t> member;  ///< none: the factor's weight
    maps::Axis axis;
};

/// What each member is due in a cooperative game, as a user asks it: TOML (docs/shapley.md).
struct ShapleySpecification {
    std::string name;     ///< file name, for messages
    std::string text{};   ///< as read, kept in the checkpoint
    std::string title{};  ///< empty where it has none
    std::string kind;     ///< of game
    std::unique_ptr<CoalitionGame> game;
    std::vector<std::string> members;  ///< names, one each
    /// In which a table's values were listed; none where its coalitions are named, or no table.
    std::optional<CoalitionOrder> order;
    std::optional<std::string> only_in_other_order;  ///< see solver/coalition_order.hpp
    /// All that decides the game's values, in lines; what files hold by digests, tables by their
    /// time.
    std::string identity;
    ValueMethod method = ValueMethod::automatic;
    SamplingOptions sampling;
    std::optional<Improvement> improvement;
    std::vector<SensitivityAxis> sensitivity;
    std::optional<std::int64_t> pot;  ///< to pay out, in whole units
};

/// Reads `text`, and the files it names, beside it. @throws files::DataError "NAME:LINE: KEY =
/// VALUE is not allowed: ...", or naming what is wrong in those files; files::IoError
ShapleySpecification parse_shapley(const std::string& name, const std::string& text);

}  // namespace essmap::shapley
