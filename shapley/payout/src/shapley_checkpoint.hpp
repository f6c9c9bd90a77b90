#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "essmap/sweep/ordered_run.hpp"

namespace essmap::shapley {

/// What a run of Shapley values has found so far: all that --resume needs.
struct ShapleyCheckpoint {
    std::int64_t next = 0;      ///< items taken
    std::vector<double> state;  ///< what they came to
    sweep::PendingItems pending;
};

/// Writes it to `path`, whole or not at all. @param identity of what is computed, in lines
/// @throws files::IoError
void write_checkpoint(const std::string& path, const std::string& identity,
                      const ShapleyCheckpoint& checkpoint);

/// What the bytes of `path` hold. @param width of an item's numbers
/// @throws files::DataError where they are damaged or of another run, and says how that differs
ShapleyCheckpoint parse_checkpoint(const std::string& path, std::string_view bytes,
                                   const std::string& identity, std::size_t state_size,
                                   std::size_t width);

}  // namespace essmap::shapley
