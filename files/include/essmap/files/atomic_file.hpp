#pragma once

#include <string>
#include <string_view>

/// How all outputs are written. A regular file is made, or replaced, whole or not at all: it is
/// written under a temporary name on the same file system, synced and renamed. A link is followed
/// to the file that it names. Folders, devices, FIFOs and sockets are never replaced, and neither
/// is a file that was read.
namespace essmap::files {

/// Notes a file that is read: from now on no output of this process replaces it, by whatever name.
void note_input(const std::string& path);

/// The file that an output to `path` makes or replaces: `path` itself, or the file that links lead
/// to. It need not exist yet. Ask this before long work.
/// @throws IoError where it is anything but a regular file; model::InvalidValue for an input
std::string output_target(const std::string& path);

/// Creates `file`, or empties it, and writes `content`. @param name what messages call it
/// @throws IoError
void overwrite_file(const std::string& file, const std::string& name, std::string_view content);

/// Syncs the temporary file, renames it to output_target(path), and syncs the folder.
/// @pre both are on one file system @throws IoError, model::InvalidValue as output_target()
void publish(const std::string& temporary, const std::string& path);

/// A temporary file beside its target that is removed unless committed.
class TemporaryFile {
public:
    /// Creates an empty file beside output_target(path). @throws IoError, model::InvalidValue
    explicit TemporaryFile(const std::string& path);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    /// The path of the temporary file.
    [[nodiscard]] const std::string& name() const { return temporary_; }
    /// Makes the file the output, as publish(). @throws IoError, model::InvalidValue
    void commit();

private:
    std::string path_;  ///< as given, for messages
    std::string target_;
    std::string temporary_;
    bool committed_ = false;
};

/// Writes `content` to `path`, whole or not at all. @throws IoError, model::InvalidValue
void write_atomically(const std::string& path, std::string_view content);

}  // namespace essmap::files
