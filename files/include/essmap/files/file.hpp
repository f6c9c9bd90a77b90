#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace essmap::files {

/// An open file. Every call finishes what was asked or throws IoError "cannot write NAME: cause"
/// (or read), after trying again where the system was only interrupted or busy.
class File {
public:
    /// @param flags of open(2). @param name what messages call it, if not its path.
    File(const std::string& path, int flags, const std::string& name = {});
    ~File();
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;

    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Fewer bytes than asked for only at the end of the file.
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
    [[nodiscard]] std::uint64_t size() const;
    void truncate(std::uint64_t size);
    /// On disk when it returns, metadata too.
    void sync() const;
    /// The same, but for times and the like.
    void sync_data() const;
    enum class Lock { held, refused, unsupported };
    /// Lets no other process have the file (a shared lock: have it alone) until this one closes it
    /// or ends in any way. Refused while another has it; unsupported by some network file systems.
    [[nodiscard]] Lock lock(bool shared = false);
    /// Is this still the file that `path` names?
    [[nodiscard]] bool is_at(const std::string& path) const;

    [[nodiscard]] const std::string& name() const { return name_; }
    /// A name of the open file in which no library finds a meaning: NetCDF takes backslashes in a
    /// path for slashes, and drops blanks before it.
    [[nodiscard]] std::string alias() const;
    /// Times a call had to be tried again.
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

/// All that a file holds now. @throws IoError
std::string text_of(const File& file);

/// Syncs a folder: names created or removed in it are then on disk. @throws IoError
void sync_folder(const std::string& folder);

/// Makes a folder, and those it lies in, unless it is there. @throws IoError
void make_folder(const std::string& folder);

/// The folder a path names its file in; "." for a plain name.
std::string folder_of(const std::string& path);

}  // namespace essmap::files
