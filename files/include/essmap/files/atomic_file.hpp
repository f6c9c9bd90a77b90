#pragma once

#include <string>
#include <string_view>

/// Outputs: one policy for all. A regular file is made, or replaced, whole or not at all: under a
/// temporary name on the same file system, synced, renamed. Where a link is, the file it names is
/// written. Folders, devices, FIFOs and sockets are never replaced, nor is what was read.
namespace essmap::files {

/// From now on no output of this process replaces the file that `path` names, by whatever name.
void note_input(const std::string& path);

/// The file that an output to `path` makes or replaces: where the links lead, if it is one; the
/// last may name nothing yet. To be asked before long work.
/// @throws IoError where there is anything but a regular file, model::InvalidValue for an input
std::string output_target(const std::string& path);

/// Creates `file`, or empties it, and writes `content`. @param name what messages call it
/// @throws IoError
void overwrite_file(const std::string& file, const std::string& name, std::string_view content);

/// Syncs the temporary file, gives it the name of output_target(path), syncs the folder. Both must
/// be on one file system. @throws IoError, model::InvalidValue
void publish(const std::string& temporary, const std::string& path);

/// A temporary file beside its target that is removed unless committed.
class TemporaryFile {
public:
    /// Creates it empty. @throws IoError, model::InvalidValue
    explicit TemporaryFile(const std::string& path);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& name() const { return temporary_; }
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
