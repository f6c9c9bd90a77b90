#include "regime_filler.hpp"

#include <cmath>
#include <limits>

#include "essmap/model/guarded/rules.hpp"
#include "essmap/solver/round_map.hpp"

namespace essmap::maps {

namespace {

using solver::LoopResult;
using solver::Regime;
using solver::Regulation;
using solver::RoundMap;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The round map of theta, where theta alone decides.
std::optional<RoundMap> round_map(const Regulation& r) {
    if (r.rule != solver::GammaRule::fixed || r.idleness) return std::nullopt;
    return RoundMap(r.game, r.x0, r.saturation);
}

double multiplier_of(const Regulation& r) {
    const auto map = round_map(r);
    const auto theta = map ? map->fixed_point(r.N) : std::nullopt;
    return theta ? solver::multiplier(map->elasticity(*theta), r.damping) : nothing;
}

/// Does the analysis contradict a simulated regime? It knows rules without bounds.
bool contradicted(const Regulation& r, Regime regime) {
    const bool bounded = r.contract != solver::Contract::unguarded || r.theta_min > 0.0 ||
                         std::isfinite(r.round_limit) || r.arithmetic != solver::Arithmetic::real;
    const auto map = bounded ? std::nullopt : round_map(r);
    constexpr double bound = model::guarded::Limits::rank;  // theta's even so
    if (map && (map->deadlock_edge() > bound || r.game.theta > bound)) return false;
    const auto fate = map ? map->fate(r.N, r.damping, r.game.theta) : std::nullopt;
    if (!fate) return false;
    switch (*fate) {
        case RoundMap::Fate::settles: return regime != Regime::settles;
        case RoundMap::Fate::deadlocks: return regime != Regime::deadlocks;
        // Whether it repeats or wanders, analysis does not tell.
        case RoundMap::Fate::oscillates: break;
    }
    return regime != Regime::oscillates && regime != Regime::wanders;
}

/// Other regimes, or other fixed points: settling ends 100 tolerances from one, or where theta
/// comes nearer slowly some way more.
bool differ(const LoopResult& one, const LoopResult& other, double tolerance) {
    if (one.regime != other.regime) return true;
    return one.regime == Regime::settles &&
           std::abs(one.theta - other.theta) > 1e4 * tolerance * std::max(1.0, one.theta);
}

}  // namespace

RegimeFiller::RegimeFiller(const MapDescription& map) : map_(map) {
    const auto rounds = static_cast<long>(map.regulation->max_rounds);
    if (map.engine != Engine::exact)
        cvode_.emplace(solver::LoopOptions{true, map.tolerance, rounds});
    if (map.engine != Engine::cvode)
        exact_.emplace(solver::LoopOptions{false, map.tolerance, rounds});
}

void RegimeFiller::fill(const Block& block, BlockData& data, FillStatistics& statistics) {
    Index cell = block.start;
    for (std::size_t place = 0; place < block.cells(); ++place) {
        fill_cell(cell, place, data, statistics);
        for (std::size_t d = cell.size(); d-- > 0;) {
            if (++cell[d] < block.start[d] + block.count[d]) break;
            cell[d] = block.start[d];
        }
    }
}

void RegimeFiller::fill_cell(const Index& cell, std::size_t place, BlockData& data,
                             FillStatistics& statistics) {
    const Regulation r = map_.regulation_at(cell);
    const LoopResult loop = cvode_ ? cvode_->simulate(r) : exact_->simulate(r);
    ++statistics.trajectories;
    statistics.integrations += loop.rounds;
    statistics.steps += loop.steps;
    const bool refused = loop.regime == Regime::refused;
    const auto real = [&](Layer layer, double value) {
        if (map_.has(layer)) data.real(layer)[place] = value;
    };
    const auto known = [&](Layer layer, double value) { real(layer, refused ? nothing : value); };
    if (map_.has(Layer::regime))
        data.flag(Layer::regime)[place] = static_cast<std::int8_t>(loop.regime);
    known(Layer::theta, loop.theta);
    known(Layer::round_time, loop.time);
    real(Layer::rounds, static_cast<double>(loop.rounds));
    real(Layer::period, static_cast<double>(loop.period));
    real(Layer::amplitude, loop.amplitude);
    real(Layer::left_case_1, static_cast<double>(loop.left_case_1));
    known(Layer::participation, loop.participation);
    known(Layer::duty, loop.duty);
    if (map_.has(Layer::multiplier)) data.real(Layer::multiplier)[place] = multiplier_of(r);
    if (!map_.has(Layer::regime_check)) return;
    const LoopResult other = exact_->simulate(r);
    const bool wrong = differ(loop, other, map_.tolerance) || contradicted(r, loop.regime);
    statistics.disagreements += wrong ? 1 : 0;
    data.flag(Layer::regime_check)[place] = wrong ? 1 : 0;
}

std::int64_t RegimeFiller::bytes(const MapDescription& map, std::size_t block_cells) {
    constexpr std::int64_t engines = std::int64_t{1} << 20;
    return engines + static_cast<std::int64_t>(block_cells) * map.cell_bytes();
}

}  // namespace essmap::maps
