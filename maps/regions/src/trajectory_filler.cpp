#include "trajectory_filler.hpp"

#include <cmath>

namespace essmap::maps {

using model::Attractor;
using solver::never;

TrajectoryFiller::TrajectoryFiller(const MapDescription& map, const GridTables& tables)
    : map_(map),
      tables_(tables),
      ask_sat_(map.needs_trajectories()),  // settling where everyone shares is saturating
      ask_attractor_(map.has(Layer::attractor) || map.has(Layer::t_settle)),
      ask_settle_(map.has(Layer::t_settle) || map.has(Layer::disagreement)),
      saturation_{model::Decimal(map.saturation)},
      extinction_{model::Decimal(model::to_double(1 - model::decimal_value(map.saturation)))},
      ensemble_({.tolerance = map.tolerance}),
      integrator_({.tolerance = map.tolerance}) {
    for (const double x0 : map.x0) {
        Start& start = starts_.emplace_back(Start{{model::Decimal(x0)}});
        start.moves = x0 > 0.0 && x0 < 1.0;
        const auto open = [&](Leg& leg, double target,
                              std::vector<double> TrajectoryFiller::*times) {
            leg.open = true;
            leg.path = solver::Path::between(x0, target);
            leg.times = times;
        };
        if (ask_sat_ && start.moves && x0 < saturation_.x.given)
            open(start.up, saturation_.x.given, &TrajectoryFiller::t_sat_);
        if (ask_settle_ && start.moves && x0 > extinction_.x.given)
            open(start.down, extinction_.x.given, &TrajectoryFiller::t_settle_);
    }
}

void TrajectoryFiller::start_block(const Block& block) {
    block_ = block;
    cells_ = block.cells();
    gammas_ = {&tables_.gammas(), block.start[dim_gamma], block.count[dim_gamma]};
    const std::size_t places = cells_ * starts_.size();
    if (ask_attractor_) attractor_.resize(places);
    if (ask_sat_) t_sat_.resize(places);
    if (ask_settle_) t_settle_.resize(places);
    counted_ = {};
}

void TrajectoryFiller::start_rows(const GridRow& place) {
    const auto set = [&](Waypoint& waypoint) {
        waypoint.line.set(place, waypoint.x, tables_.benefits(), block_.start[dim_benefit],
                          block_.count[dim_benefit]);
    };
    if (ask_sat_) set(saturation_);
    if (ask_settle_) set(extinction_);
    for (auto& start : starts_)
        if (start.moves) set(start.from);
}

void TrajectoryFiller::add_row(const Row& row, BlockData& data) {
    saturation_.known = false;
    extinction_.known = false;
    if (ask_sat_) saturation_signs_ = saturation_.line.signs(row.benefit, gammas_);
    for (std::size_t index = 0; index < starts_.size(); ++index) add_start(row, index, data);
}

/// Growth along the row, found when it is first asked for.
const GrowthColumn& TrajectoryFiller::growth_at(Waypoint& waypoint, const Row& row) {
    if (!waypoint.known) waypoint.line.growths(row.benefit, gammas_, waypoint.growth);
    waypoint.known = true;
    return waypoint.growth;
}

void TrajectoryFiller::add_start(const Row& row, std::size_t index, BlockData& data) {
    Start& start = starts_[index];
    start.from.known = false;
    const std::size_t base = index * cells_ + row.offset;
    const bool saturated = start.from.x.given >= saturation_.x.given;
    const auto fill = [&](std::size_t begin, std::size_t end, Attractor attractor) {
        const auto stretch = [&](auto& layer, auto value) {
            std::fill(layer.begin() + static_cast<std::ptrdiff_t>(base + begin),
                      layer.begin() + static_cast<std::ptrdiff_t>(base + end), value);
        };
        if (ask_attractor_) stretch(attractor_, static_cast<std::int8_t>(attractor));
        if (ask_sat_) stretch(t_sat_, saturated ? 0.0 : never);
        if (ask_settle_) stretch(t_settle_, 0.0);
    };
    if (!start.moves) return fill(0, row.cells, Attractor::stays);

    const SignRun from = start.from.line.signs(row.benefit, gammas_);
    const SignRun& a = row.none->point;
    const SignRun& q = row.all->point;
    for_each_stretch(std::array{a, q, from}, row.cells, [&](std::size_t begin, std::size_t end) {
        const Attractor attractor =
            model::attractor_of_signs(a.sign(begin), q.sign(begin), from.sign(begin));
        fill(begin, end, attractor);
        // Rising from x0: those that pass saturation.
        if (start.up.open && from.sign(begin) > 0)
            travel(row, start.from, saturation_, start.up, begin,
                   std::min(end, saturation_signs_.positive), base);
        if (start.down.open && attractor == Attractor::none)
            travel(row, start.from, extinction_, start.down, begin, end, base);
        if (ask_settle_ && attractor == Attractor::interior)
            settle_inside(row, start, begin, end, base, data);
    });
}

void TrajectoryFiller::travel(const Row& row, Waypoint& from, Waypoint& to, Leg& leg,
                              std::size_t begin, std::size_t end, std::size_t base) {
    if (begin >= end) return;
    const GrowthColumn& g0 = growth_at(from, row);
    const GrowthColumn& g1 = growth_at(to, row);
    const Run run{base + begin, end - begin};
    if (map_.engine != Engine::cvode) {
        Gathered& gathered = leg.gathered;
        gathered.runs.push_back(run);
        gathered.a.insert(gathered.a.end(), row.a + begin, row.a + end);
        gathered.q.insert(gathered.q.end(), row.q + begin, row.q + end);
        g0.append_values(begin, end, gathered.g0);
        g1.append_values(begin, end, gathered.g1);
        if (gathered.a.size() >= enough) solve(leg);
    }
    if (map_.engine == Engine::exact) return;
    leg.waiting.runs.push_back(run);
    for (std::size_t j = begin; j < end; ++j) {
        const double ratio = (g0[j] / g1[j]).value();
        if (!std::isnormal(ratio))
            throw model::NoResult("CVODE has no time for x0 = " + model::shortest(from.x.given) +
                                  ": growth rates there and at the end of the way differ by more "
                                  "than a double holds");
        leg.waiting.ratio.push_back(ratio);
        leg.waiting.speed.push_back(std::abs(g1[j].value()));
    }
}

/// Times of the gathered trajectories by the closed form.
void TrajectoryFiller::solve(Leg& leg) {
    Gathered& gathered = leg.gathered;
    found_.resize(gathered.a.size());
    solver::travel_times(leg.path, {gathered.a, gathered.q, gathered.g0, gathered.g1}, found_);
    auto from = found_.begin();
    for (const Run& run : gathered.runs) {
        const auto to = from + static_cast<std::ptrdiff_t>(run.count);
        std::copy(from, to, (this->*leg.times).begin() + static_cast<std::ptrdiff_t>(run.at));
        from = to;
    }
    gathered.runs.clear();
    for (auto* column : {&gathered.a, &gathered.q, &gathered.g0, &gathered.g1}) column->clear();
}

/// Cells with stable coexistence: until within 1 - saturation of eta. Only where mu < -Delta; each
/// has its own target, so CVODE takes them one by one.
void TrajectoryFiller::settle_inside(const Row& row, Start& start, std::size_t begin,
                                     std::size_t end, std::size_t base, BlockData& data) {
    const auto* gammas = &gammas_.axis->points[gammas_.first];
    const auto at_none = row.none_line->at(row.benefit);
    const auto at_all = row.all_line->at(row.benefit);
    const GrowthColumn& g0 = growth_at(start.from, row);
    for (std::size_t j = begin; j < end; ++j) {
        const model::DoubleDouble a = at_none.growth(gammas[j]);
        const model::DoubleDouble q = at_all.growth(gammas[j]);
        const auto leg = way_inside(start.from.x.given, a, q, g0[j].value());
        if (!leg) continue;  // there already
        const auto& [path, growth] = *leg;
        const double exact = solver::travel_time(path, growth);
        double& time = t_settle_[base + j];
        time = exact;
        if (map_.engine == Engine::exact) continue;
        time = settle_by_cvode(start, a.value(), q.value(), growth.g0);
        // Beyond resolved_near the target, eta +- (1 - saturation), is known to its rounding only:
        // dT = dx/(x (1-x) g).
        const double rounding = extinction_.x.given < resolved_near
                                    ? 0.0
                                    : 0x1p-51 / (path.x1 * path.c1 * std::abs(growth.g1));
        if (map_.engine == Engine::both) check(base + j, time, exact, rounding, data);
    }
}

/// From x0 to within 1 - saturation of eta; nullopt where it is there.
std::optional<solver::Approach> TrajectoryFiller::way_inside(double x0, model::DoubleDouble a,
                                                             model::DoubleDouble q,
                                                             double g0) const {
    const double near = extinction_.x.given;
    if (near < resolved_near) return solver::approach_within(near, x0, a.value(), q.value(), g0);
    const double eta = (a / (a - q)).value();
    const double target = x0 < eta ? eta - near : eta + near;
    if (x0 < eta ? x0 >= target : x0 <= target) return std::nullopt;
    const solver::Path path = solver::Path::between(x0, target);
    auto growth = solver::Growth::along(
        path, model::Coefficients<double>{a.value(), (q - a).value(), q.value()});
    growth.g0 = g0;
    return solver::Approach{path, growth};
}

double TrajectoryFiller::settle_by_cvode(const Start& start, double a, double q, double g0) {
    const auto result = integrator_.integrate({a, q - a, q}, start.from.x.given,
                                              saturation_.x.given, {}, {}, {g0, {}});
    if (result.reason != solver::StopReason::converged || !result.t_settle)
        throw model::NoResult(
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

/// Times of the waiting trajectories by CVODE, in place of the closed form's.
void TrajectoryFiller::integrate(Leg& leg, BlockData& data) {
    Waiting& waiting = leg.waiting;
    if (waiting.runs.empty()) return;
    found_.resize(waiting.ratio.size());
    counted_.integrations +=
        static_cast<std::int64_t>(ensemble_.unit_times(leg.path, waiting.ratio, found_));
    std::size_t from = 0;
    for (const Run& run : waiting.runs) {
        for (std::size_t at = run.at; at < run.at + run.count; ++at, ++from) {
            double& time = (this->*leg.times)[at];
            const double exact = time;
            time = found_[from] / waiting.speed[from];
            if (map_.engine == Engine::both) check(at, time, exact, 0.0, data);
        }
    }
    waiting.runs.clear();
    waiting.ratio.clear();
    waiting.speed.clear();
}

void TrajectoryFiller::finish_block(BlockData& data, FillStatistics& statistics) {
    const long steps_before = ensemble_.steps();
    for (auto& start : starts_) {
        for (Leg* leg : {&start.up, &start.down}) {
            if (!leg->open) continue;
            solve(*leg);
            integrate(*leg, data);
        }
    }
    counted_.steps += ensemble_.steps() - steps_before;
    counted_.trajectories = static_cast<std::int64_t>(cells_ * starts_.size());
    if (map_.has(Layer::t_settle)) {
        // Where everyone ends up sharing, settling is saturating.
        for (std::size_t i = 0; i < attractor_.size(); ++i)
            if (attractor_[i] == static_cast<std::int8_t>(Attractor::all)) t_settle_[i] = t_sat_[i];
        data.real(Layer::t_settle).swap(t_settle_);
    }
    if (map_.has(Layer::attractor)) data.flag(Layer::attractor).swap(attractor_);
    if (map_.has(Layer::t_sat)) data.real(Layer::t_sat).swap(t_sat_);
    statistics += counted_;
}

std::int64_t TrajectoryFiller::bytes(const MapDescription& map, std::size_t block_cells) {
    const std::size_t places = block_cells * map.x0.size();
    std::size_t total = places * (2 * sizeof(double) + 1);
    // Arrays that grow may have twice the room.
    if (map.engine != Engine::cvode)
        total += 2 * map.x0.size() * 2 * (enough + Blocking(map).extent()[dim_gamma]) * 4 *
                 sizeof(double);
    // What waits for CVODE; then its times, their order and the distinct ratios of one leg.
    if (map.engine != Engine::exact)
        total += 2 * places * (sizeof(Run) + 2 * sizeof(double)) + block_cells * 6 * sizeof(double);
    return static_cast<std::int64_t>(total);
}

}  // namespace essmap::maps
