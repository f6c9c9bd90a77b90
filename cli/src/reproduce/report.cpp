#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "essmap/sweep/specification.hpp"
#include "essmap/text/markup.hpp"
#include "reproduction.hpp"
#include "text_table.hpp"

// cli/pages/reproduction.html
extern "C" const char essmap_reproduction_begin[];
extern "C" const char essmap_reproduction_end[];

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
    const auto held = std::ranges::count_if(report.checks, &solver::paper::Check::holds);
    return fmt::format("{} of {} numbers come out as they must.", held, report.checks.size());
}

/// The page, each mark <!--name--> replaced; what replaces it is not looked through again.
std::string filled(const std::map<std::string_view, std::string>& parts) {
    std::string_view rest(essmap_reproduction_begin, essmap_reproduction_end);
    std::string page;
    for (auto at = rest.find("<!--"); at != std::string_view::npos; at = rest.find("<!--")) {
        const auto end = rest.find("-->", at);
        page.append(rest.substr(0, at)) += parts.at(rest.substr(at + 4, end - at - 4));
        rest.remove_prefix(end + 3);
    }
    return page.append(rest);
}

}  // namespace

std::string to_html(const Report& report, const std::string& folder) {
    const bool all = std::ranges::all_of(report.checks, &solver::paper::Check::holds);
    std::string findings, tables, figures;
    for (const auto& finding : report.findings)
        findings += fmt::format("<li>{}</li>\n", text::html(finding));
    for (const auto& table : report.tables) tables += html_table(table);
    for (const auto& figure : report.figures) figures += html_figure(figure, folder);
    return filled({{"version", ESSMAP_VERSION},
                   {"gas", report.gas.empty() ? "" : "; Table 2, measured on an EVM"},
                   {"class", all ? "ok" : "bad"},
                   {"summary", summary(report)},
                   {"findings", findings},
                   {"tables", tables},
                   {"figures", figures}});
}

std::string to_text(const Report& report) {
    std::string text = "The paper's tables and figures, reproduced by essmap " ESSMAP_VERSION "\n" +
                       summary(report) + "\n";
    for (const auto& table : report.tables) {
        text += "\n" + table.title + "\n" + table.note + "\n";
        TextTable lines(table.columns, TextTable::Align::left, 3);
        for (const auto& row : table.rows) lines.add(row);
        text += lines.text();
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
