#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "essmap/maps/digest.hpp"
#include "essmap/shapley/shapley.hpp"
#include "essmap/sweep/checkpoint.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/sweep/ordered_run.hpp"
#include "essmap/sweep/stop_signal.hpp"
#include "essmap/sweep/stopwatch.hpp"

namespace essmap::shapley {

/// What a run over ordered items has come to: all that --resume needs.
struct KeptState {
    std::int64_t next = 0;     ///< items taken
    std::vector<double> sums;  ///< what they came to
    sweep::PendingItems pending;
};

/// The payload of a journal's record: next, the sums, the pending items, their numbers.
std::vector<std::byte> bytes_of(const KeptState& state);
/// What such a payload says; nullopt unless it has so many sums, and so many numbers an item.
std::optional<KeptState> state_of(std::span<const std::byte> bytes, std::size_t sums,
                                  std::size_t width);

/// A run over ordered items that is kept in a checkpoint: a journal for each state, of which the
/// last two stay, so that damage costs what was found since the one before. Collective.
class KeptRun {
public:
    /// Enters the checkpoint if it is there, or must be, and reads the newest state in it.
    /// @param identity all that decides the bits of the sums, in lines @param sums how many
    /// @param width of an item's numbers
    KeptRun(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
            const ShapleyOptions& options, sweep::Checkpoint& checkpoint,
            const std::string& identity, std::size_t sums, std::size_t width);

    [[nodiscard]] bool resumed() const { return resumed_; }
    /// Are sums of this run, or those it went on from, in the checkpoint? Rank 0 only.
    [[nodiscard]] bool kept() const { return !kept_in_.empty(); }
    [[nodiscard]] int threads() const { return threads_; }
    [[nodiscard]] std::int64_t next() const { return run_ ? run_->next() : state_.next; }
    /// What was read.
    [[nodiscard]] const std::vector<double>& sums() const { return state_.sums; }

    void begin(sweep::OrderedWork work);
    /// @param sums what the items have come to. @return false if stopped
    bool until(std::int64_t last, const std::string& doing, std::int64_t per_item,
               const std::function<std::vector<double>()>& sums);

private:
    void enter();
    /// The payload of the newest state in the checkpoint, whose journal comes last in kept_in_
    /// then; empty if there is none. On rank 0.
    std::string newest(std::size_t width);
    void load(std::size_t width);
    void keep(std::vector<double> sums);
    void write(const KeptState& state);

    const sweep::MpiSession& mpi_;
    const sweep::StopSignal stop_;  ///< formulas before need not be stopped: nothing is kept
    const sweep::Log log_;
    const ShapleyOptions& options_;
    sweep::Checkpoint& checkpoint_;
    const sweep::Manifest manifest_;
    const maps::Sha256 identity_;
    KeptState state_;
    std::optional<sweep::OrderedRun> run_;
    sweep::Stopwatch since_kept_;
    std::vector<std::string> kept_in_;  ///< journals, the newest last
    int written_ = 0;
    int threads_ = 1;
    bool entered_ = false;
    bool resumed_ = false;
    bool warned_ = false;
};

}  // namespace essmap::shapley
