#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

namespace essmap::files {

/// Reads the bytes of a file or a pipe one after the other, through a buffer of 64 KiB.
class ByteStream {
public:
    /// Opens the file, and notes it as an input (note_input()). @throws IoError
    explicit ByteStream(const std::string& path);

    /// Is no byte left? Reads on where the buffer is used up. @throws IoError
    [[nodiscard]] bool at_end() { return next_ == size_ && !refill(); }
    /// The next byte. @pre at_end() was called after the last skip(), and was false
    [[nodiscard]] char peek() const { return buffer_[next_]; }
    /// Goes on to the byte after the next one. @pre as peek()
    void skip() { line_ += buffer_[next_++] == '\n' ? 1U : 0U; }
    /// The line that the next byte is on, from 1 on.
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

/// An input iterator over the bytes of a stream. One without a stream is the end.
class ByteIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    ByteIterator() = default;
    /// Begins at the next byte of the stream, which must outlive the iterator.
    explicit ByteIterator(ByteStream& stream) : stream_(&stream) {}
    /// The next byte. @pre the iterator was compared with the end, and differed
    char operator*() const { return stream_->peek(); }
    /// Goes on to the byte after it. @pre as operator*
    ByteIterator& operator++() {
        stream_->skip();
        return *this;
    }
    /// Has the stream ended? @param end the iterator without a stream, no other. @throws IoError
    bool operator==(const ByteIterator& end) const {
        return stream_ == end.stream_ || stream_->at_end();
    }

private:
    ByteStream* stream_ = nullptr;
};

}  // namespace essmap::files
