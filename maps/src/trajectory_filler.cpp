#include "trajectory_filler.hpp"

#include <cmath>
#include <stdexcept>

namespace essmap::maps {

using model::Attractor;
using solver::never;

SignRun Row::signs(const model::GrowthLevel<>& level) const {
    SignRun run;
    run.positive = prefix_length(cells, [&](std::size_t j) { return level.sign(gamma[j]) > 0; });
    run.negative_from = run.positive;
    while (run.negative_from < cells && level.sign(gamma[run.negative_from]) == 0)
        ++run.negative_from;
    return run;
}

void TrajectoryFiller::Waiting::clear() {
    at.clear();
    ratio.clear();
    speed.clear();
    expected.clear();
}

TrajectoryFiller::TrajectoryFiller(const MapDescription& map)
    : map_(map),
      saturation_(map.saturation),
      extinction_(model::to_double(1 - model::decimal_value(map.saturation))),
      ensemble_({.tolerance = map.tolerance}),
      integrator_({.tolerance = map.tolerance}) {
    for (const double x0 : map.x0) {
        Start start;
        start.x0 = model::Decimal(x0);
        start.moves = x0 > 0.0 && x0 < 1.0;
        start.up.open = start.moves && x0 < saturation_.given;
        start.down.open = start.moves && x0 > extinction_.given;
        if (start.up.open) start.up.path = solver::Path::between(x0, saturation_.given);
        if (start.down.open) start.down.path = solver::Path::between(x0, extinction_.given);
        starts_.push_back(std::move(start));
    }
}

void TrajectoryFiller::start_block(std::size_t cells) {
    cells_ = cells;
    const std::size_t places = cells * starts_.size();
    attractor_.resize(places);
    t_sat_.resize(places);
    t_settle_.resize(places);
    for (auto& start : starts_) {
        start.up.waiting.clear();
        start.down.waiting.clear();
    }
    counted_ = {};
}

void TrajectoryFiller::add_row(const Row& row, BlockData& data) {
    Targets targets{row.level(saturation_), row.level(extinction_), {}};
    targets.saturation_signs = row.signs(targets.saturation);
    for (std::size_t index = 0; index < starts_.size(); ++index)
        add_start(row, targets, index, data);
}

void TrajectoryFiller::add_start(const Row& row, const Targets& targets, std::size_t index,
                                 BlockData& data) {
    Start& start = starts_[index];
    const std::size_t base = index * cells_ + row.offset;
    const bool saturated = start.x0.given >= saturation_.given;
    const auto fill = [&](std::size_t begin, std::size_t end, Attractor attractor) {
        const auto stretch = [&](auto& layer, auto value) {
            std::fill(layer.begin() + static_cast<std::ptrdiff_t>(base + begin),
                      layer.begin() + static_cast<std::ptrdiff_t>(base + end), value);
        };
        stretch(attractor_, static_cast<std::int8_t>(attractor));
        stretch(t_sat_, saturated ? 0.0 : never);
        stretch(t_settle_, 0.0);
    };
    if (!start.moves) return fill(0, row.cells, Attractor::stays);

    const Level from = row.level(start.x0);
    const std::array<SignRun, 3> runs{row.a, row.q, row.signs(from)};
    for_each_stretch(runs, row.cells, [&](std::size_t begin, std::size_t end) {
        const Attractor attractor = model::attractor_of_signs(
            runs[0].sign(begin), runs[1].sign(begin), runs[2].sign(begin));
        fill(begin, end, attractor);
        if (!map_.needs_trajectories()) return;
        if (start.up.open && runs[2].sign(begin) > 0)
            rise(row, targets, from, start, begin, end, base);
        if (attractor == Attractor::none && start.down.open)
            travel(row, from, targets.extinction, start.down, begin, end, base, t_settle_);
        if (attractor == Attractor::interior)
            settle_inside(row, from, start, begin, end, base, data);
    });
}

/// Cells whose orbit rises from x0: those that pass saturation.
void TrajectoryFiller::rise(const Row& row, const Targets& targets, const Level& from, Start& start,
                            std::size_t begin, std::size_t end, std::size_t base) {
    const std::size_t last = std::min(end, targets.saturation_signs.positive);
    if (begin < last) travel(row, from, targets.saturation, start.up, begin, last, base, t_sat_);
}

void TrajectoryFiller::travel(const Row& row, const Level& from, const Level& to, Way& way,
                              std::size_t begin, std::size_t end, std::size_t base,
                              std::vector<double>& times) {
    for (std::size_t j = begin; j < end; ++j) {
        const model::Decimal& gamma = row.gamma[j];
        const model::DoubleDouble g0 = from.growth(gamma);
        const model::DoubleDouble g1 = to.growth(gamma);
        double exact = 0.0;
        if (map_.engine != Engine::cvode) {
            exact = solver::travel_time(
                way.path, {row.at_none->growth(gamma).value(), row.at_all->growth(gamma).value(),
                           g0.value(), g1.value()});
            times[base + j] = exact;
        }
        if (map_.engine == Engine::exact) continue;
        way.waiting.at.push_back(base + j);
        way.waiting.ratio.push_back((g0 / g1).value());
        way.waiting.speed.push_back(std::abs(g1.value()));
        if (map_.engine == Engine::both) way.waiting.expected.push_back(exact);
    }
}

/// Cells with stable coexistence: until within 1 - saturation of eta. Only where mu < -Delta; each
/// has its own target, so CVODE takes them one by one.
void TrajectoryFiller::settle_inside(const Row& row, const Level& from, const Start& start,
                                     std::size_t begin, std::size_t end, std::size_t base,
                                     BlockData& data) {
    for (std::size_t j = begin; j < end; ++j) {
        const model::Decimal& gamma = row.gamma[j];
        const model::DoubleDouble a = row.at_none->growth(gamma);
        const model::DoubleDouble q = row.at_all->growth(gamma);
        const double eta = (a / (a - q)).value();
        const double x0 = start.x0.given;
        const double target = x0 < eta ? eta - extinction_.given : eta + extinction_.given;
        if (x0 < eta ? x0 >= target : x0 <= target) continue;  // there already
        const solver::Path path = solver::Path::between(x0, target);
        auto growth = solver::Growth::along(
            path, model::Coefficients<double>{a.value(), (q - a).value(), q.value()});
        growth.g0 = from.growth(gamma).value();
        const double exact = solver::travel_time(path, growth);
        double& time = t_settle_[base + j];
        time = exact;
        if (map_.engine == Engine::exact) continue;
        time = settle_by_cvode(start, a.value(), q.value(), growth.g0);
        // The target, eta +- (1 - saturation), is known to its rounding only: dT = dx/(x (1-x) g).
        const double rounding = 0x1p-51 / (path.x1 * path.c1 * std::abs(growth.g1));
        if (map_.engine == Engine::both) check(base + j, time, exact, rounding, data);
    }
}

double TrajectoryFiller::settle_by_cvode(const Start& start, double a, double q, double g0) {
    const auto result =
        integrator_.integrate({a, q - a, q}, start.x0.given, saturation_.given, {}, {}, g0);
    if (result.reason != solver::StopReason::settled || !result.t_settle)
        throw std::runtime_error(
            "CVODE stopped early: " + std::string(solver::stop_reason_name(result.reason)) +
            (result.message.empty() ? "" : ": " + result.message));
    ++counted_.integrations;
    counted_.steps += result.steps;
    return *result.t_settle;
}

/// Compares CVODE's time with the closed form; a difference beyond the tolerance, and beyond the
/// `rounding` of the question itself, is recorded.
void TrajectoryFiller::check(std::size_t at, double cvode, double exact, double rounding,
                             BlockData& data) {
    const double excess = std::max(std::abs(cvode - exact) - rounding, 0.0);
    const double difference = cvode == exact ? 0.0 : excess / exact;
    counted_.worst_difference = std::max(counted_.worst_difference, difference);
    if (!(difference <= map_.tolerance)) {
        ++counted_.disagreements;
        data.flag(Layer::disagreement)[at] = 1;
    }
}

void TrajectoryFiller::integrate(Way& way, std::vector<double>& times, BlockData& data) {
    const Waiting& waiting = way.waiting;
    if (waiting.at.empty()) return;
    unit_time_.resize(waiting.at.size());
    counted_.integrations +=
        static_cast<std::int64_t>(ensemble_.unit_times(way.path, waiting.ratio, unit_time_));
    for (std::size_t i = 0; i < waiting.at.size(); ++i) {
        const double time = unit_time_[i] / waiting.speed[i];
        times[waiting.at[i]] = time;
        if (map_.engine == Engine::both) check(waiting.at[i], time, waiting.expected[i], 0.0, data);
    }
}

void TrajectoryFiller::finish_block(BlockData& data, FillStatistics& statistics) {
    const long steps_before = ensemble_.steps();
    for (auto& start : starts_) {
        integrate(start.up, t_sat_, data);
        integrate(start.down, t_settle_, data);
    }
    counted_.steps += ensemble_.steps() - steps_before;
    counted_.trajectories = static_cast<std::int64_t>(cells_ * starts_.size());
    // Where everyone ends up sharing, settling is saturating.
    for (std::size_t i = 0; i < attractor_.size(); ++i)
        if (attractor_[i] == static_cast<std::int8_t>(Attractor::all)) t_settle_[i] = t_sat_[i];
    if (map_.has(Layer::attractor)) data.flag(Layer::attractor) = attractor_;
    if (map_.has(Layer::t_sat)) data.real(Layer::t_sat) = t_sat_;
    if (map_.has(Layer::t_settle)) data.real(Layer::t_settle) = t_settle_;
    statistics += counted_;
}

}  // namespace essmap::maps
