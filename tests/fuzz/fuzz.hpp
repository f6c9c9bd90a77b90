#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

/// What the harnesses share. Each reads what one parser may be given, and must end with an answer
/// or one of the errors that the parser is documented to throw: any other ends the process.
namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Ends the process where a promise is broken.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Runs `read`; an error of the given kinds is an answer, if it says something.
template <class... Errors, class Read>
void answers(const Read& read) {
    if constexpr (sizeof...(Errors) == 0) {
        read();
    } else {
        []<class First, class... Rest>(const Read& work, First*, Rest*...) {
            try {
                answers<Rest...>(work);
            } catch (const First& error) {
                require(!std::string_view(error.what()).empty());
            }
        }(read, static_cast<Errors*>(nullptr)...);
    }
}

/// A file in memory that has a path.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : file_(::memfd_create("input", MFD_CLOEXEC)) {
        require(file_ >= 0);
        for (std::size_t at = 0; at < bytes.size();) {
            const auto written = ::write(file_, bytes.data() + at, bytes.size() - at);
            require(written > 0);
            at += static_cast<std::size_t>(written);
        }
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(file_); }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

/// A folder of this process in which files of given names can be written.
class Folder {
public:
    Folder() { require(::mkdtemp(path_.data()) != nullptr); }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string write(const std::string& name, std::string_view bytes) const;
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

private:
    std::string path_ = "/tmp/essmap-fuzz-XXXXXX";
};

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
