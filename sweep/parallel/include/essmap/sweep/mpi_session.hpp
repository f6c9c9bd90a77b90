#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace essmap::sweep {

/// MPI for the life of the object. One per process.
class MpiSession {
public:
    MpiSession();
    ~MpiSession();
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    /// The number of this rank, from 0 on.
    [[nodiscard]] int rank() const { return rank_; }
    /// The number of ranks.
    [[nodiscard]] int size() const { return size_; }
    /// Is this rank 0, which alone writes what is written once?
    [[nodiscard]] bool is_root() const { return rank_ == 0; }

    /// Rank 0's text on every rank.
    void broadcast(std::string& text) const;

    /// Over all ranks, the same on each. Collective.
    [[nodiscard]] std::int64_t sum(std::int64_t value) const;
    /// The sum of the values of all ranks, on every rank. Collective.
    [[nodiscard]] double sum(double value) const;
    /// The largest value of all ranks, on every rank. Collective.
    [[nodiscard]] std::int64_t max(std::int64_t value) const;
    /// The largest value of all ranks, on every rank. Collective.
    [[nodiscard]] double max(double value) const;

    /// Numbers of which one rank has each and all others have 0.0 there: on every rank, to the bit.
    /// Collective.
    void combine(std::span<double> numbers) const;

    /// Runs `work` on every rank. If it throws on any, every rank throws the same error: the kind
    /// (IoError, DataError, InvalidValue, Stopped, bad_alloc, else runtime_error) and words of the
    /// lowest rank that failed. So no rank waits for one that is gone.
    void collectively(const std::function<void()>& work) const;

private:
    int rank_ = 0;
    int size_ = 1;
};

}  // namespace essmap::sweep
