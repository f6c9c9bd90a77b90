#include "placing_driver.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace essmap::maps {

namespace {

/// What HDF5 copies from the access list to the file.
struct PlacingInfo {
    PlacingLog* log;
};

/// An open file of the driver; HDF5 keeps its own part first.
struct PlacingFile {
    H5FD_t common{};
    int descriptor = -1;
    haddr_t end_of_addresses = 0;
    haddr_t end_of_file = 0;
    PlacingLog* log = nullptr;
};

PlacingFile* self(H5FD_t* file) { return reinterpret_cast<PlacingFile*>(file); }
const PlacingFile* self(const H5FD_t* file) { return reinterpret_cast<const PlacingFile*>(file); }

void note(PlacingFile& file, int error) {
    if (file.log->error == 0) file.log->error = error;
}

H5FD_t* open_file(const char* name, unsigned /*flags*/, hid_t access, haddr_t /*maxaddr*/) {
    auto file = std::make_unique<PlacingFile>();
    file->log = static_cast<const PlacingInfo*>(H5Pget_driver_info(access))->log;
    file->descriptor = ::open(name, O_RDWR | O_CLOEXEC);
    struct stat status {};
    if (file->descriptor < 0 || ::fstat(file->descriptor, &status) != 0) {
        note(*file, errno);
        if (file->descriptor >= 0) ::close(file->descriptor);
        return nullptr;
    }
    file->end_of_file = static_cast<haddr_t>(status.st_size);
    return &file.release()->common;
}

herr_t close_file(H5FD_t* file) {
    const std::unique_ptr<PlacingFile> owner(self(file));
    if (::close(owner->descriptor) != 0) note(*owner, errno);
    return 0;
}

int compare_files(const H5FD_t* one, const H5FD_t* other) {
    return one == other ? 0 : (std::less<const H5FD_t*>()(one, other) ? -1 : 1);
}

herr_t query(const H5FD_t* /*file*/, unsigned long* flags) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA;
    return 0;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t /*type*/) {
    return self(file)->end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t /*type*/, haddr_t end) {
    self(file)->end_of_addresses = end;
    return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t /*type*/) { return self(file)->end_of_file; }

herr_t read_file(H5FD_t* file, H5FD_mem_t /*type*/, hid_t /*transfer*/, haddr_t at,
                 std::size_t size, void* buffer) {
    auto* to = static_cast<char*>(buffer);
    while (size > 0) {
        const ssize_t got = ::pread(self(file)->descriptor, to, size, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            note(*self(file), errno);
            return -1;
        }
        if (got == 0) {  // beyond the end: HDF5 expects zeros
            std::memset(to, 0, size);
            break;
        }
        to += got;
        at += static_cast<haddr_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return 0;
}

herr_t write_file(H5FD_t* file, H5FD_mem_t type, hid_t /*transfer*/, haddr_t at, std::size_t size,
                  const void* buffer) {
    PlacingFile& placing = *self(file);
    if (type == H5FD_MEM_DRAW) {
        placing.log->last_place = at;
        placing.end_of_file = std::max(placing.end_of_file, at + size);
        return 0;
    }
    const auto* from = static_cast<const char*>(buffer);
    while (size > 0) {
        const ssize_t put = ::pwrite(placing.descriptor, from, size, static_cast<off_t>(at));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) {
            note(placing, errno);
            break;
        }
        from += put;
        at += static_cast<haddr_t>(put);
        size -= static_cast<std::size_t>(put);
    }
    placing.end_of_file = std::max(placing.end_of_file, at + size);
    return 0;
}

/// Chunks may lie beyond what has been written so far: the file only grows.
herr_t truncate_file(H5FD_t* file, hid_t /*transfer*/, hbool_t /*closing*/) {
    PlacingFile& placing = *self(file);
    struct stat status {};
    const auto end = static_cast<off_t>(placing.end_of_addresses);
    if (::fstat(placing.descriptor, &status) != 0 ||
        (status.st_size < end && ::ftruncate(placing.descriptor, end) != 0))
        note(placing, errno);
    placing.end_of_file = std::max(placing.end_of_file, placing.end_of_addresses);
    return 0;
}

H5FD_class_t make_driver() {
    H5FD_class_t driver{};
    driver.name = "essmap_placing";
    driver.maxaddr = static_cast<haddr_t>(INT64_MAX);
    driver.fc_degree = H5F_CLOSE_STRONG;
    driver.fapl_size = sizeof(PlacingInfo);
    driver.open = &open_file;
    driver.close = &close_file;
    driver.cmp = &compare_files;
    driver.query = &query;
    driver.get_eoa = &end_of_addresses;
    driver.set_eoa = &set_end_of_addresses;
    driver.get_eof = &end_of_file;
    driver.read = &read_file;
    driver.write = &write_file;
    driver.truncate = &truncate_file;
    for (auto& type : driver.fl_map) type = H5FD_MEM_DEFAULT;
    return driver;
}

}  // namespace

hid_t placing_access(PlacingLog& log) {
    static const H5FD_class_t driver = make_driver();
    static const hid_t id = H5FDregister(&driver);
    const PlacingInfo info{&log};
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_driver(access, id, &info);
    return access;
}

}  // namespace essmap::maps
