#include "essmap/shapley/shapley.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/shapley/shapley_enumeration.hpp"
#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/ordered_run.hpp"
#include "essmap/sweep/progress.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/stopwatch.hpp"
#include "essmap/text/messages.hpp"
#include "shapley_checkpoint.hpp"

namespace essmap::shapley {

namespace {

using model::DoubleDouble;

constexpr double between_checkpoints = 5.0;  ///< seconds

/// The first of those from which members are too many for all coalitions in seconds.
constexpr std::size_t too_many_to_enumerate = 27;

/// A run over ordered items that is kept in a checkpoint.
class KeptRun {
public:
    /// @param state size of what the items come to
    KeptRun(const sweep::MpiSession& mpi, const ShapleyOptions& options, std::string identity,
            std::size_t state, std::size_t width)
        : mpi_(mpi), options_(options), identity_(std::move(identity)), width_(width) {
        kept_.state.resize(state);
        mpi.collectively([&] { threads_ = sweep::workers_of(options.threads); });
        load();
    }

    [[nodiscard]] bool resumed() const { return resumed_; }
    /// Is there a checkpoint? On rank 0.
    [[nodiscard]] bool kept() const { return written_ || resumed_; }
    [[nodiscard]] int threads() const { return threads_; }
    [[nodiscard]] std::int64_t next() const { return run_ ? run_->next() : kept_.next; }
    [[nodiscard]] const std::vector<double>& state() const { return kept_.state; }

    void begin(sweep::OrderedWork work) {
        run_.emplace(mpi_, std::move(work), threads_, kept_.next, std::move(kept_.pending));
        if (options_.must_keep) keep(kept_.state);
    }
    /// @param state what the items have come to. @return false if stopped
    bool until(std::int64_t last, const std::string& doing, std::int64_t per_item,
               const std::function<std::vector<double>()>& state) {
        sweep::Progress progress(doing, last * per_item, run_->next() * per_item, mpi_.is_root(),
                                 per_item == 1 ? "pieces" : "replicates");
        const bool whole = run_->until(
            last, [&](std::int64_t items) { progress.update(items * per_item); },
            [&] {
                if (mpi_.max(since_kept_.seconds()) > between_checkpoints) keep(state());
            });
        if (!whole) keep(state());
        return whole;
    }

private:
    void load() {
        if (!options_.resume) return;
        std::int64_t found = 0;
        mpi_.collectively([&] {
            if (mpi_.is_root() && std::filesystem::exists(options_.checkpoint)) found = 1;
        });
        if (mpi_.sum(found) == 0) return;
        std::string bytes;  // no input: it is written again
        mpi_.collectively([&] {
            if (mpi_.is_root()) bytes = files::text_of(files::File(options_.checkpoint, O_RDONLY));
        });
        mpi_.broadcast(bytes);
        kept_ = parse_checkpoint(options_.checkpoint, bytes, identity_, kept_.state.size(), width_);
        resumed_ = true;
    }
    void keep(std::vector<double> state) {
        since_kept_ = sweep::Stopwatch();
        mpi_.collectively([&] {
            if (!mpi_.is_root()) return;
            try {
                write_checkpoint(options_.checkpoint, identity_,
                                 {run_->next(), std::move(state), run_->pending()});
                written_ = true;
            } catch (const files::IoError& error) {
                if (options_.must_keep) throw;
                if (!std::exchange(warned_, true))
                    text::say(
                        fmt::format("{}; an interruption will lose what was found", error.what()));
            }
        });
    }

    const sweep::MpiSession& mpi_;
    const sweep::StopSignal
        stop_;  // formulas before it need not be stopped gently: nothing is kept
    const ShapleyOptions& options_;
    std::string identity_;
    std::size_t width_;
    ShapleyCheckpoint kept_;
    std::optional<sweep::OrderedRun> run_;
    sweep::Stopwatch since_kept_;
    int threads_ = 1;
    bool resumed_ = false;
    bool written_ = false;  ///< by rank 0
    bool warned_ = false;
};

/// What the game refuses is refused in the file that has it.
template <class Work>
auto of_file(const ShapleySpecification& specification, const Work& work) {
    try {
        return work();
    } catch (const model::InvalidValue& error) {
        throw files::DataError(fmt::format("{}: {}", specification.name, error.what()));
    }
}

/// Adds up the pieces.
void add_up(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
            const ShapleyOptions& options, const ShapleyPieces& pieces, ShapleyReport& report) {
    const bool formula = report.method == ValueMethod::formula;
    const std::size_t width = pieces.width();
    KeptRun run(mpi, options,
                specification.identity + (formula ? "by: formula\n" : "by: enumerate\n"), 2 * width,
                2 * width);
    std::vector<DoubleDouble> sums(width);
    for (std::size_t i = 0; i < width; ++i) sums[i] = {run.state()[2 * i], run.state()[2 * i + 1]};
    run.begin({2 * width,
               [&](std::int64_t item, std::span<double> numbers) {
                   std::vector<DoubleDouble> piece(width);
                   pieces.add_piece(item, piece);
                   for (std::size_t i = 0; i < width; ++i) {
                       numbers[2 * i] = piece[i].hi;
                       numbers[2 * i + 1] = piece[i].lo;
                   }
               },
               [&](std::span<const double> numbers) {
                   for (std::size_t i = 0; i < width; ++i)
                       sums[i] = sums[i] + DoubleDouble(numbers[2 * i], numbers[2 * i + 1]);
               }});
    const auto state = [&] {
        std::vector<double> flat;
        flat.reserve(2 * width);
        for (const DoubleDouble& sum : sums) flat.insert(flat.end(), {sum.hi, sum.lo});
        return flat;
    };
    report.resumed = run.resumed();
    report.threads = run.threads();
    report.stopped =
        !run.until(pieces.pieces(), formula ? "by formula" : "all coalitions", 1, state);
    report.kept = run.kept();
    if (report.stopped) return;
    report.exact = of_file(specification, [&] { return pieces.finish(sums); });
}

void sample(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
            const ShapleyOptions& options, ShapleyReport& report) {
    static_assert(sizeof(Moments) == 3 * sizeof(double));
    const std::size_t n = specification.game->size();
    const auto sampling = of_file(specification, [&] {
        return ShapleySampling(*specification.game, specification.sampling);
    });
    // Not how precise it is to be: a run goes on from a less precise one.
    KeptRun run(mpi, options,
                fmt::format("{}by: sample\nscheme: {}\nseed: {}\n", specification.identity,
                            name_of(specification.sampling.scheme), specification.sampling.seed),
                3 * n + 1, 3 * n);
    const auto moments_of = [n](std::span<const double> numbers) {
        std::vector<Moments> moments(n);
        for (std::size_t i = 0; i < n; ++i)
            moments[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
        return moments;
    };
    const auto write_moments = [n](std::span<const Moments> moments, std::span<double> numbers) {
        for (std::size_t i = 0; i < n; ++i) {
            numbers[3 * i] = moments[i].mean;
            numbers[3 * i + 1] = moments[i].squares;
            numbers[3 * i + 2] = moments[i].cubes;
        }
    };
    SampleState state{run.next() * ShapleySampling::block_size, moments_of(run.state())};
    run.begin({3 * n,
               [&](std::int64_t item, std::span<double> numbers) {
                   std::vector<Moments> moments(n);
                   sampling.draw(item, moments);
                   write_moments(moments, numbers);
               },
               [&](std::span<const double> numbers) {
                   ShapleySampling::merge(state, moments_of(numbers));
               }});
    // Blocks to draw before the next look: a run that goes on looks where it would have.
    auto wanted = static_cast<std::int64_t>(run.state().back());
    const auto flat = [&] {
        std::vector<double> numbers(3 * n + 1);
        write_moments(state.members, numbers);
        numbers.back() = static_cast<double>(wanted);
        return numbers;
    };
    report.resumed = run.resumed();
    report.threads = run.threads();
    do {
        report.stopped = !run.until(wanted, "sampling", ShapleySampling::block_size, flat);
        report.kept = run.kept();
        if (report.stopped) return;
        wanted = sampling.blocks_wanted(state);
    } while (wanted > run.next());
    report.replicates = state.replicates;
    report.precise = sampling.precise(state);
    report.half_width = sampling.joint_half_width(state);
    report.estimates = sampling.estimates(state);
}

/// Operations a formula may take before all coalitions, or samples, are the quicker way.
double worth_trying(const ShapleySpecification& specification) {
    constexpr double soon = 2e8;
    const std::size_t members = specification.game->size();
    if (specification.method == ValueMethod::formula) return 1e300;
    if (members >= too_many_to_enumerate) return usual_work;
    return std::max(soon, 20.0 * std::pow(2.0, static_cast<double>(members)));
}
/// Operations the pieces of one may take: an exact answer is worth minutes on two cores.
double worth_waiting_for(const ShapleySpecification& specification) {
    constexpr double minutes = 2e12;
    const bool too_many = specification.game->size() >= too_many_to_enumerate;
    const bool chosen = specification.method == ValueMethod::automatic;
    return chosen && too_many ? minutes : worth_trying(specification);
}

/// By formula, at once, on rank 0. @return on every rank, whether there is one
bool by_formula(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
                ShapleyReport& report) {
    std::int64_t found = 0;
    mpi.collectively([&] {
        if (!mpi.is_root()) return;
        auto values = specification.game->by_formula(worth_trying(specification));
        if (!values) return;
        report.exact = *std::move(values);
        found = 1;
    });
    return mpi.sum(found) > 0;
}

}  // namespace

ShapleyReport run_shapley(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
                          const ShapleyOptions& options) {
    const sweep::Stopwatch watch;
    const auto timed = [&](ShapleyReport& report) {
        report.seconds = mpi.max(watch.seconds());
        return std::move(report);
    };
    if (options.threads > 0) omp_set_num_threads(options.threads);  // of formulas
    ShapleyReport report;
    report.ranks = mpi.size();
    report.method = specification.method;
    const bool chosen = report.method == ValueMethod::automatic;
    if (chosen || report.method == ValueMethod::formula) {
        report.method = ValueMethod::formula;
        if (by_formula(mpi, specification, report)) return timed(report);
        if (const auto pieces = specification.game->by_pieces(worth_waiting_for(specification))) {
            add_up(mpi, specification, options, *pieces, report);
            return timed(report);
        }
        if (!chosen)
            throw files::DataError(
                fmt::format("{}: values.by = formula is not allowed: this {} game has none; auto, "
                            "enumerate or sample",
                            specification.name, specification.kind));
        const bool few = specification.game->size() < too_many_to_enumerate;
        report.method = few ? ValueMethod::enumerate : ValueMethod::sample;
    }
    if (report.method == ValueMethod::enumerate) {
        const auto pieces =
            of_file(specification, [&] { return ShapleyEnumeration(*specification.game); });
        add_up(mpi, specification, options, pieces, report);
    } else {
        sample(mpi, specification, options, report);
    }
    return timed(report);
}

}  // namespace essmap::shapley
