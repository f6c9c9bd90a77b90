#include <fmt/format.h>

#include <algorithm>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/chart.hpp"
#include "essmap/text/csv_table.hpp"
#include "essmap/text/markup.hpp"
#include "essmap/text/visible.hpp"
#include "options.hpp"
#include "shapley_report.hpp"
#include "standard_output.hpp"

namespace essmap::cli {

namespace {

using shapley::SensitivityAxis;
using shapley::ShapleyFindings;
using shapley::ShapleySpecification;

constexpr std::size_t most_bars = 40;
constexpr std::size_t most_curves = 9;

/// The members with the largest shares, by number.
template <class ShareOf>
std::vector<std::size_t> to_draw(std::size_t members, std::size_t most, const ShareOf& share) {
    auto shown = largest(members, most, share);
    std::ranges::sort(shown);
    return shown;
}

std::string shares_csv(const ShapleyFindings& f) {
    text::CsvTable table;
    text::CsvRow names("member", "alone", "value");
    if (f.sampled()) names.add("lo").add("hi");
    if (f.plain) names.add("improved");
    if (f.repaired()) names.add("repaired");
    if (f.paid) names.add("weight").add("paid");
    table.row(names);
    for (std::size_t i = 0; i < f.alone.size(); ++i) {
        text::CsvRow row(f.specification.members[i], f.alone[i], f.values.value(i));
        if (f.sampled()) row.add(f.values.estimates[i].lo).add(f.values.estimates[i].hi);
        if (f.plain) row.add((*f.plain)[i]);
        if (f.repaired()) row.add(f.shares[i]);
        if (f.paid) row.add(f.paid->weights[i]).add(f.paid->amounts[i]);
        table.row(row);
    }
    return table.text();
}

void draw_shares(const ShapleyFindings& f, const std::string& path) {
    const auto shown =
        to_draw(f.alone.size(), most_bars, [&](std::size_t i) { return f.shares[i]; });
    maps::BarChart chart;
    chart.title =
        fmt::format("{} game of {} members{}", f.specification.kind, f.alone.size(),
                    shown.size() < f.alone.size() ? fmt::format(", the {} with most", shown.size())
                                                  : std::string());
    chart.x_label = "member";
    chart.y_label = f.specification.game->costs() ? "cost" : "value";
    const auto add = [&](const std::string& label, const auto& bar_of) {
        maps::BarSeries series{label, {}};
        for (const std::size_t i : shown) series.bars.push_back(bar_of(i));
        chart.series.push_back(std::move(series));
    };
    const auto plain = [](double value) { return maps::Bar{value, value, value}; };
    for (const std::size_t i : shown) chart.labels.push_back(f.specification.members[i]);
    if (f.plain) add("alone", [&](std::size_t i) { return plain(f.alone[i]); });
    add(f.sampled() ? fmt::format("Shapley value, {:.6g} % interval",
                                  100.0 * f.specification.sampling.confidence)
                    : std::string("Shapley value"),
        [&](std::size_t i) {
            if (!f.sampled()) return plain(f.values.value(i));
            const auto& estimate = f.values.estimates[i];
            return maps::Bar{estimate.value, estimate.lo, estimate.hi};
        });
    if (f.plain) add("improved", [&](std::size_t i) { return plain((*f.plain)[i]); });
    if (f.repaired()) add("repaired", [&](std::size_t i) { return plain(f.shares[i]); });
    maps::draw(chart, path);
}

std::string sensitivity_csv(const ShapleySpecification& spec,
                            const shapley::Sensitivity& sensitivity) {
    text::CsvTable table;
    text::CsvRow names;
    for (const SensitivityAxis& axis : spec.sensitivity) names.add(axis.label);
    table.row(names.add("member").add("share").add("irrational").add("negative"));
    const std::size_t n = spec.members.size();
    for (std::size_t point = 0; point < sensitivity.negative.size(); ++point) {
        text::CsvRow at;
        for (const double value : shapley::sensitivity_point(spec, point)) at.add(value);
        for (std::size_t i = 0; i < n; ++i)
            table.row(at, spec.members[i], sensitivity.shares[point * n + i],
                      sensitivity.irrational[point], sensitivity.negative[point]);
    }
    return table.text();
}

void write_netcdf(const ShapleySpecification& spec, const shapley::Sensitivity& sensitivity,
                  const std::string& path) {
    files::NetcdfWriter file(path);
    std::vector<int> dims;
    std::vector<int> coordinates;
    for (const SensitivityAxis& axis : spec.sensitivity) {
        std::string name = text::netcdf_name(axis.label);
        if (int taken = -1; nc_inq_dimid(file.id(), name.c_str(), &taken) == NC_NOERR)
            name += fmt::format("_{}", dims.size());
        dims.push_back(file.dimension(name, axis.axis.size()));
        coordinates.push_back(file.reals(
            name, {dims.back()}, fmt::format("{}: {}", axis.label, axis.axis.info().long_name)));
    }
    const int by_member = file.dimension("member", spec.members.size());
    const int member = file.variable("member", NC_STRING, {by_member}, "name of the member");
    std::vector<int> by_all = dims;
    by_all.push_back(by_member);
    const int share = file.reals("share", by_all, "corrected Shapley value");
    const int irrational =
        file.reals("irrational", dims, "members with less than alone, before repair");
    const int negative = file.reals("negative", dims, "members due less than 0, before repair");
    file.attributes(
        file_origin("shapley " + spec.name,
                    spec.title.empty() ? "corrected Shapley values by their factors" : spec.title));
    file.text(NC_GLOBAL, "specification", spec.name);
    file.text(NC_GLOBAL, "correction", std::string(shapley::name_of(spec.improvement->correction)));
    file.text(NC_GLOBAL, "repaired", spec.improvement->repair ? "yes" : "no");
    file.end_definitions();
    for (std::size_t d = 0; d < dims.size(); ++d)
        file.put(coordinates[d], spec.sensitivity[d].axis.points());
    std::vector<std::string> shown;  // a C string ends at its first 0
    shown.reserve(spec.members.size());
    for (const std::string& name : spec.members) shown.push_back(text::visible(name));
    std::vector<const char*> names;
    names.reserve(shown.size());
    for (const std::string& name : shown) names.push_back(name.c_str());
    file.check(nc_put_var_string(file.id(), member, names.data()));
    file.put(share, sensitivity.shares);
    file.check(nc_put_var_int(file.id(), irrational, sensitivity.irrational.data()));
    file.check(nc_put_var_int(file.id(), negative, sensitivity.negative.data()));
    files::write_atomically(path, file.image());
}

void draw_sensitivity(const ShapleySpecification& spec, const shapley::Sensitivity& sensitivity,
                      const std::string& path) {
    const auto& axis = *std::ranges::find_if(spec.sensitivity,
                                             [](const auto& one) { return one.axis.size() > 1; });
    const auto& points = axis.axis.points();
    const std::size_t n = spec.members.size();
    const auto share = [&](std::size_t point, std::size_t i) {
        return sensitivity.shares[point * n + i];
    };
    const auto shown = to_draw(n, most_curves, [&](std::size_t i) {
        double least = share(0, i);
        double most = least;
        for (std::size_t point = 0; point < points.size(); ++point) {
            least = std::min(least, share(point, i));
            most = std::max(most, share(point, i));
        }
        return most - least;
    });
    maps::LineChart chart;
    chart.title = fmt::format("what members are due, by {}", axis.label);
    chart.x = {axis.label, points.front(), points.back(),
               axis.axis.spacing() == maps::Spacing::log};
    for (const std::size_t i : shown) {
        maps::Series series{spec.members[i], {}};
        for (std::size_t point = 0; point < points.size(); ++point)
            series.points.push_back({points[point], share(point, i)});
        chart.series.push_back(std::move(series));
    }
    chart.y.label = "corrected Shapley value";
    maps::fit_y(chart);
    maps::draw(chart, path);
}

}  // namespace

void check_sensitivity_output(const ShapleySpecification& spec, const std::string& path) {
    const auto varies = std::ranges::count_if(
        spec.sensitivity, [](const auto& axis) { return axis.axis.size() > 1; });
    if (varies != 1 && (path.ends_with(".png") || path.ends_with(".svg")))
        throw model::InvalidValue("--sensitivity", path,
                                  fmt::format("a picture needs one axis of several points, not {}; "
                                              ".nc and .csv take any",
                                              varies));
}

void write_shares(const ShapleyFindings& findings, const std::string& path) {
    if (is_table(path))
        write_table(path, shares_csv(findings));
    else
        draw_shares(findings, path);
}

void write_sensitivity(const ShapleySpecification& specification,
                       const shapley::Sensitivity& sensitivity, const std::string& path) {
    if (is_table(path))
        write_table(path, sensitivity_csv(specification, sensitivity));
    else if (path.ends_with(".nc"))
        write_netcdf(specification, sensitivity, path);
    else
        draw_sensitivity(specification, sensitivity, path);
}

}  // namespace essmap::cli
