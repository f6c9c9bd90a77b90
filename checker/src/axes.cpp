#include "axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "digest.hpp"

namespace checker {

namespace {

struct Domain {
    const char* name;
    double lo;
    double hi;
    bool open;  ///< the ends, and what is nearer to 0 than 1e-100, are outside
};

constexpr Domain domains[] = {
    {"r", 1.0, 1e100, false},
    {"theta", 0.0, 1e100, false},
    {"gamma", -1e100, 1e100, false},
    {"mu", -1e100, 1e100, false},
    {"k", 0.0, 1.0, true},
    {"omega", 0.0, 1e100, false},
    {"C", 1e-100, 1e100, false},
    {"U", 1e-100, 1e100, false},
    {"N", 0.0, 1e100, true},
    {"damping", 1e-6, 1.0, false},
    {"threshold", 0.0, 1.0, true},
    {"saturation", 0.0, 1.0, true},
    {"gamma_reward", -1e100, 1e100, false},
    {"gamma_charge", -1e100, 1e100, false},
    {"gamma_step", 0.0, 1e100, false},
    {"hysteresis", 0.0, 1.0, false},
    {"x0", 0.0, 1.0, true},
    {"members", 10.0, 1e9, false},
    {"scale", 1.0, 1e6, false},
    {"within", 0.0, 1e100, true},
};

}  // namespace

bool in_domain(const std::string& name, double value) {
    const auto* const at = std::ranges::find(domains, name, &Domain::name);
    if (at == std::end(domains)) return false;
    return at->open ? value > at->lo && value < at->hi && std::abs(value) >= 1e-100
                    : value >= at->lo && value <= at->hi;
}

double FileAxis::edge(std::size_t i) const {
    const double below = points[i - 1];
    const double above = points[i];
    if (spacing == "log") return std::sqrt(below) * std::sqrt(above);
    return below + 0.5 * (above - below);
}

double FileAxis::lo(std::size_t i) const {
    return discrete || i == 0 ? points[i] : std::min(edge(i), points[i]);
}

double FileAxis::hi(std::size_t i) const {
    return discrete || i + 1 == size() ? points[i] : std::max(edge(i + 1), points[i]);
}

FileAxis read_axis(const NetcdfFile& file, const std::string& name) {
    const auto bad = [&](const char* why) {
        return Unreadable(fmt::format("axis {} {}", name, why));
    };
    const auto* variable = file.find(name);
    if (variable == nullptr || variable->dimensions != std::vector<std::string>{name})
        throw bad("is missing, or has other dimensions");
    FileAxis axis{name, false, "", file.doubles(name, FileAxis::most_points)};
    const std::string discrete = file.text(name, "discrete").value_or("");
    axis.spacing = file.text(name, "spacing").value_or("");
    if (discrete != "true" && discrete != "false") throw bad("does not say whether it is discrete");
    if (axis.spacing != "linear" && axis.spacing != "log" && axis.spacing != "values")
        throw bad("has no known spacing");
    axis.discrete = discrete == "true";
    if (axis.points.empty()) throw bad("has no point");
    for (std::size_t i = 0; i < axis.size(); ++i) {
        if (!in_domain(name, axis.points[i])) throw bad("has a point outside its domain");
        if (i > 0 && axis.points[i] <= axis.points[i - 1]) throw bad("does not ascend");
    }
    if (axis.spacing == "log" && axis.points[0] <= 0.0) throw bad("is logarithmic from 0 on");
    return axis;
}

void check_bounds(const NetcdfFile& file, const FileAxis& axis, Report& report) {
    const std::string name = axis.name + "_bounds";
    const auto* variable = file.find(name);
    if (variable == nullptr ||
        variable->dimensions != std::vector<std::string>{axis.name, "ends"} ||
        variable->shape.back() != 2)
        throw Unreadable(fmt::format("{} is missing, or has other dimensions", name));
    const auto ends = file.doubles(name, 2 * FileAxis::most_points);
    for (std::size_t i = 0; i < axis.size(); ++i)
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const double found = side == 0 ? axis.lo(i) : axis.hi(i);
            const double stated = ends[2 * i + side];
            if (stated != found || std::signbit(stated) != std::signbit(found))
                report.find(fmt::format("{}[{}][{}]: stated {}, found {}", name, i, side,
                                        shown(stated), shown(found)));
        }
}

void check_seals(const NetcdfFile& file, Report& report) {
    const auto same = [&](const std::string& name, const std::string& found,
                          const std::string& what) {
        const auto stated = file.text("", name);
        report.decide(stated == found, what,
                      fmt::format("{}: stated {}, found {}", name,
                                  stated.value_or("(nothing)").substr(0, 80), found));
    };
    const auto specification = file.text("", "specification");
    same("specification_sha256", hex(sha256(specification.value_or(""))),
         "the specification has its SHA-256");
    if (!specification) report.find("specification: is missing");
    same("attributes_sha256", file.attributes_digest(),
         "all attributes (engine, tolerance, runs, units, ...) have theirs");
}

void check_content(const NetcdfFile& file, const std::string& found, const std::string& parts,
                   Report& report) {
    const auto stated = file.text("", "content_digest");
    report.decide(stated == found, fmt::format("the content has its digest: {}", parts),
                  fmt::format("content_digest: stated {}, found {}",
                              stated.value_or("(nothing)").substr(0, 80), found));
}

void check_flags(const NetcdfFile& file, const std::string& variable, const std::string& meanings,
                 Report& report) {
    const auto stated = file.text(variable, "flag_meanings");
    if (stated != meanings)
        report.find(fmt::format("{}@flag_meanings: stated '{}', found '{}'", variable,
                                stated.value_or("(nothing)").substr(0, 200), meanings));
    std::vector<std::int8_t> values(
        static_cast<std::size_t>(std::ranges::count(meanings, ' ') + 1));
    std::iota(values.begin(), values.end(), std::int8_t{0});
    if (file.flags(variable, "flag_values") != values)
        report.find(fmt::format("{}@flag_values: not 0 to {}", variable, values.size() - 1));
}

}  // namespace checker
