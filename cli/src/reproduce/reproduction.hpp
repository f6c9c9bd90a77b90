#pragma once

#include <string>
#include <vector>

#include "essmap/evm/measured_gas.hpp"
#include "essmap/solver/paper_numbers.hpp"

/// What `essmap reproduce` computes and shows: tables, figures and findings, before any layout.
namespace essmap::cli {

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

struct Report {
    std::vector<ReportTable> tables;
    std::vector<ReportFigure> figures;
    std::vector<std::string> findings;  ///< where the paper is wrong or silent
    std::vector<solver::paper::Check> checks;
    std::vector<evm::GasQuantity> gas;  ///< empty where the contracts' tools are missing
};

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
