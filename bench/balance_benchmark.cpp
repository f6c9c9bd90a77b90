// What sharing out costs over MPI: items whose time varies 100 times, all the long ones together.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "essmap/sweep/balance.hpp"

namespace {

using namespace essmap;

/// Times from 1 ms to 100 ms, growing along the items; slept, so that ranks may outnumber cores.
class Ramp : public sweep::Items {
public:
    explicit Ramp(std::int64_t items) : items_(items) {}
    [[nodiscard]] double seconds(std::int64_t item) const {
        return 1e-3 * std::pow(100.0, static_cast<double>(item) / static_cast<double>(items_ - 1));
    }
    void run(std::int64_t item, int /*thread*/) override {
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds(item)));
        ++unsettled_;
    }
    std::int64_t flush() override { return unsettled_.exchange(0); }

private:
    std::int64_t items_;
    std::atomic<std::int64_t> unsettled_ = 0;
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

/// @return were all items run?
bool measure(const sweep::MpiSession& mpi, std::int64_t per_rank) {
    const int ranks = mpi.size();
    const std::int64_t items = per_rank * ranks;
    Ramp ramp(items);
    mpi.collectively([] {});  // all have started
    const auto report = sweep::balance(mpi, 0, items, ramp, {1, {}, {}});
    if (!mpi.is_root()) return report.completed == items;
    const auto each = [&](std::int64_t count) { return static_cast<double>(count) / ranks; };
    const nlohmann::json out = {
        {"items", items},
        {"seconds", report.seconds},
        {"mean_busy_seconds", report.mean_seconds},
        {"imbalance", report.imbalance()},
        {"imbalance_of_fixed_stretches",
         static_imbalance(ramp, items, ranks, [&](auto i) { return i / per_rank; })},
        {"imbalance_of_fixed_turns",
         static_imbalance(ramp, items, ranks, [&](auto i) { return i % ranks; })},
        {"requests_per_rank", each(report.requests)},
        {"grants_per_rank", each(report.grants)},
        {"moved_per_rank", each(report.moved)}};
    fmt::print("{}\n", out.dump());
    return report.completed == items;
}

}  // namespace

// mpirun ... balance_benchmark ITEMS_PER_RANK
int main(int argc, char** argv) {
    const sweep::MpiSession mpi;
    const std::int64_t per_rank = argc == 2 ? std::atoll(argv[1]) : 0;
    if (per_rank > 0) return measure(mpi, per_rank) ? 0 : 1;
    if (mpi.is_root()) fmt::print(stderr, "usage: balance_benchmark ITEMS_PER_RANK\n");
    return 64;
}
