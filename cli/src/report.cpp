#include <fmt/format.h>

#include <algorithm>

#include "essmap/sweep/specification.hpp"
#include "essmap/text/markup.hpp"
#include "reproduction.hpp"

namespace essmap::cli {

namespace {

/// An SVG as the address of an image.
std::string data_address(const std::string& svg) {
    std::string result = "data:image/svg+xml,";
    for (const char c : svg) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain =
            std::isalnum(byte) != 0 || std::string(" -_.,;:=/()").find(c) != std::string::npos;
        result += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return result;
}

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #d5dae0; --soft: #f4f6f8;
  --accent: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #15181c; --line: #343a42;
  --soft: #1e2329; --accent: #6db7e6; } }
body { font: 17px/1.55 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; } h2 { margin-top: 2.6rem; font-size: 1.35rem; }
.lead { font-size: 1.1rem; } .ok { color: var(--accent); font-weight: 600; } .bad { color: #d55e00; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; width: 100%; }
th, td { text-align: left; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; font-variant-numeric: tabular-nums; }
.numbers td, .numbers th + th { text-align: right; padding: .4rem 0 .4rem .7rem; }
th { border-bottom-width: 2px; } tbody th { border-bottom-width: 1px; white-space: nowrap; }
figure { margin: 1.6rem 0; } figure img { width: 100%; background: #fff; border: 1px solid var(--line);
  border-radius: 6px; } figcaption { font-size: .95rem; margin-top: .5rem; }
li { margin: .5rem 0; } .note { background: var(--soft); padding: .7rem 1rem; border-radius: 6px; }
)";

std::string html_table(const ReportTable& table) {
    std::string html = fmt::format(
        "<h2 id=\"{}\">{}</h2>\n<p class=\"note\">{}</p>\n<div "
        "class=\"scroll\"><table{}>\n<thead><tr>",
        table.id, text::html(table.title), text::html(table.note),
        table.numbers ? " class=\"numbers\"" : "");
    for (const auto& column : table.columns)
        html += fmt::format("<th scope=\"col\">{}</th>", text::html(column));
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            html += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", text::html(row[i]))
                           : fmt::format("<td>{}</td>", text::html(row[i]));
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string html_figure(const ReportFigure& figure, const std::string& folder) {
    const std::string svg = sweep::read_text_file(folder + "/" + figure.id + ".svg");
    return fmt::format(
        "<figure id=\"{}\">\n<img alt=\"{}. {}\" src=\"{}\">\n<figcaption><strong>{}.</strong> "
        "{}</figcaption>\n</figure>\n",
        figure.id, text::html(figure.title), text::html(figure.caption), data_address(svg),
        text::html(figure.title), text::html(figure.caption));
}

std::string summary(const Report& report) {
    const auto held = std::ranges::count_if(report.checks, &Check::holds);
    return fmt::format("{} of {} numbers come out as they must.", held, report.checks.size());
}

}  // namespace

std::string to_html(const Report& report, const std::string& folder) {
    const bool all = std::ranges::all_of(report.checks, &Check::holds);
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>essmap: the paper's tables and figures, "
        "reproduced</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<h1>The paper's tables and figures, reproduced</h1>\n"
        "<p class=\"lead\">Ma et al., <em>A Blockchain-Based Incentive Mechanism for Sharing Cyber "
        "Threat "
        "Intelligence</em>, Electronics 2023, 12(11), 2454. Tables 3 and 4 and Figures 3 to 7, "
        "computed by "
        "essmap {} twice: by closed form and by CVODE{}. <span class=\"{}\">{}</span></p>\n",
        style, ESSMAP_VERSION, report.gas.empty() ? "" : "; Table 2, measured on an EVM",
        all ? "ok" : "bad", summary(report));
    html += "<h2>Where the paper is wrong or silent</h2>\n<ul>\n";
    for (const auto& finding : report.findings)
        html += fmt::format("<li>{}</li>\n", text::html(finding));
    html += "</ul>\n";
    for (const auto& table : report.tables) html += html_table(table);
    html += "<h2>Figures</h2>\n";
    for (const auto& figure : report.figures) html += html_figure(figure, folder);
    return html + "</body>\n</html>\n";
}

std::string to_text(const Report& report) {
    std::string text = "The paper's tables and figures, reproduced by essmap " ESSMAP_VERSION "\n" +
                       summary(report) + "\n";
    for (const auto& table : report.tables) {
        text += "\n" + table.title + "\n" + table.note + "\n";
        std::vector<std::size_t> widths;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            std::size_t width = table.columns[i].size();
            for (const auto& row : table.rows) width = std::max(width, row[i].size());
            widths.push_back(width + 2);
        }
        const auto line = [&](const std::vector<std::string>& cells) {
            std::string out = " ";
            for (std::size_t i = 0; i < cells.size(); ++i)
                out += i + 1 < cells.size() ? fmt::format(" {:<{}}", cells[i], widths[i])
                                            : " " + cells[i];
            return out + "\n";
        };
        text += line(table.columns);
        for (const auto& row : table.rows) text += line(row);
    }
    text += "\nFigures\n";
    for (const auto& figure : report.figures)
        text += fmt::format("  {}.png, .svg, .csv\n    {}. {}\n", figure.id, figure.title,
                            figure.caption);
    text += "\nWhere the paper is wrong or silent\n";
    for (const auto& finding : report.findings) text += "  - " + finding + "\n";
    return text;
}

}  // namespace essmap::cli
