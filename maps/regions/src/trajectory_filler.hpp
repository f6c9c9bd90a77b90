#pragma once

#include <optional>
#include <vector>

#include "essmap/maps/block_filler.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"
#include "level_line.hpp"

namespace essmap::maps {

/// Exact signs of a, or of a + b, along gamma: at the points and over the cells.
struct EdgeSigns {
    SignRun point, cell;
};

/// One row of cells: everything fixed but gamma. a and a + b are found once for all rows that have
/// them.
struct Row {
    std::size_t offset = 0;  ///< of the first cell in the block
    std::size_t cells = 0;
    std::size_t benefit = 0;  ///< index in the block
    const LevelLine *none_line = nullptr, *all_line = nullptr;
    const EdgeSigns *none = nullptr, *all = nullptr;
    const double *a = nullptr, *q = nullptr;  ///< along gamma, where they are asked for
};

/// Fills the layers by x0: attractor, t_sat, t_settle, disagreement.
class TrajectoryFiller {
public:
    TrajectoryFiller(const MapDescription& map, const GridTables& tables);

    void start_block(const Block& block);
    /// The rows that follow lie here, with the benefits of the block in turn.
    void start_rows(const GridRow& place);
    void add_row(const Row& row, BlockData& data);
    /// Computes what the rows left, and hands the layers over.
    void finish_block(BlockData& data, FillStatistics& statistics);

    /// Bytes it holds at most besides the lines it asks for growth on.
    [[nodiscard]] static std::int64_t bytes(const MapDescription& map, std::size_t block_cells);

private:
    /// 1 - saturation below which eta +- (1 - saturation) is no longer told from eta well enough.
    static constexpr double resolved_near = 0x1p-10;
    static constexpr std::size_t enough = 4096;  ///< trajectories for the closed form
    /// Neighbouring cells, from place `at` of the layers by x0 on.
    struct Run {
        std::size_t at, count;
    };
    /// Trajectories along one path for the closed form, gathered until there are enough for it.
    struct Gathered {
        std::vector<Run> runs;
        std::vector<double> a, q, g0, g1;
    };
    /// Trajectories along one path for CVODE, which takes a whole block's at a time.
    struct Waiting {
        std::vector<Run> runs;
        std::vector<double> ratio;  ///< g0/g1
        std::vector<double> speed;  ///< |g1|
    };
    /// A way from a start: to saturation or to extinction (1 - saturation).
    struct Leg {
        solver::Path path{};
        bool open = false;  ///< there is a way to go, and someone asks how long
        std::vector<double> TrajectoryFiller::*times = nullptr;
        Gathered gathered{};
        Waiting waiting{};
    };
    /// A share at which growth is asked for: levels by benefit, and growth along the row at hand.
    struct Waypoint {
        model::Decimal x;
        LevelLine line{};
        GrowthColumn growth{};
        bool known = false;
    };
    /// One initial share.
    struct Start {
        Waypoint from;
        bool moves = false;  ///< inside (0,1)
        Leg up{}, down{};
    };

    void add_start(const Row& row, std::size_t index, BlockData& data);
    const GrowthColumn& growth_at(Waypoint& waypoint, const Row& row);
    void travel(const Row& row, Waypoint& from, Waypoint& to, Leg& leg, std::size_t begin,
                std::size_t end, std::size_t base);
    void solve(Leg& leg);
    void settle_inside(const Row& row, Start& start, std::size_t begin, std::size_t end,
                       std::size_t base, BlockData& data);
    [[nodiscard]] std::optional<solver::Approach> way_inside(double x0, model::DoubleDouble a,
                                                             model::DoubleDouble q,
                                                             double g0) const;
    double settle_by_cvode(const Start& start, double a, double q, double g0);
    void integrate(Leg& leg, BlockData& data);
    void check(std::size_t at, double cvode, double exact, double rounding, BlockData& data);

    const MapDescription& map_;
    const GridTables& tables_;
    bool ask_sat_, ask_attractor_, ask_settle_;
    Waypoint saturation_, extinction_;
    std::vector<Start> starts_;
    Block block_;
    GammaRange gammas_{};
    std::size_t cells_ = 0;
    SignRun saturation_signs_;  ///< of the row at hand
    std::vector<double> t_sat_, t_settle_, found_;
    std::vector<std::int8_t> attractor_;
    solver::CvodeEnsemble ensemble_;
    solver::CvodeIntegrator integrator_;
    FillStatistics counted_;
};

}  // namespace essmap::maps
