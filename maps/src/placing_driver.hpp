#pragma once

#include <hdf5.h>

#include <cstdint>

namespace essmap::maps {

/// What the driver has seen.
struct PlacingLog {
    std::uint64_t last_place = 0;  ///< file offset of the last raw data HDF5 meant to write
    int error = 0;                 ///< errno of the first failure, 0 if none
};

/// An HDF5 file driver that writes metadata and only notes where raw data would go. A failed write
/// (a full disk) is noted too and reported as done: HDF5 does not survive one while it closes a
/// file, and the caller throws the file away.
/// @return a file access property list; the caller closes it. `log` must outlive the file.
hid_t placing_access(PlacingLog& log);

}  // namespace essmap::maps
