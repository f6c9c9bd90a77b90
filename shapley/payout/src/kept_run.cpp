#include "kept_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <tuple>
#include <utility>

#include "essmap/files/errors.hpp"
#include "essmap/sweep/balance.hpp"
#include "essmap/sweep/found_blocks.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/progress.hpp"
#include "essmap/sweep/run_record.hpp"
#include "essmap/text/messages.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::shapley {

namespace {

constexpr double between_checkpoints = 5.0;  ///< seconds
constexpr std::size_t chunks = 1;            ///< of a record
constexpr std::size_t journals_kept = 2;

}  // namespace

std::vector<std::byte> bytes_of(const KeptState& state) {
    std::vector<std::byte> bytes;
    const auto add = [&](const auto& numbers) {
        const auto more = std::as_bytes(std::span(numbers));
        bytes.insert(bytes.end(), more.begin(), more.end());
    };
    add(std::span(&state.next, 1));
    add(state.sums);
    add(state.pending.items);
    add(state.pending.numbers);
    return bytes;
}

std::optional<KeptState> state_of(std::span<const std::byte> bytes, std::size_t sums,
                                  std::size_t width) {
    const std::size_t fixed = sizeof(std::int64_t) + sums * sizeof(double);
    const std::size_t item = sizeof(std::int64_t) + width * sizeof(double);
    if (bytes.size() < fixed || (bytes.size() - fixed) % item != 0) return std::nullopt;
    const std::size_t items = (bytes.size() - fixed) / item;
    KeptState state{0,
                    std::vector<double>(sums),
                    {std::vector<std::int64_t>(items), std::vector<double>(items * width)}};
    const auto take = [&](auto&& numbers) {
        const auto to = std::as_writable_bytes(std::span(numbers));
        std::ranges::copy(bytes.first(to.size()), to.begin());
        bytes = bytes.subspan(to.size());
    };
    take(std::span(&state.next, 1));
    take(state.sums);
    take(state.pending.items);
    take(state.pending.numbers);
    if (state.next < 0) return std::nullopt;
    return state;
}

KeptRun::KeptRun(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
                 const ShapleyOptions& options, sweep::Checkpoint& checkpoint,
                 const std::string& identity, std::size_t sums, std::size_t width)
    : mpi_(mpi),
      log_(mpi, false),
      options_(options),
      checkpoint_(checkpoint),
      manifest_{identity, specification.text, text::visible(specification.name), ""},
      identity_(maps::sha256(identity)) {
    state_.sums.resize(sums);
    mpi.collectively([&] { threads_ = sweep::workers_of(options.threads); });
    const bool there = mpi.max(std::int64_t{mpi.is_root() && checkpoint.exists()}) > 0;
    if (!there && !options.must_keep) return;
    enter();
    load(width);
}

void KeptRun::enter() {
    const int hosts = sweep::count_hosts();
    checkpoint_.enter(manifest_, {}, options_.resume,
                      sweep::run_record(mpi_, {}, threads_, hosts, options_.version));
    entered_ = true;
}

std::string KeptRun::newest(std::size_t width) {
    std::string bytes;
    std::int64_t next = -1;
    kept_in_ = checkpoint_.journals();
    auto after_newest = kept_in_.begin();
    for (auto path = kept_in_.begin(); path != kept_in_.end(); ++path) {
        const auto scan =
            sweep::scan_journal(*path, identity_, std::numeric_limits<std::int64_t>::max(), chunks);
        sweep::say_damage(*path, scan, log_, "sum", "game");
        const sweep::JournalReader reader(*path);
        maps::PackedBlock packed;
        for (const auto& place : scan.places) {
            reader.read(place, packed);
            if (std::tuple(place.block, packed.bytes.size()) <= std::tuple(next, bytes.size()))
                continue;
            if (!state_of(packed.bytes, state_.sums.size(), width))
                throw files::DataError(fmt::format(
                    "{}: not a journal of this game's sums; remove it to begin anew", *path));
            next = place.block;
            bytes.assign(reinterpret_cast<const char*>(packed.bytes.data()), packed.bytes.size());
            after_newest = std::next(path);
        }
    }
    std::rotate(kept_in_.begin(), after_newest, kept_in_.end());
    return bytes;
}

void KeptRun::load(std::size_t width) {
    std::string bytes;
    mpi_.collectively([&] {
        if (mpi_.is_root()) bytes = newest(width);
    });
    mpi_.broadcast(bytes);
    if (bytes.empty()) return;
    state_ = state_of(std::as_bytes(std::span(bytes)), state_.sums.size(), width).value();
    resumed_ = true;
}

void KeptRun::begin(sweep::OrderedWork work) {
    run_.emplace(mpi_, std::move(work), threads_, state_.next, std::move(state_.pending));
}

bool KeptRun::until(std::int64_t last, const std::string& doing, std::int64_t per_item,
                    const std::function<std::vector<double>()>& sums) {
    sweep::Progress progress(doing, last * per_item, run_->next() * per_item, mpi_.is_root(),
                             per_item == 1 ? "pieces" : "replicates");
    const bool whole = run_->until(
        last, [&](std::int64_t items) { progress.update(items * per_item); },
        [&] {
            if (mpi_.max(since_kept_.seconds()) > between_checkpoints) keep(sums());
        });
    if (!whole) keep(sums());
    return whole;
}

void KeptRun::keep(std::vector<double> sums) {
    since_kept_ = sweep::Stopwatch();
    try {
        if (!entered_) enter();
        mpi_.collectively([&] {
            if (mpi_.is_root()) write({run_->next(), std::move(sums), run_->pending()});
        });
    } catch (const files::IoError& error) {
        if (options_.must_keep) throw;
        if (mpi_.is_root() && !std::exchange(warned_, true))
            text::say(fmt::format("{}; an interruption will lose what was found", error.what()));
    }
}

void KeptRun::write(const KeptState& state) {
    const std::string path = fmt::format("{}.{}", checkpoint_.own_journal(), written_ + 1);
    std::error_code ignored;
    maps::PackedBlock packed;
    packed.block = state.next;
    packed.bytes = bytes_of(state);
    packed.sizes = {static_cast<std::uint32_t>(packed.bytes.size())};
    try {
        sweep::Journal journal(path, identity_);
        journal.append(packed);
        journal.sync();
    } catch (...) {
        std::filesystem::remove(path, ignored);
        throw;
    }
    ++written_;
    kept_in_.push_back(path);
    while (kept_in_.size() > journals_kept) {
        std::filesystem::remove(kept_in_.front(), ignored);
        kept_in_.erase(kept_in_.begin());
    }
}

}  // namespace essmap::shapley
