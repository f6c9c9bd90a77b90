#include "essmap/sweep/ordered_run.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/stopwatch.hpp"

namespace essmap::sweep {

namespace {

constexpr double longest_round = 2.0;  ///< seconds, about
constexpr std::size_t most_numbers = std::size_t{1} << 23;

/// One round: what each item gave, and which were done.
class Round final : public Items {
public:
    Round(const OrderedWork& work, std::int64_t first, std::int64_t count)
        : work_(work),
          first_(first),
          done_(static_cast<std::size_t>(count)),
          numbers_(static_cast<std::size_t>(count) * work.width) {}

    void restore(const PendingItems& pending, bool here) {
        for (std::size_t i = 0; i < pending.items.size(); ++i) {
            const auto at = static_cast<std::size_t>(pending.items[i] - first_);
            if (pending.items[i] < first_ || at >= done_.size()) continue;
            restored_.push_back(pending.items[i]);
            if (!here) continue;  // one rank has it, as if it had computed it
            done_[at] = 1.0;
            std::ranges::copy(std::span(pending.numbers).subspan(i * work_.width, work_.width),
                              numbers(at).begin());
        }
        std::ranges::sort(restored_);
    }
    void run(std::int64_t item, int /*thread*/) override {
        if (!std::ranges::binary_search(restored_, item)) {
            const auto at = static_cast<std::size_t>(item - first_);
            work_.compute(item, numbers(at));
            done_[at] = 1.0;
        }
        ++ran_;
    }
    std::int64_t flush() override { return ran_.exchange(0); }

    [[nodiscard]] std::span<double> done() { return done_; }
    [[nodiscard]] std::span<double> all_numbers() { return numbers_; }
    [[nodiscard]] std::span<double> numbers(std::size_t at) {
        return std::span(numbers_).subspan(at * work_.width, work_.width);
    }

private:
    const OrderedWork& work_;
    std::int64_t first_;
    std::vector<double> done_;  ///< 1 where the item was
    std::vector<double> numbers_;
    std::vector<std::int64_t> restored_;
    std::atomic<std::int64_t> ran_ = 0;
};

}  // namespace

OrderedRun::OrderedRun(const MpiSession& mpi, OrderedWork work, int threads, std::int64_t next,
                       PendingItems pending)
    : mpi_(mpi),
      work_(std::move(work)),
      threads_(threads),
      next_(next),
      at_once_(2 * static_cast<std::int64_t>(mpi.size()) * threads),
      pending_(std::move(pending)) {}

bool OrderedRun::round(std::int64_t last, const std::function<void(std::int64_t)>& progress) {
    Round round(work_, next_, last - next_);
    round.restore(pending_, mpi_.is_root());
    BalanceOptions options;
    options.threads = threads_;
    options.stop_asked = &StopSignal::asked;
    options.progress = [&](std::int64_t completed) { progress(next_ + completed); };
    const auto report = balance(mpi_, next_, last, round, options);
    mpi_.combine(round.done());
    mpi_.combine(round.all_numbers());
    const PendingItems before = std::exchange(pending_, {});
    const auto keep = [&](std::int64_t item, std::span<const double> numbers) {
        pending_.items.push_back(item);
        pending_.numbers.insert(pending_.numbers.end(), numbers.begin(), numbers.end());
    };
    const auto done = round.done();
    const auto whole = static_cast<std::size_t>(std::ranges::find(done, 0.0) - done.begin());
    for (std::size_t at = 0; at < whole; ++at) work_.take(round.numbers(at));
    for (std::size_t at = whole; at < done.size(); ++at)
        if (done[at] != 0.0) keep(next_ + static_cast<std::int64_t>(at), round.numbers(at));
    for (std::size_t i = 0; i < before.items.size(); ++i)
        if (before.items[i] >= last)
            keep(before.items[i], std::span(before.numbers).subspan(i * work_.width, work_.width));
    next_ += static_cast<std::int64_t>(whole);
    return !report.stopped;
}

bool OrderedRun::until(std::int64_t last, const std::function<void(std::int64_t)>& progress,
                       const std::function<void()>& rested) {
    const auto most =
        static_cast<std::int64_t>(std::max<std::size_t>(most_numbers / work_.width, 1));
    while (next_ < last) {
        const Stopwatch watch;
        if (!round(std::min({last, next_ + at_once_, next_ + most}), progress)) return false;
        const double seconds = mpi_.max(watch.seconds());
        if (seconds < longest_round / 2.0) at_once_ = std::min(2 * at_once_, most);
        if (seconds > 2.0 * longest_round) at_once_ = std::max<std::int64_t>(at_once_ / 2, 1);
        rested();
    }
    return true;
}

}  // namespace essmap::sweep
