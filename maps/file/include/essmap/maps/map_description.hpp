#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "essmap/maps/axis.hpp"
#include "essmap/solver/regulation.hpp"

/// What a region map is: its grid, its starts, its layers.
namespace essmap::maps {

/// The dimensions of the game that a cell depends on, outermost first. gamma is innermost because
/// along it the signs of a and a + b change at most once each. omega is not among them: it drops
/// out of Eq. 6.
enum Dimension : std::size_t { dim_r, dim_theta, dim_mu, dim_k, dim_benefit, dim_gamma };
inline constexpr std::size_t game_dimensions = 6;
/// Names of the game's axes, in the order of Dimension.
std::array<std::string, game_dimensions> game_axes(model::BenefitKind benefit);

/// The further dimensions of a regime map: model::contract_table, in its order.
enum ContractDimension : std::size_t {
    dim_N = game_dimensions,
    dim_damping,
    dim_threshold,
    dim_saturation,
    dim_gamma_reward,
    dim_gamma_charge,
    dim_gamma_step,
    dim_hysteresis,
    dim_x0,
    dim_members,
    dim_scale
};

/// A cell or a shape: one number per axis of a grid, outermost first.
using Index = std::vector<std::size_t>;

/// The axes of a map. Always all seven parameters; a fixed one has a single point.
struct Grid {
    std::vector<Axis> axes;  ///< those of the game first, in the order of Dimension
    Axis omega;

    /// The number of points along each dimension.
    [[nodiscard]] Index shape() const;
    /// Cells asked for, omega included. @throws model::InvalidValue beyond 2^63 - 1.
    [[nodiscard]] std::int64_t cells() const;
    /// Cells computed and stored: omega left out.
    [[nodiscard]] std::int64_t stored_cells() const;
    /// Is the benefit axis of the grid C or U?
    [[nodiscard]] model::BenefitKind benefit_kind() const;
};

enum class Layer : std::uint8_t {
    outcome,
    certified,
    eta,
    margin,
    attractor,
    t_sat,
    t_settle,
    disagreement,
    regime,
    theta,
    round_time,
    rounds,
    period,
    amplitude,
    left_case_1,
    participation,
    duty,
    multiplier,
    regime_check
};

/// What a layer is called and holds.
struct LayerInfo {
    Layer layer;
    std::string_view name;
    std::string_view long_name;
    bool real;               ///< floating point; else int8 flags
    bool by_x0;              ///< one value per initial share
    bool time;               ///< needs trajectories
    std::string_view flags;  ///< flag_meanings, from value 0 on
    bool loop = false;       ///< of a regime map; else of a map of the game
};

/// The only table of layers, in the order of Layer.
inline constexpr auto layer_table = std::to_array<LayerInfo>({
    {Layer::outcome, "case", "strategy case at the point", false, false, false,
     "degenerate everyone_shares nobody_shares bistable coexistence"},
    {Layer::certified, "certified", "strategy case proved on the whole cell box", false, false,
     false, "crossed_by_a_boundary everyone_shares nobody_shares bistable coexistence"},
    {Layer::eta, "eta", "interior equilibrium -a/b (NaN: none in (0,1))", true, false, false, ""},
    {Layer::margin, "margin",
     "signed distance in gamma to the nearest case boundary, positive in case 1", true, false,
     false, ""},
    {Layer::attractor, "attractor", "where the orbit from x0 goes", false, true, false,
     "nobody_shares everyone_shares coexistence stays_at_x0"},
    {Layer::t_sat, "t_sat", "time from x0 to saturation (inf: never)", true, true, true, ""},
    {Layer::t_settle, "t_settle", "time until the share is within 1 - saturation of its limit",
     true, true, true, ""},
    {Layer::disagreement, "disagreement",
     "CVODE and the closed form differ by more than the tolerance", false, true, true,
     "agree disagree"},
    {Layer::regime, "regime", "what the closed loop comes to", false, false, true,
     "refused settles oscillates wanders slides cycles deadlocks expires", true},
    {Layer::theta, "theta_last", "theta of the last round: theta* where it settles (NaN: refused)",
     true, false, true, "", true},
    {Layer::round_time, "t_last", "time of the last round: T* where it settles (inf: never ends)",
     true, false, true, "", true},
    {Layer::rounds, "rounds", "rounds to settling, repeating or deadlock", true, false, true, "",
     true},
    {Layer::period, "period", "rounds after which theta and gamma repeat (0: they do not)", true,
     false, true, "", true},
    {Layer::amplitude, "amplitude", "largest less smallest theta over a period", true, false, true,
     "", true},
    {Layer::left_case_1, "left_case_1",
     "rounds completed before the first outside strategy case 1 (-1: none)", true, false, true, "",
     true},
    {Layer::participation, "participation", "share of sharers at the end of the last round", true,
     false, true, "", true},
    {Layer::duty, "duty", "share of the last round at the gamma of P >= P*", true, false, true, "",
     true},
    {Layer::multiplier, "multiplier",
     "of theta* under the damped rule at fixed gamma, by analysis (NaN: another rule)", true, false,
     true, "", true},
    {Layer::regime_check, "regime_check", "CVODE, the closed form and the analysis differ", false,
     false, true, "agree disagree", true},
});
inline constexpr std::size_t layer_count = layer_table.size();
/// What a layer is called, what it means and how it is stored.
const LayerInfo& layer_info(Layer layer);

enum class Engine { cvode, exact, both };
/// The name of an engine in specifications and files: "cvode", "exact" or "both".
std::string_view engine_name(Engine engine);

enum class Precision { float32, float64 };

/// What all cells of a regime map share.
struct LoopSettings {
    solver::Contract contract = solver::Contract::guarded;
    solver::GammaRule rule = solver::GammaRule::fixed;
    solver::Arithmetic arithmetic = solver::Arithmetic::real;
    double theta_min = 0.0;
    std::optional<double> theta_max;
    std::optional<double> round_limit;
    std::optional<double> idle_period;  ///< none: mu is in force all the time
    double idle_limit = 0.0;
    double initial_points = 1e6;
    double tick = 1e-6;
    double max_rounds = 10000;

    /// Calls v(name, field) for each field: names, numbers and optional numbers.
    template <class Visit, class Self>
    static void visit(Visit&& v, Self& s) {
        v("contract", s.contract);
        v("rule", s.rule);
        v("arithmetic", s.arithmetic);
        v("theta_min", s.theta_min);
        v("theta_max", s.theta_max);
        v("round_limit", s.round_limit);
        v("idle_period", s.idle_period);
        v("idle_limit", s.idle_limit);
        v("initial_points", s.initial_points);
        v("tick", s.tick);
        v("max_rounds", s.max_rounds);
    }
};

/// Everything that determines the content of a map.
struct MapDescription {
    Grid grid;
    std::vector<double> x0;
    double saturation = 0.95;
    std::vector<Layer> layers;  ///< in the order of layer_table, without repetition
    Engine engine = Engine::cvode;
    double tolerance = 1e-8;  ///< relative, of CVODE's times
    Precision precision = Precision::float64;
    int compression = 1;                     ///< deflate level 0..9; not part of the content
    std::optional<LoopSettings> regulation;  ///< of a regime map; its axes are all seventeen

    /// Is this layer stored in the map?
    [[nodiscard]] bool has(Layer layer) const;
    /// Is a layer stored whose values are times, so that trajectories must be followed?
    [[nodiscard]] bool needs_trajectories() const;
    /// The bytes of a stored real.
    [[nodiscard]] std::size_t real_bytes() const { return precision == Precision::float32 ? 4 : 8; }
    /// Bytes of one cell over all layers.
    [[nodiscard]] std::int64_t cell_bytes() const;
    /// The community at a cell of a regime map.
    [[nodiscard]] solver::Regulation regulation_at(const Index& cell) const;
};

}  // namespace essmap::maps
