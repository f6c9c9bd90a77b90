// A map with damage anywhere is read to its end or refused: never a crash, a hang, or a value that
// a map cannot have.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <random>
#include <span>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/maps/block_filler.hpp"
#include "essmap/maps/map_file.hpp"
#include "essmap/maps/map_frame.hpp"

namespace {

using namespace essmap;
using maps::Axis;
using maps::Layer;

maps::MapDescription small_map(int compression) {
    maps::MapDescription map;
    map.grid = {
        {Axis::from_values("r", {2, 4}, true), Axis::from_values("theta", {1, 2}),
         Axis::from_values("mu", {8}), Axis::from_values("k", {0.25}), Axis::from_values("U", {10}),
         Axis::from_range("gamma", maps::Spacing::linear, -8, 8, 33)},
        Axis::from_values("omega", {1, 4})};
    map.x0 = {0.2, 0.5};
    map.engine = maps::Engine::exact;
    map.layers = {Layer::outcome, Layer::eta, Layer::attractor, Layer::t_sat};
    map.compression = compression;
    return map;
}

class damaged_map : public testing::TestWithParam<int> {
protected:
    void SetUp() override {
        const auto map = small_map(GetParam());
        path_ = (std::filesystem::temp_directory_path() /
                 ("essmap-damaged-" + std::to_string(::getpid()) + ".nc"))
                    .string();
        const maps::GridTables tables(map.grid);
        maps::BlockFiller filler(map, tables);
        maps::BlockPacker packer(map);
        maps::BlockData data;
        maps::PackedBlock packed;
        const auto block = maps::Blocking(map).block(0);
        filler.fill(block, data, packed.statistics);
        packer.pack(block, data, packed);
        digest_ = packed.digest;
        maps::MapFrame frame(path_, path_, map, {.text = {{"content_digest", "none"}}});
        std::vector<std::uint64_t> places;
        frame.place(0, packed.sizes, places);
        frame.finish();
        files::File file(path_, O_RDWR);
        maps::write_chunks(packed, places, file);
        whole_.resize(file.size());
        ASSERT_EQ(file.read_at(0, std::as_writable_bytes(std::span(whole_))), whole_.size());
    }
    void TearDown() override { std::filesystem::remove(path_); }

    /// Reads everything. @return the digest of what was read
    std::optional<std::string> read_all(const std::string& bytes) {
        files::overwrite_file(path_, path_, bytes);
        try {
            const maps::MapFile map(path_);
            const auto& description = map.description();
            for (const Layer layer : description.layers) {
                const auto& info = maps::layer_info(layer);
                const maps::Blocking blocking(description.grid.shape());
                if (blocking.size() > 4) continue;
                for (std::int64_t i = 0; i < blocking.size(); ++i)
                    for (const double value : map.read(layer, blocking.block(i)))
                        EXPECT_TRUE(info.real || (value >= 0 && value < 8)) << info.name;
            }
            maps::ContentDigest digest;
            map.add_content(maps::Blocking(description).block(0), digest);
            static_cast<void>(map.has_bounds());
            return digest.text();
        } catch (const files::DataError& error) {
            EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
            return std::nullopt;
        }
    }

    std::string path_;
    std::string whole_;
    maps::ContentDigest digest_;
};

TEST_P(damaged_map, whole_it_has_its_digest_and_bounds) {
    const maps::MapFile map(path_);
    EXPECT_EQ(map.description().compression, GetParam());
    EXPECT_TRUE(map.has_bounds());
    maps::ContentDigest digest;
    map.add_content(maps::Blocking(map.description()).block(0), digest);
    EXPECT_EQ(digest.text(), digest_.text());
}

TEST_P(damaged_map, any_byte_may_be_another) {
    std::mt19937 random(1);
    int refused = 0;
    constexpr int trials = 300;
    for (int trial = 0; trial < trials; ++trial) {
        std::string bytes = whole_;
        const std::size_t at = random() % bytes.size();
        switch (trial % 3) {
            case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8))); break;
            case 1: bytes[at] = static_cast<char>(random()); break;
            default: bytes.replace(at, 8, 8, static_cast<char>(trial % 2 == 0 ? 0 : 0xFF));
        }
        if (!read_all(bytes)) ++refused;
    }
    EXPECT_GT(refused, trials / 20);
    EXPECT_LT(refused, trials);
}

TEST_P(damaged_map, it_may_be_cut_anywhere) {
    for (std::size_t size = 0; size < whole_.size(); size += 1 + whole_.size() / 60) {
        const auto digest = read_all(whole_.substr(0, size));
        EXPECT_TRUE(!digest || *digest == digest_.text()) << size;  // or nothing of it was there
    }
}

INSTANTIATE_TEST_SUITE_P(compressions, damaged_map, testing::Values(0, 1, 9));

TEST(map_file, what_is_no_regular_file_is_not_waited_for) {
    const std::string pipe = (std::filesystem::temp_directory_path() /
                              ("essmap-pipe-" + std::to_string(::getpid()) + ".nc"))
                                 .string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THROW(maps::MapFile{pipe}, files::IoError);
    std::filesystem::remove(pipe);
    EXPECT_THROW(maps::MapFile{"/nowhere/map.nc"}, files::IoError);
    EXPECT_THROW(maps::MapFile{"/"}, files::IoError);
}

}  // namespace
