#include "essmap/files/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/model/parameters.hpp"

namespace essmap::files {

namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
    throw IoError(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

/// A name beside `path` that no other process uses.
std::string temporary_name(const std::string& path) {
    const auto file = std::filesystem::path(path).filename().string();
    return fmt::format("{}/.{}.{}.tmp", folder_of(path), file, ::getpid());
}

struct FileId {
    dev_t device;
    ino_t number;
    bool operator==(const FileId&) const = default;
};

/// What note_input was told of. A fact of the process: any of its outputs may be asked for any
/// path.
std::vector<FileId>& inputs() {
    static std::vector<FileId> files;
    return files;
}

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

/// Where the link at `path` leads, one step.
std::string followed(const std::string& path) {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(path, error);
    if (error) cannot_write(path, error.value());
    return (std::filesystem::path(path).parent_path() / target).string();
}

}  // namespace

void note_input(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) inputs().push_back({status.st_dev, status.st_ino});
}

std::string output_target(const std::string& path) {
    constexpr int most_links = 40;  // as the system's own
    std::string target = path;
    struct stat status {};
    for (int links = 0;; ++links) {
        if (::lstat(target.c_str(), &status) != 0) {
            if (errno == ENOENT) return target;
            cannot_write(path, errno);
        }
        if (!S_ISLNK(status.st_mode)) break;
        if (links == most_links) cannot_write(path, ELOOP);
        target = followed(target);
    }
    if (!S_ISREG(status.st_mode))
        throw IoError(fmt::format("cannot write {}: it is {}, not a regular file", path,
                                  kind_of(status.st_mode)));
    if (std::ranges::find(inputs(), FileId{status.st_dev, status.st_ino}) != inputs().end())
        throw model::InvalidValue("output", path, "another file than those that are read");
    return target;
}

void overwrite_file(const std::string& file, const std::string& name, std::string_view content) {
    File(file, O_WRONLY | O_CREAT | O_TRUNC, name).write_at(0, std::as_bytes(std::span(content)));
}

void publish(const std::string& temporary, const std::string& path) {
    const std::string target = output_target(path);
    File(temporary, O_RDONLY, path).sync();
    if (std::rename(temporary.c_str(), target.c_str()) != 0) cannot_write(path, errno);
    sync_folder(folder_of(target));
}

TemporaryFile::TemporaryFile(const std::string& path)
    : path_(path), target_(output_target(path)), temporary_(temporary_name(target_)) {
    overwrite_file(temporary_, path_, "");
}

TemporaryFile::~TemporaryFile() {
    if (!committed_) ::unlink(temporary_.c_str());
}

void TemporaryFile::commit() {
    publish(temporary_, target_);
    committed_ = true;
}

void write_atomically(const std::string& path, std::string_view content) {
    TemporaryFile file(path);
    overwrite_file(file.name(), path, content);
    file.commit();
}

}  // namespace essmap::files
