#include "essmap/maps/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "essmap/maps/errors.hpp"

namespace essmap::maps {

namespace {

[[noreturn]] void cannot_write(const std::string& path) {
    throw IoError(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

/// An open file descriptor.
class Descriptor {
public:
    Descriptor(const std::string& name, int flags, const std::string& path)
        : value_(::open(name.c_str(), flags | O_CLOEXEC, 0666)), path_(path) {
        if (value_ < 0) cannot_write(path_);
    }
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    void write(std::string_view content) {
        while (!content.empty()) {
            const auto written = ::write(value_, content.data(), content.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) cannot_write(path_);
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void sync() {
        if (::fsync(value_) != 0 && errno != EINVAL) cannot_write(path_);
    }

private:
    int value_;
    const std::string& path_;
};

std::filesystem::path folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    return folder.empty() ? "." : folder;
}

}  // namespace

std::string temporary_name(const std::string& path) {
    const auto file = std::filesystem::path(path).filename().string();
    return (folder_of(path) / fmt::format(".{}.{}.tmp", file, ::getpid())).string();
}

void create_empty_file(const std::string& temporary, const std::string& path) {
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
        errno = EISDIR;
        cannot_write(path);
    }
    Descriptor(temporary, O_WRONLY | O_CREAT | O_TRUNC, path);
}

void publish(const std::string& temporary, const std::string& path) {
    Descriptor(temporary, O_RDONLY, path).sync();
    if (std::rename(temporary.c_str(), path.c_str()) != 0) cannot_write(path);
    Descriptor(folder_of(path).string(), O_RDONLY | O_DIRECTORY, path).sync();
}

TemporaryFile::TemporaryFile(const std::string& path)
    : path_(path), temporary_(temporary_name(path)) {
    create_empty_file(temporary_, path_);
}

TemporaryFile::~TemporaryFile() {
    if (!committed_) ::unlink(temporary_.c_str());
}

void TemporaryFile::commit() {
    publish(temporary_, path_);
    committed_ = true;
}

void write_whole_file(const std::string& path, std::string_view content) {
    TemporaryFile file(path);
    Descriptor(file.name(), O_WRONLY | O_TRUNC, path).write(content);
    file.commit();
}

}  // namespace essmap::maps
