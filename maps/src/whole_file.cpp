#include "essmap/maps/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "essmap/maps/errors.hpp"
#include "essmap/maps/file.hpp"

namespace essmap::maps {

namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
    throw IoError(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

/// A name beside `path` that no other process uses.
std::string temporary_name(const std::string& path) {
    const auto file = std::filesystem::path(path).filename().string();
    return fmt::format("{}/.{}.{}.tmp", folder_of(path), file, ::getpid());
}

}  // namespace

void overwrite_file(const std::string& file, const std::string& name, std::string_view content) {
    File(file, O_WRONLY | O_CREAT | O_TRUNC, name).write_at(0, std::as_bytes(std::span(content)));
}

void refuse_folder(const std::string& path) {
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored))
        cannot_write(path, EISDIR);
}

void publish(const std::string& temporary, const std::string& path) {
    File(temporary, O_RDONLY, path).sync();
    if (std::rename(temporary.c_str(), path.c_str()) != 0) cannot_write(path, errno);
    sync_folder(folder_of(path));
}

TemporaryFile::TemporaryFile(const std::string& path)
    : path_(path), temporary_(temporary_name(path)) {
    refuse_folder(path_);
    overwrite_file(temporary_, path_, "");
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
    overwrite_file(file.name(), path, content);
    file.commit();
}

}  // namespace essmap::maps
