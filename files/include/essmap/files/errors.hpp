#pragma once

#include <stdexcept>

namespace essmap::files {

/// A file holds what it must not: exit code 65. The message is one line naming file, key and value.
class DataError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A file cannot be read or written: exit code 74. The message is one line naming it and the cause.
class IoError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace essmap::files
