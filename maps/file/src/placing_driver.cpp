#include "placing_driver.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <span>

namespace essmap::maps {

namespace {

/// What HDF5 copies from the access list to the file.
struct PlacingInfo {
    PlacedFile* placed;
};

/// An open file of the driver; HDF5 keeps its own part first.
struct PlacingFile {
    H5FD_t common{};
    haddr_t end_of_addresses = 0;
    haddr_t end_of_file = 0;
    PlacedFile* placed = nullptr;
};

PlacingFile* self(H5FD_t* file) { return reinterpret_cast<PlacingFile*>(file); }
const PlacingFile* self(const H5FD_t* file) { return reinterpret_cast<const PlacingFile*>(file); }

/// No exception may pass through HDF5. @return false if `work` threw
bool noting_errors(PlacedFile& placed, const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (...) {
        if (!placed.error) placed.error = std::current_exception();
        return false;
    }
}

H5FD_t* open_file(const char* /*name*/, unsigned /*flags*/, hid_t access, haddr_t /*maxaddr*/) {
    auto file = std::make_unique<PlacingFile>();
    file->placed = static_cast<const PlacingInfo*>(H5Pget_driver_info(access))->placed;
    if (!noting_errors(*file->placed, [&] { file->end_of_file = file->placed->file.size(); }))
        return nullptr;
    return &file.release()->common;
}

herr_t close_file(H5FD_t* file) {
    const std::unique_ptr<PlacingFile> owner(self(file));
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
    PlacedFile& placed = *self(file)->placed;
    const std::span bytes(static_cast<std::byte*>(buffer), size);
    return noting_errors(placed,
                         [&] {
                             // Beyond the end HDF5 expects zeros.
                             const auto rest = bytes.subspan(placed.file.read_at(at, bytes));
                             std::ranges::fill(rest, std::byte{0});
                         })
               ? 0
               : -1;
}

herr_t write_file(H5FD_t* file, H5FD_mem_t type, hid_t /*transfer*/, haddr_t at, std::size_t size,
                  const void* buffer) {
    PlacedFile& placed = *self(file)->placed;
    if (type == H5FD_MEM_DRAW)
        placed.last_place = at;
    else
        noting_errors(placed, [&] {
            placed.file.write_at(at, std::span(static_cast<const std::byte*>(buffer), size));
        });
    self(file)->end_of_file = std::max(self(file)->end_of_file, at + size);
    return 0;
}

/// Chunks may lie beyond what has been written so far: the file only grows.
herr_t truncate_file(H5FD_t* file, hid_t /*transfer*/, hbool_t /*closing*/) {
    PlacingFile& placing = *self(file);
    noting_errors(*placing.placed, [&] {
        files::File& grown = placing.placed->file;
        if (grown.size() < placing.end_of_addresses) grown.truncate(placing.end_of_addresses);
    });
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

hid_t placing_access(PlacedFile& file) {
    static const H5FD_class_t driver = make_driver();
    static const hid_t id = H5FDregister(&driver);
    const PlacingInfo info{&file};
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_driver(access, id, &info);
    return access;
}

}  // namespace essmap::maps
