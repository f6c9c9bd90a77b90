#include "essmap/shapley/shapley.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "essmap/files/errors.hpp"
#include "essmap/shapley/shapley_enumeration.hpp"
#include "essmap/sweep/stopwatch.hpp"
#include "kept_run.hpp"

namespace essmap::shapley {

namespace {

using model::DoubleDouble;

/// The first of those from which members are too many for all coalitions in seconds.
constexpr std::size_t too_many_to_enumerate = 27;

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
            const ShapleyOptions& options, sweep::Checkpoint& checkpoint,
            const ShapleyPieces& pieces, ShapleyReport& report) {
    const bool formula = report.method == ValueMethod::formula;
    const std::size_t width = pieces.width();
    KeptRun run(mpi, specification, options, checkpoint,
                specification.identity + (formula ? "by: formula\n" : "by: enumerate\n"), 2 * width,
                2 * width);
    std::vector<DoubleDouble> sums(width);
    for (std::size_t i = 0; i < width; ++i) sums[i] = {run.sums()[2 * i], run.sums()[2 * i + 1]};
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
            const ShapleyOptions& options, sweep::Checkpoint& checkpoint, ShapleyReport& report) {
    static_assert(sizeof(Moments) == 3 * sizeof(double));
    const std::size_t n = specification.game->size();
    const auto sampling = of_file(specification, [&] {
        return ShapleySampling(*specification.game, specification.sampling);
    });
    // Not how precise it is to be: a run goes on from a less precise one.
    KeptRun run(mpi, specification, options, checkpoint,
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
    SampleState state{run.next() * ShapleySampling::block_size, moments_of(run.sums())};
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
    auto wanted = static_cast<std::int64_t>(run.sums().back());
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
                          const ShapleyOptions& options, sweep::Checkpoint& checkpoint) {
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
            add_up(mpi, specification, options, checkpoint, *pieces, report);
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
        add_up(mpi, specification, options, checkpoint, pieces, report);
    } else {
        sample(mpi, specification, options, checkpoint, report);
    }
    return timed(report);
}

}  // namespace essmap::shapley
