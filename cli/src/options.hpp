#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "essmap/files/netcdf_writer.hpp"
#include "essmap/model/classification.hpp"
#include "essmap/sweep/sweep.hpp"
#include "standard_output.hpp"

namespace essmap::cli {

/// A decimal number, the whole text. @throws UsageError naming flag, text and what is allowed.
double parse_number(const std::string& flag, const std::string& text);
/// A whole number within [lo, hi]. @throws UsageError
long long parse_integer(const std::string& flag, const std::string& text, long long lo,
                        long long hi);

/// The name of an output: something before one of the suffixes; where a table (.csv) is one of the
/// outputs, also "-". @throws model::InvalidValue
void check_suffix(const std::string& flag, const std::string& path,
                  const std::vector<std::string>& suffixes);

/// Attributes of a NetCDF file that tell where it comes from: title, source, history, version.
files::FileAttributes file_origin(const std::string& command, const std::string& title);
/// "i/n" with 1 <= i <= n. @throws model::InvalidValue
sweep::Part parse_part(const std::string& text);

/// Adds `--name NUMBER`.
CLI::Option* add_number(CLI::App& app, const std::string& flag, double& value,
                        const std::string& description);
/// Adds `--threads N`, per rank.
void add_threads(CLI::App& app, int& threads);
/// Adds `--format text|json`.
void add_format(CLI::App& app, bool& json);

/// The seven parameters on the command line.
struct GameOptions {
    model::ParameterValues values;
    std::optional<double> C, U;

    void add(CLI::App& app);
    /// All seven, checked. @throws UsageError, model::InvalidValue
    [[nodiscard]] model::ParameterValues parameters() const;
};

/// A number as JSON, which has no infinity and no NaN: null stands for "never" and "none".
nlohmann::json number_or_null(const std::optional<double>& value);

/// The parameters as JSON, C or U as given.
nlohmann::json to_json(const model::ParameterValues& values);
/// "r = 4, theta = 2, ..."
std::string to_text(const model::ParameterValues& values);

}  // namespace essmap::cli
