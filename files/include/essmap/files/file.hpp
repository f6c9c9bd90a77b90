#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace essmap::files {

/// An open file. Each call does all that it is asked, or throws IoError "cannot write NAME: cause"
/// (or read, or lock). Reading, writing, syncing and locking try again where the system was only
/// interrupted or busy.
class File {
public:
    /// Opens a file. @param flags of open(2) @param name what messages call it, if not its path
    /// @throws IoError
    File(const std::string& path, int flags, const std::string& name = {});
    ~File();
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;

    /// Writes all bytes, from this offset in bytes on. @throws IoError
    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Reads bytes from this offset on. @return how many were read: fewer than asked for only at
    /// the end of the file @throws IoError
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
    /// The present size in bytes. @throws IoError
    [[nodiscard]] std::uint64_t size() const;
    /// Cuts the file to `size` bytes, or extends it to them by zeros. @throws IoError
    void truncate(std::uint64_t size);
    /// Returns when the content and the metadata are on disk. @throws IoError
    void sync() const;
    /// Returns when the content is on disk, and the metadata that reading it needs. @throws IoError
    void sync_data() const;
    enum class Lock { held, refused, unsupported };
    /// Locks the file without waiting (flock(2)), until it is closed or this process ends in any
    /// way. It is refused while another holds it, unless both locks are shared. Some network file
    /// systems do not support locks. @throws IoError
    [[nodiscard]] Lock lock(bool shared = false);
    /// Is this still the file that `path` names?
    [[nodiscard]] bool is_at(const std::string& path) const;

    /// What messages call the file.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// A path of the open file that every library reads as it is. NetCDF takes backslashes in a
    /// path for slashes, and drops blanks before it.
    [[nodiscard]] std::string alias() const;
    /// How many times a call had to be tried again.
    [[nodiscard]] std::int64_t retries() const { return retries_; }

private:
    void sync_by(int (*call)(int)) const;
    [[noreturn]] void fail(const char* doing) const;
    /// Counts the failed try and waits a moment, or throws if trying again will not help.
    void retry_or_fail(const char* doing, int& tries) const;

    int descriptor_ = -1;
    std::string name_;
    mutable std::int64_t retries_ = 0;
};

/// The whole content of a file as it is now. @throws IoError
std::string text_of(const File& file);

/// Syncs a folder, so that names created or removed in it are on disk. @throws IoError
void sync_folder(const std::string& folder);

/// Makes a folder, and the folders it lies in, unless they exist. @throws IoError
void make_folder(const std::string& folder);

/// The folder in which a path names its file; "." for a plain name.
std::string folder_of(const std::string& path);

}  // namespace essmap::files
