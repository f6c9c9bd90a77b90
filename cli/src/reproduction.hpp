#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/model/classification.hpp"

/// What `essmap reproduce` computes and shows: tables, figures and findings, before any layout.
namespace essmap::cli {

/// A number that must come out.
struct Check {
    std::string name;
    double ours;
    double expected;
    double tolerance;  ///< relative

    [[nodiscard]] bool holds() const;
};

/// A table of texts.
struct ReportTable {
    std::string id;
    std::string title;
    std::string note;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    bool numbers = false;  ///< all cells but the first of each row
};

struct ReportFigure {
    std::string id;  ///< file name without suffix
    std::string title;
    std::string caption;  ///< what is seen, and what the paper says of it
};

/// Gas of a deployment or a call, as measured.
struct GasQuantity {
    std::string quantity;
    std::string setting;  ///< of the compiler
    std::uint64_t gas;
};

struct Report {
    std::vector<ReportTable> tables;
    std::vector<ReportFigure> figures;
    std::vector<std::string> findings;  ///< where the paper is wrong or silent
    std::vector<Check> checks;
    std::vector<GasQuantity> gas;  ///< empty where the contracts' tools are missing
};

inline constexpr double paper_saturation = 0.95;
inline constexpr double paper_start = 0.2;

/// A curve of a figure: a label and a game.
struct Orbit {
    std::string label;
    model::PointGame game;
    double x0;
    bool assumed = false;  ///< a reconstruction of EGDSI: drawn dashed and called one
};

/// Figure 7's models, from paper_start: B-CTISM (Table 3, case 1, at omega = 4), then the
/// reconstructions R1 and R2(5) to R2(1) of EGDSI.
std::vector<Orbit> figure7_models();
/// The label as it is shown: with a reconstruction, that it is one.
std::string shown_label(const Orbit& orbit);

/// Table 3 case 1 with theta or gamma changed (Table 4).
model::ParameterValues table4_point(const std::string& changed, double value);
/// Case 1, 2 or 3 of Table 3.
model::ParameterValues table3_point(int number);

/// Draws figures 3 to 7 into `folder` as PNG, SVG and CSV and adds them to the report.
void draw_figures(const std::string& folder, Report& report);

/// Table 2: gas of the contracts on a local EVM, beside the paper's and what is predicted. Where
/// its tools are missing the findings say so, with the command.
/// @throws evm::EvmError
void add_gas_tables(Report& report);

/// The report as one self-contained page (figures read from `folder`), and as text.
std::string to_html(const Report& report, const std::string& folder);
std::string to_text(const Report& report);

}  // namespace essmap::cli
