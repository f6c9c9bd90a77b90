#include "essmap/files/byte_stream.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"

namespace essmap::files {

ByteStream::ByteStream(const std::string& path) : path_(path) {
    note_input(path);
    errno = 0;
    file_.open(path, std::ios::binary);
    if (!file_) fail();
}

bool ByteStream::refill() {
    errno = 0;
    file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    if (file_.bad()) fail();
    next_ = 0;
    size_ = static_cast<std::size_t>(file_.gcount());
    return size_ > 0;
}

void ByteStream::fail() const {
    throw IoError(
        fmt::format("cannot read {}: {}", path_, errno != 0 ? std::strerror(errno) : "not a file"));
}

}  // namespace essmap::files
