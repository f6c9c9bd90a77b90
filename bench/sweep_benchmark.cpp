// What sharing out and checkpointing cost. Under mpirun:
//   sweep_benchmark balance [ITEMS_PER_RANK]   items whose time varies 100 times, all the long ones
//   together sweep_benchmark checkpoint SPEC [REPEATS]  a sweep beside one that keeps its blocks in
//   memory (1 rank)
#include <fcntl.h>
#include <fmt/format.h>
#include <mpi.h>
#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "block_order.hpp"
#include "essmap/maps/file.hpp"
#include "essmap/maps/map_frame.hpp"
#include "essmap/maps/packed_block.hpp"
#include "essmap/maps/whole_file.hpp"
#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/sweep.hpp"

namespace {

using namespace essmap;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Items that leave nothing to settle.
class Counted : public sweep::Items {
public:
    std::int64_t settle() override {
        const std::lock_guard lock(mutex_);
        return std::exchange(unsettled_, 0);
    }

protected:
    void count() {
        const std::lock_guard lock(mutex_);
        ++unsettled_;
    }

private:
    std::mutex mutex_;
    std::int64_t unsettled_ = 0;
};

/// Times from 1 ms to 100 ms, growing along the items; slept, so that ranks may outnumber cores.
class Ramp : public Counted {
public:
    explicit Ramp(std::int64_t items) : items_(items) {}
    [[nodiscard]] double seconds(std::int64_t item) const {
        return 1e-3 * std::pow(100.0, static_cast<double>(item) / static_cast<double>(items_ - 1));
    }
    void run(std::int64_t item, int /*thread*/) override {
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds(item)));
        count();
    }

private:
    std::int64_t items_;
};

/// Slowest rank over the mean, less one, if item i went to rank owner(i).
template <class Owner>
double static_imbalance(const Ramp& ramp, std::int64_t items, int ranks, const Owner& owner) {
    std::vector<double> load(static_cast<std::size_t>(ranks), 0.0);
    double sum = 0.0;
    for (std::int64_t i = 0; i < items; ++i) {
        load[static_cast<std::size_t>(owner(i))] += ramp.seconds(i);
        sum += ramp.seconds(i);
    }
    return *std::ranges::max_element(load) / (sum / ranks) - 1.0;
}

void measure_balance(const sweep::MpiSession& mpi, std::int64_t per_rank) {
    const int ranks = mpi.size();
    const std::int64_t items = per_rank * ranks;
    Ramp ramp(items);
    mpi.together([] {});  // all have started
    const auto report = sweep::balance(mpi, 0, items, ramp, {1, {}, {}});
    if (!mpi.leads()) return;
    const double dealt = static_imbalance(ramp, items, ranks, [&](auto i) { return i / per_rank; });
    const double cyclic = static_imbalance(ramp, items, ranks, [&](auto i) { return i % ranks; });
    fmt::print("{} items of 1 to 100 ms on {} ranks of 1 thread\n", items, ranks);
    fmt::print("  imbalance (busiest / mean - 1)   work stealing {:6.2f} %\n",
               100.0 * report.imbalance());
    fmt::print(
        "                                   even stretches, fixed {:6.2f} %; dealt in turn, "
        "fixed {:6.2f} %\n",
        100.0 * dealt, 100.0 * cyclic);
    fmt::print("  time / mean busy time            {:.4f}  ({:.3f} s)\n",
               report.seconds / report.mean_seconds, report.seconds);
    fmt::print(
        "  per rank                         {:.1f} requests, {:.1f} granted, {:.1f} items moved\n",
        static_cast<double>(report.requests) / ranks, static_cast<double>(report.grants) / ranks,
        static_cast<double>(report.moved) / ranks);
}

/// A sweep without a checkpoint: blocks are computed and packed as ever, kept in memory, and
/// written to the map in the end.
class InMemory : public Counted {
public:
    InMemory(const maps::MapDescription& map, int threads)
        : map_(map), tables_(map.grid), blocking_(map), order_(blocking_.size()) {
        for (int thread = 0; thread < threads; ++thread)
            workers_.push_back({maps::BlockFiller(map, tables_), maps::BlockPacker(map), {}});
        blocks_.resize(static_cast<std::size_t>(order_.size()));
    }
    void run(std::int64_t item, int thread) override {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        const maps::Block block = blocking_.block(order_.block(item));
        auto& packed = blocks_[static_cast<std::size_t>(item)];
        worker.filler.fill(block, worker.data, packed.statistics);
        worker.packer.pack(block, worker.data, packed);
        count();
    }
    void write(const std::string& path) const {
        const std::string temporary = path + ".tmp";
        maps::MapFrame frame(temporary, path, map_, {});
        maps::File file(temporary, O_WRONLY);
        std::vector<std::uint64_t> places;
        for (const auto& packed : blocks_) {
            places.clear();
            frame.place(packed.block, packed.sizes, places);
            std::span<const std::byte> rest = packed.bytes;
            for (std::size_t i = 0; i < places.size(); ++i) {
                file.write_at(places[i], rest.first(packed.sizes[i]));
                rest = rest.subspan(packed.sizes[i]);
            }
        }
        frame.finish();
        maps::publish(temporary, path);
    }
    [[nodiscard]] std::int64_t size() const { return order_.size(); }

private:
    struct Worker {
        maps::BlockFiller filler;
        maps::BlockPacker packer;
        maps::BlockData data;
    };
    const maps::MapDescription& map_;
    maps::GridTables tables_;
    maps::Blocking blocking_;
    sweep::BlockOrder order_;
    std::vector<Worker> workers_;
    std::vector<maps::PackedBlock> blocks_;
};

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void measure_checkpoint(const sweep::MpiSession& mpi, const std::string& path, int repeats) {
    const auto specification = sweep::parse_specification(path, sweep::read_text_file(path));
    sweep::SweepOptions options;
    options.threads = omp_get_max_threads();
    options.progress = false;
    options.out = fmt::format("sweep_benchmark.{}.nc", ::getpid());
    std::vector<double> ratios;
    std::vector<double> without;
    std::vector<double> with;
    sweep::SweepReport report;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        {
            const auto start = Clock::now();
            InMemory bare(specification.map, options.threads);
            sweep::balance(mpi, 0, bare.size(), bare, {options.threads, {}, {}});
            bare.write(options.out);
            without.push_back(seconds_since(start));
        }
        const auto start = Clock::now();
        report = sweep::run_sweep(mpi, specification, options);
        with.push_back(seconds_since(start));
        ratios.push_back(with.back() / without.back());
        std::filesystem::remove(options.out);
    }
    fmt::print("{}: engine {}, tolerance {:g}, 1 rank of {} thread(s), {} pairs\n", path,
               maps::engine_name(specification.map.engine), specification.map.tolerance,
               options.threads, repeats);
    fmt::print("  blocks kept in memory, then written to the map         {:.3f} s\n",
               median(without));
    fmt::print("  blocks in journals ({:.0f} MB, synced), then to the map   {:.3f} s\n",
               static_cast<double>(report.journal_bytes) * 1e-6, median(with));
    const auto [least, most] = std::ranges::minmax_element(ratios);
    fmt::print(
        "  overhead of checkpointing                              {:+.2f} % (median; {:+.2f} to "
        "{:+.2f} %)\n",
        100.0 * (median(ratios) - 1.0), 100.0 * (*least - 1.0), 100.0 * (*most - 1.0));
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const sweep::MpiSession mpi;
    if (!arguments.empty() && arguments[0] == "balance" && arguments.size() <= 2) {
        measure_balance(mpi, arguments.size() > 1 ? std::stoll(arguments[1]) : 200);
        return 0;
    }
    if (arguments.size() >= 2 && arguments[0] == "checkpoint" && mpi.size() == 1) {
        measure_checkpoint(mpi, arguments[1], arguments.size() > 2 ? std::stoi(arguments[2]) : 5);
        return 0;
    }
    if (mpi.leads())
        fmt::print(stderr, "usage: sweep_benchmark balance [N] | checkpoint SPEC.toml [N]\n");
    return 64;
}
