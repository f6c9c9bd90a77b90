#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "essmap/solver/regulation.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/sweep/toml_reader.hpp"

/// The parts of `essmap regulate`: each adds what it found to one report.
namespace essmap::cli {

/// What is asked: one community, and where pictures and tables go.
struct RegulateRequest {
    const sweep::TomlReader& reader;
    const toml::table& root;
    model::ParameterValues game;  ///< as written: theta and gamma of the first round
    solver::Regulation regulation;
    std::string folder;  ///< empty: nothing is written
};

/// What is said: one JSON object, and the same as text.
struct RegulateReport {
    nlohmann::json json = nlohmann::json::object();
    std::string text;
    std::string refused;  ///< why the contract refuses these rules; empty: it does not
};

/// Members of different ranks, if the specification has [ranks]: thresholds, who shares in the end.
void report_ranks(const RegulateRequest& request, RegulateReport& report);

/// Finite communities, if it has [finite]: how far the equation can be trusted.
void report_finite(const RegulateRequest& request, RegulateReport& report);

}  // namespace essmap::cli
