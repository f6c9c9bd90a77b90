// Work stealing over the ranks it is started with: every item exactly once, whatever the skew;
// stops and failures end all ranks together and lose nothing that was run. Exit code 0 if all
// holds.
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/balance.hpp"

namespace {

using namespace essmap;

int wrong = 0;
void expect(bool holds, const std::string& what) {
    if (holds) return;
    ++wrong;
    fmt::print(stderr, "FAIL: {}\n", what);
}

/// Items that sleep, and are counted.
class Sleepers : public sweep::Items {
public:
    explicit Sleepers(std::int64_t count) : runs(static_cast<std::size_t>(count)) {}

    void run(std::int64_t item, int /*thread*/) override {
        if (item == failing) throw files::IoError("item " + std::to_string(item) + " failed");
        std::this_thread::sleep_for(std::chrono::microseconds(item < heavy ? 5000 : 50));
        const std::lock_guard lock(mutex_);
        ++runs[static_cast<std::size_t>(item)];
        ++unsettled_;
        ++finished;
    }
    std::int64_t flush() override {
        const std::lock_guard lock(mutex_);
        completed += unsettled_;
        return std::exchange(unsettled_, 0);
    }

    std::int64_t failing = -1;
    std::int64_t heavy = 0;  ///< items before this take a hundred times as long
    std::vector<int> runs;
    std::atomic<std::int64_t> finished = 0;
    std::int64_t completed = 0;

private:
    std::mutex mutex_;
    std::int64_t unsettled_ = 0;
};

std::int64_t over_ranks(std::int64_t value, MPI_Op op = MPI_SUM) {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, op, MPI_COMM_WORLD);
    return value;
}

/// How often each item was run, over all ranks: its least and most.
std::pair<int, int> least_and_most(Sleepers& items, std::int64_t first) {
    MPI_Allreduce(MPI_IN_PLACE, items.runs.data(), static_cast<int>(items.runs.size()), MPI_INT,
                  MPI_SUM, MPI_COMM_WORLD);
    const auto [least, most] = std::ranges::minmax(
        std::vector(items.runs.begin() + static_cast<std::ptrdiff_t>(first), items.runs.end()));
    return {least, most};
}

void every_item_once(const sweep::MpiSession& mpi, std::int64_t first, std::int64_t last,
                     std::int64_t heavy, int threads) {
    Sleepers items(last);
    items.heavy = heavy;
    std::int64_t shown = 0;
    const auto report = sweep::balance(mpi, first, last, items,
                                       {threads, {}, [&](std::int64_t safe) { shown = safe; }});
    const auto name =
        fmt::format("items {}..{}, {} heavy, {} threads", first, last, heavy, threads);
    expect(!report.stopped && report.completed == last - first && shown == last - first,
           name + ": not all safe");
    if (last > first) expect(least_and_most(items, first) == std::pair(1, 1), name + ": not once");
    expect(over_ranks(items.completed) == last - first, name + ": not all settled");
    if (mpi.is_root())
        fmt::print("{}: {:.3f} s, imbalance {:.1f} %, {} requests, {} grants, {} moved\n", name,
                   report.seconds, 100.0 * report.imbalance(), report.requests, report.grants,
                   report.moved);
}

void a_failure_ends_all(const sweep::MpiSession& mpi, std::int64_t failing) {
    Sleepers items(2000);
    items.failing = failing;
    std::string message;
    try {
        sweep::balance(mpi, 0, 2000, items, {1, {}, {}});
    } catch (const files::IoError& error) {
        message = error.what();
    }
    expect(message == fmt::format("item {} failed", failing), "failure: '" + message + "'");
    expect(items.completed == items.finished, "failure: finished items were not settled");
    expect(least_and_most(items, 0).second <= 1, "failure: an item twice");
}

void a_stop_ends_all(const sweep::MpiSession& mpi) {
    Sleepers items(100000);
    const int asked = mpi.size() - 1;
    const auto report = sweep::balance(
        mpi, 0, 100000, items, {2, [&] { return mpi.rank() == asked && items.finished > 20; }, {}});
    expect(report.stopped, "stop: not stopped");
    expect(items.completed == items.finished, "stop: finished items were not settled");
    expect(over_ranks(items.completed) == report.completed,
           "stop: the count of safe items is wrong");
    expect(report.completed < 100000 && report.completed > 20, "stop: at the wrong time");
    expect(least_and_most(items, 0).second == 1, "stop: an item twice");
}

}  // namespace

int main() {
    const sweep::MpiSession mpi;
    const std::int64_t many = 100 * mpi.size();
    every_item_once(mpi, 0, many, 0, 1);
    every_item_once(mpi, 0, many, many / 10, 1);  // all the heavy ones on the first ranks
    every_item_once(mpi, many / 2, many, many * 3 / 4, 3);
    every_item_once(mpi, 5, 6, 0, 2);  // fewer items than ranks
    every_item_once(mpi, 7, 7, 0, 1);  // none
    for (int again = 0; again < 20; ++again) every_item_once(mpi, 0, mpi.size() / 2 + 1, 0, 1);
    a_failure_ends_all(mpi, 0);
    a_failure_ends_all(mpi, 1999);
    a_stop_ends_all(mpi);
    every_item_once(mpi, 0, many, 0, 2);  // no message of the above is left behind
    return over_ranks(wrong) == 0 ? 0 : 1;
}
