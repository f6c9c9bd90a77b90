#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "essmap/files/file.hpp"
#include "essmap/maps/block_filler.hpp"
#include "essmap/maps/map_file.hpp"
#include "essmap/maps/map_frame.hpp"

namespace essmap::test {

/// A map filled and written to a file, which goes with it.
class WrittenMap {
public:
    explicit WrittenMap(const maps::MapDescription& map)
        : path_((std::filesystem::temp_directory_path() /
                 ("essmap-map-" + std::to_string(::getpid()) + ".nc"))
                    .string()) {
        const maps::Blocking blocking(map);
        const maps::GridTables tables(map.grid);
        maps::BlockFiller filler(map, tables);
        maps::BlockPacker packer(map);
        maps::MapFrame frame(path_, path_, map, {});
        std::vector<maps::PackedBlock> packed(static_cast<std::size_t>(blocking.size()));
        std::vector<std::vector<std::uint64_t>> places(packed.size());
        for (std::size_t i = 0; i < packed.size(); ++i) {
            const auto block = blocking.block(static_cast<std::int64_t>(i));
            maps::BlockData data;
            filler.fill(block, data, packed[i].statistics);
            packer.pack(block, data, packed[i]);
            frame.place(packed[i].block, packed[i].sizes, places[i]);
        }
        frame.finish();
        files::File file(path_, O_WRONLY);
        for (std::size_t i = 0; i < packed.size(); ++i)
            maps::write_chunks(packed[i], places[i], file);
    }
    ~WrittenMap() { std::filesystem::remove(path_); }
    WrittenMap(const WrittenMap&) = delete;
    WrittenMap& operator=(const WrittenMap&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace essmap::test
