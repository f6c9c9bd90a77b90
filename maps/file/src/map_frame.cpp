#include "essmap/maps/map_frame.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/blocks.hpp"
#include "essmap/maps/schema.hpp"
#include "placing_driver.hpp"

namespace essmap::maps {

namespace {

/// A map without chunks, as NetCDF makes it. In memory: a full disk is then ours to notice.
std::string image(const std::string& name, const MapDescription& map,
                  const files::FileAttributes& attributes) {
    files::NetcdfWriter file(name);
    define_map(file, map, attributes);
    file.end_definitions();
    write_coordinates(file, map);
    return file.image();
}

}  // namespace

class MapFrame::Impl {
public:
    Impl(const std::string& path, const std::string& name, const MapDescription& map)
        : name_(name),
          blocking_(map),
          chunks_(chunks_of(map)),
          placed_{files::File(path, O_RDWR, name), 0, nullptr} {
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        const hid_t access = placing_access(placed_);
        file_ = H5Fopen(path.c_str(), H5F_ACC_RDWR, access);
        H5Pclose(access);
        if (file_ < 0) fail();
        for (const Layer layer : map.layers) {
            const std::string layer_name(layer_info(layer).name);
            hid_t& id = layers_[static_cast<std::size_t>(layer)];
            id = H5Dopen2(file_, layer_name.c_str(), H5P_DEFAULT);
            if (id < 0) fail();
        }
    }
    ~Impl() { close(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void place(std::int64_t number, std::span<const std::uint32_t> sizes,
               std::vector<std::uint64_t>& places) {
        const Block block = blocking_.block(number);
        std::vector<hsize_t> at(1 + block.start.size());  // the start of layers by x0 comes first
        std::ranges::copy(block.start, at.begin() + 1);
        for (std::size_t i = 0; i < chunks_.size(); ++i) {
            const bool by_x0 = layer_info(chunks_[i].layer).by_x0;
            at[0] = chunks_[i].x0;
            // The driver looks at where, not at what: any bytes will do.
            if (nothing_.size() < sizes[i]) nothing_.resize(sizes[i]);
            if (H5Dwrite_chunk(layers_[static_cast<std::size_t>(chunks_[i].layer)], H5P_DEFAULT, 0,
                               at.data() + (by_x0 ? 0 : 1), sizes[i], nothing_.data()) < 0)
                fail();
            places.push_back(placed_.last_place);
        }
    }

    void finish() {
        if (!close()) fail();
    }

private:
    bool close() {
        bool fine = true;
        for (hid_t& id : layers_)
            if (const hid_t layer = std::exchange(id, -1); layer >= 0)
                fine = H5Dclose(layer) >= 0 && fine;
        if (const hid_t file = std::exchange(file_, -1); file >= 0)
            fine = H5Fclose(file) >= 0 && fine;
        return fine && !placed_.error;
    }
    [[noreturn]] void fail() const {
        if (placed_.error) std::rethrow_exception(placed_.error);
        throw files::IoError(fmt::format("cannot write {}: HDF5 gives no reason", name_));
    }

    std::string name_;
    Blocking blocking_;
    std::vector<ChunkName> chunks_;
    PlacedFile placed_;
    hid_t file_ = -1;
    std::array<hid_t, layer_count> layers_ = [] {
        std::array<hid_t, layer_count> none{};
        none.fill(-1);
        return none;
    }();
    std::vector<std::byte> nothing_;
};

MapFrame::MapFrame(const std::string& path, const std::string& name, const MapDescription& map,
                   const files::FileAttributes& attributes) {
    files::overwrite_file(path, name, image(name, map, attributes));
    impl_ = std::make_unique<Impl>(path, name, map);
}
MapFrame::~MapFrame() = default;

void MapFrame::place(std::int64_t block, std::span<const std::uint32_t> sizes,
                     std::vector<std::uint64_t>& places) {
    impl_->place(block, sizes, places);
}

void MapFrame::finish() { impl_->finish(); }

void write_chunks(const PackedBlock& packed, std::span<const std::uint64_t> places,
                  files::File& file) {
    std::span<const std::byte> rest = packed.bytes;
    for (std::size_t i = 0; i < places.size();) {
        const std::uint64_t place = places[i];
        std::size_t size = 0;
        do size += packed.sizes[i++];
        while (i < places.size() && places[i] == place + size);
        file.write_at(place, rest.first(size));
        rest = rest.subspan(size);
    }
}

}  // namespace essmap::maps
