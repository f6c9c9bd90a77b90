#pragma once

#include <string>
#include <string_view>

/// Files are written whole or not at all: under a temporary name on the same file system, synced,
/// renamed.
namespace essmap::maps {

/// Creates `file`, or empties it, and writes `content`. @param name what messages call it
/// @throws IoError
void overwrite_file(const std::string& file, const std::string& name, std::string_view content);

/// Throws IoError if `path` is a folder, which no file can replace.
void refuse_folder(const std::string& path);

/// Syncs the temporary file, gives it its name, syncs the folder. @throws IoError
void publish(const std::string& temporary, const std::string& path);

/// A temporary file beside its target that is removed unless committed.
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
