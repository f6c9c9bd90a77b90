#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "essmap/files/atomic_file.hpp"
#include "essmap/maps/chart.hpp"
#include "rank_members.hpp"

namespace essmap::cli {

namespace {

using model::Attractor;
using solver::MixtureForm;
using solver::MixtureTrajectory;

constexpr std::size_t samples_in_time = 401;
constexpr std::size_t most_curves = 6;
constexpr double smooth = 0.02;  ///< largest step of a curve that is drawn

/// Ranks with members whose curves are drawn: all, or some evenly spread in ln r.
std::vector<std::size_t> shown_ranks(const solver::RankMixture& mixture) {
    std::vector<std::size_t> with_members;
    for (std::size_t r = 1; r <= mixture.size(); ++r)
        if (mixture.shares()[r - 1].hi > 0.0) with_members.push_back(r);
    if (with_members.size() <= most_curves) return with_members;
    std::vector<std::size_t> shown;
    std::size_t next = 0;
    for (std::size_t i = 0; i < most_curves; ++i) {
        const double spread = std::pow(static_cast<double>(with_members.size()),
                                       static_cast<double>(i) / (most_curves - 1.0));
        next = std::max(next, static_cast<std::size_t>(std::lround(spread)) - 1);
        shown.push_back(with_members[next++]);
    }
    return shown;
}

/// The game of members whose ranks are averaged before the dynamics: r = 1/sum_r p_r/r.
struct Averaged {
    double mean_inverse_rank;
    double x0;
    double a;
    std::optional<double> eta;
    Attractor attractor;
    double limit;
};

Averaged average(const solver::RankMixture& mixture, model::ParameterValues game,
                 const std::vector<double>& x0) {
    model::DoubleDouble inverse;
    model::DoubleDouble start;
    for (std::size_t i = 0; i < mixture.size(); ++i) {
        const auto share = mixture.shares()[i];
        inverse = inverse + share / model::DoubleDouble(static_cast<double>(i + 1));
        start = start + share * model::Decimal(x0[i]).value;
    }
    game.r = 1.0;  // theta/r is all that r does
    game.theta = (model::Decimal(game.theta).value * inverse).value();
    const model::PointGame point(game);
    Averaged result{inverse.value(), start.value(),    point.a().value(),
                    point.eta(),     Attractor::stays, 0.0};
    result.attractor = point.attractor(result.x0);
    switch (result.attractor) {
        case Attractor::none: result.limit = 0.0; break;
        case Attractor::all: result.limit = 1.0; break;
        case Attractor::interior: result.limit = *result.eta; break;
        case Attractor::stays: result.limit = result.x0;
    }
    return result;
}

/// What the forms asked for find.
struct Findings {
    MixtureTrajectory orbit;  ///< of the first form
    bool confirmed = true;    ///< by each form, and they agree
    bool agree = true;
    std::optional<double> difference;
    long steps = 0;  ///< of all forms, until converged
    Averaged averaged;

    [[nodiscard]] bool converged() const {
        return orbit.reason == solver::StopReason::converged ||
               orbit.reason == solver::StopReason::equilibrium;
    }
    [[nodiscard]] std::optional<double> limit() const {
        return converged() ? std::optional(orbit.limit) : std::nullopt;
    }
    [[nodiscard]] std::optional<double> limit_of(std::size_t i) const {
        return orbit.attractors[i] ? std::optional(orbit.by_rank[i]) : std::nullopt;
    }
    /// How far the averaged game's limit of X is off; nullopt where X's is not known.
    [[nodiscard]] std::optional<double> averaging_error() const {
        return confirmed ? std::optional(std::abs(orbit.limit - averaged.limit)) : std::nullopt;
    }
};

class Integration {
public:
    Integration(const solver::RankMixture& mixture, const Members& members, double saturation)
        : mixture_(mixture), members_(members), options_(members.options), saturation_(saturation) {
        // Ranks that wait for one that hardly moves (rank_mixture.hpp).
        if (mixture.b().hi < 0.0) options_.method = solver::CvodeMethod::bdf;
    }

    [[nodiscard]] Findings findings(const Averaged& averaged) const {
        Findings result{run(members_.forms.front(), {}), true, true, {}, 0, averaged};
        const auto times = output_times(result.orbit);
        result.steps = result.orbit.steps;
        result.confirmed = result.orbit.confirmed;
        result.orbit.samples = run(members_.forms.front(), times).samples;
        if (members_.forms.size() > 1) {
            auto other = run(members_.forms.back(), {});
            other.samples = run(members_.forms.back(), times).samples;
            result.steps += other.steps;
            result.difference = difference(result.orbit, other);
            result.agree = result.orbit.attractors == other.attractors &&
                           result.orbit.t_sat.has_value() == other.t_sat.has_value() &&
                           *result.difference <= std::sqrt(options_.tolerance);
            result.confirmed = result.confirmed && other.confirmed && result.agree;
        }
        return result;
    }

private:
    [[nodiscard]] MixtureTrajectory run(MixtureForm form, const std::vector<double>& times) const {
        auto orbit = solver::integrate(mixture_, members_.x0, saturation_, times, form, options_);
        if (orbit.reason == solver::StopReason::failed)
            throw model::NoResult("CVODE failed on [ranks]: " + orbit.message);
        return orbit;
    }

    /// Even from 0 until it has converged and a little longer, and more where a curve is steep.
    [[nodiscard]] std::vector<double> output_times(const MixtureTrajectory& orbit) const {
        const auto shown = shown_ranks(mixture_);
        const double end = orbit.t_end > 0.0 ? 1.2 * orbit.t_end : 1.0;
        std::vector<double> times;
        times.reserve(samples_in_time);
        for (std::size_t i = 0; i < samples_in_time; ++i)
            times.push_back(end * static_cast<double>(i) / (samples_in_time - 1.0));
        for (int round = 0; round < 3; ++round) {
            const auto samples = run(members_.forms.front(), times).samples;
            const std::size_t before = times.size();
            for (std::size_t i = 1; i < samples.size(); ++i) {
                double jump = std::abs(samples[i].x - samples[i - 1].x);
                for (const std::size_t r : shown)
                    jump = std::max(
                        jump, std::abs(samples[i].by_rank[r - 1] - samples[i - 1].by_rank[r - 1]));
                const int parts = jump > smooth ? static_cast<int>(2.0 * jump / smooth) + 1 : 1;
                for (int part = 1; part < parts; ++part)
                    times.push_back(std::lerp(samples[i - 1].t, samples[i].t,
                                              static_cast<double>(part) / parts));
            }
            if (times.size() == before) break;
            std::ranges::sort(times);
        }
        return times;
    }

    /// Largest difference of X and x_r at the output times and in the limit, and, relative, of the
    /// time to saturation.
    static double difference(const MixtureTrajectory& one, const MixtureTrajectory& other) {
        double largest = std::abs(one.limit - other.limit);
        if (one.t_sat && other.t_sat && *one.t_sat != *other.t_sat)
            largest = std::max(largest, std::abs(*one.t_sat - *other.t_sat) / *one.t_sat);
        for (std::size_t i = 0; i < std::min(one.samples.size(), other.samples.size()); ++i) {
            const auto& here = one.samples[i];
            const auto& there = other.samples[i];
            largest = std::max(largest, std::abs(here.x - there.x));
            for (std::size_t r = 0; r < here.by_rank.size(); ++r)
                largest = std::max(largest, std::abs(here.by_rank[r] - there.by_rank[r]));
        }
        return largest;
    }

    const solver::RankMixture& mixture_;
    const Members& members_;
    solver::IntegratorOptions options_;
    double saturation_;
};

template <class T>
nlohmann::json nullable(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}

std::string prediction(Attractor attractor) {
    return attractor == Attractor::none ? "collapse" : std::string(attractor_name(attractor));
}

nlohmann::json to_json(const solver::RankMixture& mixture, const Members& members,
                       const Findings& findings, double saturation) {
    auto by_rank = nlohmann::json::array();
    for (std::size_t i = 0; i < mixture.size(); ++i) {
        const auto limit = findings.limit_of(i);
        nlohmann::json shares;
        if (limit == 0.0 || limit == 1.0) shares = limit == 1.0;
        by_rank.push_back({{"rank", i + 1},
                           {"share", mixture.shares()[i].value()},
                           {"a", mixture.a()[i].value()},
                           {"threshold", nullable(mixture.threshold(i + 1))},
                           {"x0", members.x0[i]},
                           {"limit", nullable(limit)},
                           {"shares", shares}});
    }
    return {{"ranks", mixture.size()},
            {"limit", nullable(findings.limit())},
            {"t_sat", nullable(findings.orbit.t_sat)},
            {"saturation", saturation},
            {"confirmed", findings.confirmed},
            {"reason", solver::stop_reason_name(findings.orbit.reason)},
            {"b", mixture.b().value()},
            {"by_rank", by_rank},
            {"difference", nullable(findings.difference)},
            {"steps", findings.steps},
            {"tolerance", findings.orbit.tolerance}};
}

nlohmann::json averaged_json(const Findings& findings) {
    const Averaged& averaged = findings.averaged;
    const auto error = findings.averaging_error();
    nlohmann::json right;
    if (error) right = *error <= findings.orbit.tolerance;
    return {{"mean_inverse_rank", averaged.mean_inverse_rank},
            {"x0", averaged.x0},
            {"a", averaged.a},
            {"eta", nullable(averaged.eta)},
            {"limit", averaged.limit},
            {"predicts", prediction(averaged.attractor)},
            {"error", nullable(error)},
            {"right", right}};
}

/// "1..3, 5, 7..9"; of many pieces the first, and how many ranks there are.
std::string ranges(const std::vector<std::size_t>& ranks) {
    constexpr std::size_t most_pieces = 3;
    std::string text;
    std::size_t pieces = 0;
    for (std::size_t first = 0, next = 0; first < ranks.size(); first = next) {
        while (next < ranks.size() && ranks[next] - ranks[first] == next - first) ++next;
        if (++pieces > most_pieces) return text + fmt::format(", ... ({} ranks)", ranks.size());
        text += fmt::format("{}{}", text.empty() ? "" : ", ", ranks[first]);
        if (next - first > 1) text += fmt::format("..{}", ranks[next - 1]);
    }
    return text;
}

/// "0.2", or "0.1..0.3" from the least to the largest.
template <class Value>
std::string spread(const std::vector<std::size_t>& ranks, Value value) {
    const double lo = value(std::ranges::min(ranks, {}, value));
    const double hi = value(std::ranges::max(ranks, {}, value));
    return lo == hi ? fmt::format("{:.6g}", lo) : fmt::format("{:.4g}..{:.4g}", lo, hi);
}

/// A line for all ranks that go the same way, in the order of the first.
std::string table_of_fates(const solver::RankMixture& mixture, const Members& members,
                           const Findings& findings) {
    std::string text = fmt::format("  {:<24}{:<12}{:<20}{:<20}{:<14}{}\n", "ranks", "members", "a",
                                   "threshold", "x0", "in the end");
    std::vector<std::optional<Attractor>> fates;
    for (const auto& fate : findings.orbit.attractors)
        if (std::ranges::find(fates, fate) == fates.end()) fates.push_back(fate);
    for (const auto& fate : fates) {
        std::vector<std::size_t> ranks;
        double share = 0.0;
        for (std::size_t r = 1; r <= mixture.size(); ++r) {
            if (findings.orbit.attractors[r - 1] != fate) continue;
            ranks.push_back(r);
            share += mixture.shares()[r - 1].value();
        }
        const auto a = [&](std::size_t r) { return mixture.a()[r - 1].value(); };
        const auto threshold = [&](std::size_t r) { return *mixture.threshold(r); };
        const auto x0 = [&](std::size_t r) { return members.x0[r - 1]; };
        const auto limit = [&](std::size_t r) { return findings.orbit.by_rank[r - 1]; };
        std::string end(fate ? attractor_name(*fate) : "undecided");
        if (fate == Attractor::interior) end = "share in part: " + spread(ranks, limit);
        text += fmt::format(
            "  {:<24}{:<12.6g}{:<20}{:<20}{:<14}{}\n", ranges(ranks), share, spread(ranks, a),
            mixture.threshold(1) ? spread(ranks, threshold) : "none", spread(ranks, x0), end);
    }
    return text;
}

std::string to_text(const solver::RankMixture& mixture, const Members& members,
                    const Findings& findings, double saturation) {
    const auto& orbit = findings.orbit;
    std::string text = fmt::format("\nmembers of ranks 1..{}, b = {:.6g}, tolerance {}\n",
                                   mixture.size(), mixture.b().value(), orbit.tolerance) +
                       table_of_fates(mixture, members, findings);
    text += findings.converged() ? fmt::format("  X tends to {}", orbit.limit)
                                 : fmt::format("  X has not settled after {} steps", orbit.steps);
    text += orbit.t_sat
                ? fmt::format(" and is saturated ({}) at t = {:.10g}", saturation, *orbit.t_sat)
                : fmt::format(" and is {} saturated ({})", findings.converged() ? "never" : "not",
                              saturation);
    text += findings.confirmed ? "\n" : "; this is NOT confirmed\n";
    if (findings.difference)
        text += fmt::format(
            "  the full and the reduced form {} {:.2g} ({} steps)\n",
            findings.agree ? "agree to" : "do NOT agree: try a smaller tolerance; they differ by",
            *findings.difference, findings.steps);
    const Averaged& averaged = findings.averaged;
    std::string verdict;
    if (const auto error = findings.averaging_error())
        verdict = *error <= orbit.tolerance ? ": right" : fmt::format(": wrong by {:.6g}", *error);
    text += fmt::format(
        "  averaging 1/r first ({:.6g}: a = {:.6g}, eta {}, from {:.6g}) predicts {}{}\n",
        averaged.mean_inverse_rank, averaged.a,
        averaged.eta ? fmt::format("= {:.6g}", *averaged.eta) : "none in (0,1)", averaged.x0,
        prediction(averaged.attractor), verdict);
    return text;
}

std::string to_csv(const solver::RankMixture& mixture, const Members& members,
                   const Findings& findings) {
    const auto field = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : std::string();
    };
    std::string text = "rank,share,a,threshold,x0,limit\n";
    for (std::size_t i = 0; i < mixture.size(); ++i)
        text += fmt::format("{},{},{},{},{},{}\n", i + 1, mixture.shares()[i].value(),
                            mixture.a()[i].value(), field(mixture.threshold(i + 1)), members.x0[i],
                            field(findings.limit_of(i)));
    return text;
}

maps::LineChart chart_of(const solver::RankMixture& mixture, const Findings& findings,
                         const RegulateRequest& request) {
    const auto& game = request.game;
    const auto& samples = findings.orbit.samples;
    maps::LineChart chart;
    chart.title = fmt::format(
        "members of ranks 1..{}\ntheta = {:.6g}, gamma = {:.6g}, mu = {:.6g}, k = {:.6g}, {} = "
        "{:.6g}",
        mixture.size(), game.theta, game.gamma, game.mu, game.k,
        model::benefit_name(game.benefit.kind), game.benefit.value);
    chart.x = {"time t (units of the replicator equation)", 0.0, samples.back().t};
    chart.y = {"share of sharers", 0.0, 1.0};
    maps::Series all{"X, all members", {}};
    for (const auto& sample : samples) all.points.push_back({sample.t, sample.x});
    chart.series.push_back(std::move(all));
    for (const std::size_t r : shown_ranks(mixture)) {
        maps::Series one{fmt::format("rank {}", r), {}, true};
        for (const auto& sample : samples) one.points.push_back({sample.t, sample.by_rank[r - 1]});
        chart.series.push_back(std::move(one));
    }
    const double saturation = request.regulation.saturation;
    chart.levels.push_back({fmt::format("saturation {}", saturation), saturation});
    if (const auto limit = findings.limit())
        chart.levels.push_back({fmt::format("X in the end {:.6g}", *limit), *limit});
    return chart;
}

}  // namespace

void report_ranks(const RegulateRequest& request, RegulateReport& report) {
    const auto* table = request.reader.table(request.root, "ranks");
    if (table == nullptr) return;
    const Members members = read_members(request, *table);
    const solver::RankMixture mixture(members.shares, request.game);
    const double saturation = request.regulation.saturation;
    const auto findings = Integration(mixture, members, saturation)
                              .findings(average(mixture, request.game, members.x0));
    report.json["ranks"] = to_json(mixture, members, findings, saturation);
    report.json["ranks"]["averaged"] = averaged_json(findings);
    report.text += to_text(mixture, members, findings, saturation);
    if (request.folder.empty()) return;
    files::write_atomically(request.folder + "/ranks.csv", to_csv(mixture, members, findings));
    maps::draw_png_and_svg(chart_of(mixture, findings, request), request.folder + "/ranks");
}

}  // namespace essmap::cli
