#include "essmap/files/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "essmap/files/errors.hpp"

namespace essmap::files {

File::File(const std::string& path, int flags, const std::string& name)
    : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)),
      name_(name.empty() ? path : name) {
    if (descriptor_ < 0) fail((flags & O_ACCMODE) == O_RDONLY ? "read" : "write");
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      retries_(other.retries_) {}

File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(name_, other.name_);
    std::swap(retries_, other.retries_);
    return *this;
}

std::string File::alias() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

void File::fail(const char* doing) const {
    throw IoError(fmt::format("cannot {} {}: {}", doing, name_, std::strerror(errno)));
}

void File::retry_or_fail(const char* doing, int& tries) const {
    constexpr int most = 5;
    // A network file system may answer so while a server is busy or has just come back.
    const bool passing = errno == EAGAIN || errno == EIO || errno == ESTALE || errno == ETIMEDOUT;
    if (errno != EINTR && (!passing || ++tries > most)) fail(doing);
    ++retries_;
    if (passing) std::this_thread::sleep_for(std::chrono::milliseconds(20 << tries));
}

void File::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    int tries = 0;
    while (!bytes.empty()) {
        const auto written =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0) {
            retry_or_fail("write", tries);
            continue;
        }
        offset += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

std::size_t File::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
    int tries = 0;
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done,
                                 static_cast<off_t>(offset + done));
        if (got < 0) {
            retry_or_fail("read", tries);
            continue;
        }
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::uint64_t File::size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail("read");
    return static_cast<std::uint64_t>(status.st_size);
}

void File::truncate(std::uint64_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("write");
}

void File::sync() const { sync_by(&::fsync); }

void File::sync_data() const { sync_by(&::fdatasync); }

void File::sync_by(int (*call)(int)) const {
    int tries = 0;
    while (call(descriptor_) != 0) {
        if (errno == EINVAL) return;      // a file system that has nothing to sync
        if (errno == EIO) fail("write");  // the pages are lost: trying again would hide it
        retry_or_fail("write", tries);
    }
}

File::Lock File::lock(bool shared) {
    int tries = 0;
    while (::flock(descriptor_, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return Lock::refused;
        if (errno == ENOSYS || errno == ENOLCK || errno == EOPNOTSUPP) return Lock::unsupported;
        retry_or_fail("lock", tries);
    }
    return Lock::held;
}

bool File::is_at(const std::string& path) const {
    struct stat mine {};
    struct stat there {};
    return ::fstat(descriptor_, &mine) == 0 && ::stat(path.c_str(), &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

std::string text_of(const File& file) {
    std::string text(file.size(), '\0');
    text.resize(file.read_at(0, std::as_writable_bytes(std::span(text))));
    return text;
}

std::string folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

void make_folder(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder))
        throw IoError(
            fmt::format("cannot write {}: {}", folder, error ? error.message() : "not a folder"));
}

void sync_folder(const std::string& folder) { File(folder, O_RDONLY | O_DIRECTORY).sync(); }

}  // namespace essmap::files
