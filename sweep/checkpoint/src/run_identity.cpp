#include "essmap/sweep/run_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <sstream>
#include <vector>

#include "essmap/maps/block_data.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/solver/cvode_ensemble.hpp"

namespace essmap::sweep {

namespace {

/// The part of a long line around `at`, with "..." where something is left out.
std::string excerpt(const std::string& line, std::size_t at) {
    constexpr std::size_t before = 24;
    constexpr std::size_t length = 64;
    if (line.size() <= length) return line;
    const std::size_t from = at > before ? at - before : 0;
    const std::string text = line.substr(from, length);
    return (from > 0 ? "..." : "") + text + (from + length < line.size() ? "..." : "");
}

/// Hash of what this machine's exp, log and the like return: they are good to less than a unit in
/// the last place, but processors for which the library has other code may round otherwise.
std::string mathematical_library() {
    constexpr std::size_t points = 20000;
    std::vector<double> values;
    values.reserve(5 * points);
    for (std::size_t i = 1; i <= points; ++i) {
        const double x = static_cast<double>(i) * 0.0008;
        values.insert(values.end(),
                      {std::exp(-x), std::expm1(x), std::log(x), std::log1p(x), std::pow(x, -0.2)});
    }
    return maps::hex(maps::sha256(std::as_bytes(std::span(values)))).substr(0, 16);
}

}  // namespace

std::string run_identity(const maps::MapDescription& map) {
    std::string text = fmt::format("results version: {}\nengine: {}\n", maps::results_version,
                                   maps::engine_name(map.engine));
    // The closed form's times are the same bits everywhere (solver/closed_form.hpp).
    if (map.needs_trajectories() && (map.engine != maps::Engine::exact || map.regulation))
        text += fmt::format("mathematical library: {}\n", mathematical_library());
    if (map.engine != maps::Engine::exact && map.needs_trajectories())
        text +=
            fmt::format("tolerance: {}\nSUNDIALS: {}\n", map.tolerance, solver::sundials_version());
    text += fmt::format("compression: {}\n", map.compression);
    return text + maps::canonical_description(map);
}

std::string first_difference(const std::string& there, const std::string& here) {
    std::istringstream left(there);
    std::istringstream right(here);
    std::string one;
    std::string other;
    while (true) {
        const bool more = static_cast<bool>(std::getline(left, one));
        if (!more) one.clear();
        if (!std::getline(right, other)) {
            other.clear();
            if (!more) return "nothing";
        }
        if (one == other) continue;
        const auto split = std::ranges::mismatch(one, other);
        const auto at = static_cast<std::size_t>(split.in1 - one.begin());
        return fmt::format("\"{}\" there, \"{}\" here", excerpt(one, at), excerpt(other, at));
    }
}

}  // namespace essmap::sweep
