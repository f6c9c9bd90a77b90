#pragma once

#include <stdexcept>

namespace essmap::files {

/// The content of a file is not allowed: exit code 65. The message is one line that names the file,
/// the key and the value.
class DataError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A file cannot be read or written: exit code 74. The message is one line that names it and the
/// cause.
class IoError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace essmap::files
