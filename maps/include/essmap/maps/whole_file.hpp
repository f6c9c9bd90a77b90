#pragma once

#include <string>
#include <string_view>

/// Files are written whole or not at all: under a temporary name beside the target, synced,
/// renamed.
namespace essmap::maps {

/// A name beside `path` that no other process uses.
std::string temporary_name(const std::string& path);

/// Creates the temporary file empty. @throws IoError naming `path` and the cause.
void create_empty_file(const std::string& temporary, const std::string& path);

/// Syncs the temporary file, gives it its name, syncs the folder. @throws IoError
void publish(const std::string& temporary, const std::string& path);

/// A temporary file that is removed unless committed.
class TemporaryFile {
public:
    /// Creates it empty. @throws IoError
    explicit TemporaryFile(const std::string& path);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& name() const { return temporary_; }
    void commit();

private:
    std::string path_;
    std::string temporary_;
    bool committed_ = false;
};

/// Writes `content` to `path`, whole or not at all. @throws IoError
void write_whole_file(const std::string& path, std::string_view content);

}  // namespace essmap::maps
