#include "essmap/sweep/balance.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include "essmap/model/parameters.hpp"
#include "essmap/sweep/stopwatch.hpp"
#include "essmap/sweep/work_queue.hpp"

namespace essmap::sweep {

namespace {

using Clock = std::chrono::steady_clock;

/// A non-blocking sum over ranks of what each contributes, again and again.
class Heartbeat {
public:
    enum Count : std::size_t { completed, stopping, failed, active, counts };
    using Counts = std::array<std::int64_t, counts>;

    [[nodiscard]] bool due() const { return request_ == MPI_REQUEST_NULL && Clock::now() >= next_; }
    void start(const Counts& mine) {
        mine_ = mine;
        MPI_Iallreduce(mine_.data(), sum_.data(), static_cast<int>(counts), MPI_INT64_T, MPI_SUM,
                       MPI_COMM_WORLD, &request_);
    }
    /// The sum, once when it has come.
    [[nodiscard]] const Counts* arrived() {
        if (request_ == MPI_REQUEST_NULL) return nullptr;
        int done = 0;
        MPI_Test(&request_, &done, MPI_STATUS_IGNORE);
        if (done == 0) return nullptr;
        // Often at first, so that short runs end at once; then so that it costs nothing.
        const std::chrono::duration<double> pause(
            std::clamp(since_begin_.seconds() / 50.0, 0.001, 0.25));
        next_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(pause);
        return &sum_;
    }

private:
    Stopwatch since_begin_;
    Clock::time_point next_ = Clock::now();
    MPI_Request request_ = MPI_REQUEST_NULL;
    Counts mine_{};
    Counts sum_{};
};

/// Asking other ranks for items, and answering them.
class Exchange {
public:
    Exchange(const MpiSession& mpi, WorkQueue& share)
        : mpi_(mpi), queue_(share), draw_(static_cast<unsigned>(mpi.rank()) + 1) {}

    /// Answers those who ask. @param closed with nothing
    bool answer(bool closed) {
        bool any = false;
        int waiting = 0;
        MPI_Status status;
        while (MPI_Iprobe(MPI_ANY_SOURCE, request_tag, MPI_COMM_WORLD, &waiting, &status) ==
                   MPI_SUCCESS &&
               waiting != 0) {
            MPI_Recv(nullptr, 0, MPI_BYTE, status.MPI_SOURCE, request_tag, MPI_COMM_WORLD,
                     MPI_STATUS_IGNORE);
            const IndexRange given = closed ? IndexRange{} : queue_.split();
            const std::array<std::int64_t, 2> reply{given.first, given.last};
            MPI_Send(reply.data(), 2, MPI_INT64_T, status.MPI_SOURCE, reply_tag, MPI_COMM_WORLD);
            any = true;
        }
        return any;
    }

    /// Asks a rank drawn at random, unless one is asked already or has just had nothing.
    void ask() {
        if (mpi_.size() == 1 || asked_ >= 0 || Clock::now() < again_) return;
        std::uniform_int_distribution<int> others(0, mpi_.size() - 2);
        const int drawn = others(draw_);
        asked_ = drawn < mpi_.rank() ? drawn : drawn + 1;
        MPI_Send(nullptr, 0, MPI_BYTE, asked_, request_tag, MPI_COMM_WORLD);
        ++requests;
    }

    /// Takes the reply if it has come.
    bool receive() {
        if (asked_ < 0) return false;
        int waiting = 0;
        MPI_Iprobe(asked_, reply_tag, MPI_COMM_WORLD, &waiting, MPI_STATUS_IGNORE);
        if (waiting == 0) return false;
        std::array<std::int64_t, 2> reply{};
        MPI_Recv(reply.data(), 2, MPI_INT64_T, asked_, reply_tag, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
        asked_ = -1;
        const IndexRange got{reply[0], reply[1]};
        if (got.size() == 0) {
            pause_ = std::min(pause_ * 2, std::chrono::microseconds(8000));
            again_ = Clock::now() + pause_;
            return true;
        }
        pause_ = shortest_pause;
        ++grants;
        moved += got.size();
        queue_.add(got);
        return true;
    }

    [[nodiscard]] bool waits() const { return asked_ >= 0; }

    /// Answers until every rank has had its answer, so that no message is left behind.
    void finish() {
        MPI_Request barrier = MPI_REQUEST_NULL;
        bool entered = false;
        for (int done = 0; done == 0;) {
            answer(true);
            receive();
            if (!waits() && !entered) {
                MPI_Ibarrier(MPI_COMM_WORLD, &barrier);
                entered = true;
            }
            if (entered) MPI_Test(&barrier, &done, MPI_STATUS_IGNORE);
            if (done == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }

    std::int64_t requests = 0;
    std::int64_t grants = 0;
    std::int64_t moved = 0;

private:
    static constexpr int request_tag = 1;
    static constexpr int reply_tag = 2;
    static constexpr std::chrono::microseconds shortest_pause{200};

    const MpiSession& mpi_;
    WorkQueue& queue_;
    std::minstd_rand draw_;
    int asked_ = -1;
    Clock::time_point again_{};
    std::chrono::microseconds pause_ = shortest_pause;
};

/// One rank's part in balancing.
class Balancer {
public:
    Balancer(const MpiSession& mpi, std::int64_t first, std::int64_t last, Items& items,
             const BalanceOptions& options)
        : mpi_(mpi),
          items_(items),
          options_(options),
          total_(last - first),
          queue_(IndexRange{first, last}.part(mpi.rank(), mpi.size())),
          exchange_(mpi, queue_) {}

    BalanceReport run() {
        const Stopwatch watch;
        int team = 0;
        omp_set_dynamic(0);
#pragma omp parallel num_threads(options_.threads + 1)
        {
#pragma omp master
            team = omp_get_num_threads();
#pragma omp barrier
            if (team == options_.threads + 1) {
                if (omp_get_thread_num() == 0)
                    talk();
                else
                    work(omp_get_thread_num() - 1);
            }
        }
        mpi_.collectively([&] {
            if (team != options_.threads + 1)
                throw std::runtime_error(fmt::format("OpenMP gives this rank {} threads, not {}",
                                                     team, options_.threads + 1));
            if (failure_) std::rethrow_exception(failure_);
        });
        return report(watch.seconds());
    }

private:
    void work(int thread) {
        ++working_;
        try {
            while (const auto item = queue_.take()) {
                const auto begin = Clock::now();
                items_.run(*item, thread);
                busy_ += static_cast<std::int64_t>(
                    std::chrono::nanoseconds(Clock::now() - begin).count());
            }
        } catch (...) {
            fail();
        }
        --working_;
    }

    void fail() {
        const std::lock_guard lock(failing_);
        if (!failure_) failure_ = std::current_exception();
        failed_ = true;
    }

    /// The main thread: everything but the items.
    void talk() {
        auto pause = std::chrono::microseconds(50);
        while (!over_) {
            bool something = exchange_.answer(stopping_);
            something |= exchange_.receive();
            something |= flush();
            if (!stopping_ && queue_.empty()) exchange_.ask();
            if (heartbeat_.due()) heartbeat_.start(mine());
            if (const auto* sum = heartbeat_.arrived()) hear(*sum);
            pause = something ? std::chrono::microseconds(50)
                              : std::min(pause * 2,
                                         std::chrono::microseconds(exchange_.waits() ? 200 : 2000));
            if (!over_) std::this_thread::sleep_for(pause);
        }
        queue_.close();
        exchange_.finish();
    }

    bool flush() {
        if (broken_) return false;
        try {
            const std::int64_t more = items_.flush();
            completed_ += more;
            return more > 0;
        } catch (...) {
            broken_ = true;
            fail();
            return false;
        }
    }

    [[nodiscard]] Heartbeat::Counts mine() const {
        const bool active = working_ > 0 || exchange_.waits() || !flushed_after_work_;
        return {completed_, options_.stop_asked && options_.stop_asked() ? 1 : 0, failed_ ? 1 : 0,
                active ? 1 : 0};
    }

    /// All ranks hear the same, in the same order: so they stop, and end, together.
    void hear(const Heartbeat::Counts& sum) {
        all_completed_ = sum[Heartbeat::completed];
        if (options_.progress) options_.progress(all_completed_);
        if (all_completed_ == total_) over_ = true;
        if (stopping_) {
            if (sum[Heartbeat::active] == 0) over_ = true;
            if (working_ == 0) {
                flush();
                flushed_after_work_ = true;
            }
        } else if (sum[Heartbeat::stopping] + sum[Heartbeat::failed] > 0 && !over_) {
            stopping_ = true;
            queue_.close();
        }
    }

    BalanceReport report(double elapsed) const {
        BalanceReport result;
        const double busy = static_cast<double>(busy_) * 1e-9;
        const double each = busy / options_.threads;
        result.stopped = all_completed_ < total_;
        result.completed = all_completed_;
        result.seconds = mpi_.max(elapsed);
        result.busy_seconds = mpi_.sum(busy);
        result.busiest_seconds = mpi_.max(each);
        result.mean_seconds = mpi_.sum(each) / mpi_.size();
        result.requests = mpi_.sum(exchange_.requests);
        result.grants = mpi_.sum(exchange_.grants);
        result.moved = mpi_.sum(exchange_.moved);
        return result;
    }

    const MpiSession& mpi_;
    Items& items_;
    const BalanceOptions& options_;
    std::int64_t total_;
    WorkQueue queue_;
    Exchange exchange_;
    Heartbeat heartbeat_;
    std::atomic<int> working_ = 0;
    std::atomic<std::int64_t> busy_ = 0;
    std::atomic<bool> failed_ = false;
    std::mutex failing_;
    std::exception_ptr failure_;
    std::int64_t completed_ = 0;      ///< here
    std::int64_t all_completed_ = 0;  ///< everywhere, as last heard
    bool broken_ = false;             ///< flushing has failed
    bool stopping_ = false;
    bool flushed_after_work_ = false;
    bool over_ = false;
};

}  // namespace

int workers_of(int wanted) {
    const int workers = wanted > 0 ? wanted : omp_get_max_threads();
    if (omp_get_thread_limit() < workers + 1)
        throw model::InvalidValue(
            "OMP_THREAD_LIMIT", fmt::format("{}", omp_get_thread_limit()),
            fmt::format("at least {}, one more than the threads of a rank", workers + 1));
    return workers;
}

BalanceReport balance(const MpiSession& mpi, std::int64_t first, std::int64_t last, Items& items,
                      const BalanceOptions& options) {
    return Balancer(mpi, first, last, items, options).run();
}

}  // namespace essmap::sweep
