#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "essmap/shapley/shapley_specification.hpp"
#include "essmap/sweep/checkpoint.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::shapley {

/// Progress goes to stderr, from rank 0.
struct ShapleyOptions {
    int threads = 0;  ///< per rank; 0: OpenMP's own default
    bool must_keep =
        false;            ///< where the checkpoint cannot be written, fail; else say so and go on
    bool resume = false;  ///< go on from the checkpoint, if there is one
    std::string version;  ///< of essmap, recorded in the checkpoint
};

/// Every member's value.
struct ShapleyReport {
    ValueMethod method = ValueMethod::formula;  ///< the one taken
    bool stopped = false;                       ///< by a signal: there are no values
    bool kept = false;                          ///< sums are in the checkpoint; on rank 0
    ShapleyValues exact;                        ///< unless sampled
    std::vector<Estimate> estimates;            ///< if sampled
    std::int64_t replicates = 0;
    bool precise = true;      ///< the stopping rule ended it
    double half_width = 0.0;  ///< of all members jointly, at 1 - delta
    bool resumed = false;
    int ranks = 1;
    int threads = 1;
    double seconds = 0.0;

    /// @return a member's value, or its estimate
    [[nodiscard]] double value(std::size_t member) const {
        return method == ValueMethod::sample ? estimates[member].value
                                             : exact.values[member].value();
    }
};

/// Shapley values of the game: by formula on rank 0 where that takes a second; larger ones, all
/// coalitions and samples over all ranks and their threads, alike to the bit for any number of
/// either. Collective. All but the first stop early on SIGTERM, SIGUSR1 and SIGINT.
/// @param checkpoint keeps what has been found, every five seconds and when stopped; entered at
/// once if it is there or must be, else with the first that it keeps; the caller's to remove
/// @return of short formulas, on rank 0; of the others, on every rank
/// @throws model::InvalidValue where the method asked for is not for this game; files::IoError,
/// files::DataError about the checkpoint
ShapleyReport run_shapley(const sweep::MpiSession& mpi, const ShapleySpecification& specification,
                          const ShapleyOptions& options, sweep::Checkpoint& checkpoint);

}  // namespace essmap::shapley
