#pragma once

#include <vector>

#include "essmap/maps/block_filler.hpp"
#include "essmap/maps/sign_run.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/solver/cvode_integrator.hpp"

namespace essmap::maps {

/// One row of cells: everything fixed but gamma, with the levels and signs of a (share 0) and
/// a + b (share 1).
struct Row {
    std::size_t offset = 0;  ///< of the first cell in the block
    const model::Decimal* gamma = nullptr;
    std::size_t cells = 0;
    const model::Decimal *r = nullptr, *theta = nullptr, *mu = nullptr, *k = nullptr;
    const model::BenefitPoint* benefit = nullptr;
    const model::GrowthLevel<>* at_none = nullptr;
    const model::GrowthLevel<>* at_all = nullptr;
    SignRun a, q;

    [[nodiscard]] model::GrowthLevel<> level(const model::Decimal& x) const {
        return {*r, *theta, *mu, *k, *benefit, x};
    }
    /// Exact signs of a level along the row.
    [[nodiscard]] SignRun signs(const model::GrowthLevel<>& level) const;
};

/// Fills the layers by x0: attractor, t_sat, t_settle, disagreement.
class TrajectoryFiller {
public:
    explicit TrajectoryFiller(const MapDescription& map);

    void start_block(std::size_t cells);
    void add_row(const Row& row, BlockData& data);
    /// Integrates what the rows left to CVODE and writes it.
    void finish_block(BlockData& data, FillStatistics& statistics);

private:
    /// Trajectories along one path that wait for CVODE.
    struct Waiting {
        std::vector<std::size_t> at;   ///< place in the layers by x0
        std::vector<double> ratio;     ///< g0/g1
        std::vector<double> speed;     ///< |g1|
        std::vector<double> expected;  ///< closed form (engine both)
        void clear();
    };
    /// A way from a start: to saturation or to extinction (1 - saturation).
    struct Way {
        solver::Path path{};
        bool open = false;  ///< there is a way to go
        Waiting waiting;
    };
    /// One initial share.
    struct Start {
        model::Decimal x0;
        bool moves = false;  ///< inside (0,1)
        Way up, down;
    };
    /// Growth levels of a row at the ends of all ways.
    struct Targets {
        model::GrowthLevel<> saturation, extinction;
        SignRun saturation_signs;
    };
    using Level = model::GrowthLevel<>;

    void add_start(const Row& row, const Targets& targets, std::size_t index, BlockData& data);
    void rise(const Row& row, const Targets& targets, const Level& from, Start& start,
              std::size_t begin, std::size_t end, std::size_t base);
    void travel(const Row& row, const Level& from, const Level& to, Way& way, std::size_t begin,
                std::size_t end, std::size_t base, std::vector<double>& times);
    void settle_inside(const Row& row, const Level& from, const Start& start, std::size_t begin,
                       std::size_t end, std::size_t base, BlockData& data);
    double settle_by_cvode(const Start& start, double a, double q, double g0);
    void integrate(Way& way, std::vector<double>& times, BlockData& data);
    void check(std::size_t at, double cvode, double exact, double rounding, BlockData& data);

    const MapDescription& map_;
    model::Decimal saturation_, extinction_;
    std::vector<Start> starts_;
    std::size_t cells_ = 0;
    std::vector<double> t_sat_, t_settle_, t_fall_, unit_time_;
    std::vector<std::int8_t> attractor_;
    solver::CvodeEnsemble ensemble_;
    solver::CvodeIntegrator integrator_;
    FillStatistics counted_;
};

}  // namespace essmap::maps
