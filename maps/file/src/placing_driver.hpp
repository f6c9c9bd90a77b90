#pragma once

#include <hdf5.h>

#include <cstdint>
#include <exception>

#include "essmap/files/file.hpp"

namespace essmap::maps {

/// A file as HDF5 is to see it, and what the driver has seen.
struct PlacedFile {
    files::File file;              ///< open for reading and writing
    std::uint64_t last_place = 0;  ///< offset of the last raw data HDF5 meant to write
    std::exception_ptr error;      ///< the first failure
};

/// An HDF5 file driver that writes metadata and only notes where raw data would go. A failed write
/// (a full disk) is noted too and reported as done: HDF5 does not survive one while it closes a
/// file, and the caller throws the file away.
/// @return a file access property list; the caller closes it. `file` must outlive what is opened
/// with it.
hid_t placing_access(PlacedFile& file);

}  // namespace essmap::maps
