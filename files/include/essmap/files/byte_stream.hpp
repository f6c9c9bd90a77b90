#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

namespace essmap::files {

/// The bytes of a file or a pipe, one after the other, through a small buffer.
class ByteStream {
public:
    /// @throws IoError, as all of it
    explicit ByteStream(const std::string& path);

    [[nodiscard]] bool at_end() { return next_ == size_ && !refill(); }
    /// The next byte; there is one.
    [[nodiscard]] char peek() const { return buffer_[next_]; }
    void skip() { line_ += buffer_[next_++] == '\n' ? 1U : 0U; }
    /// Of the next byte, from 1 on.
    [[nodiscard]] std::size_t line() const { return line_; }

private:
    bool refill();
    [[noreturn]] void fail() const;

    std::string path_;
    std::ifstream file_;
    std::array<char, std::size_t{1} << 16U> buffer_{};
    std::size_t next_ = 0;
    std::size_t size_ = 0;
    std::size_t line_ = 1;
};

/// The same as an input iterator; one without a stream is the end.
class ByteIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    ByteIterator() = default;
    explicit ByteIterator(ByteStream& stream) : stream_(&stream) {}
    char operator*() const { return stream_->peek(); }
    ByteIterator& operator++() {
        stream_->skip();
        return *this;
    }
    /// Only against the end.
    bool operator==(const ByteIterator& end) const {
        return stream_ == end.stream_ || stream_->at_end();
    }

private:
    ByteStream* stream_ = nullptr;
};

}  // namespace essmap::files
