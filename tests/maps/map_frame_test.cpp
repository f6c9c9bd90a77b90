#include "essmap/maps/map_frame.hpp"
#include "essmap/maps/block_filler.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <random>

#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/maps/map_file.hpp"
#include "essmap/maps/packed_block.hpp"

namespace {

using namespace essmap;
using maps::Axis;
using maps::Layer;

/// A grid that no block size divides: 257 x 300 cells of gamma and U, twice; blocks at its end are
/// cut off.
maps::MapDescription odd_map(maps::Precision precision, int compression) {
    maps::MapDescription map;
    map.grid = {{Axis::from_values("r", {2, 4}, true), Axis::from_values("theta", {1}),
                 Axis::from_values("mu", {8}), Axis::from_values("k", {0.25}),
                 Axis::from_range("U", maps::Spacing::linear, 1, 10, 300),
                 Axis::from_range("gamma", maps::Spacing::linear, -8, 8, 257)},
                Axis::from_values("omega", {1, 4})};
    map.x0 = {0.2, 0.5};
    map.engine = maps::Engine::exact;
    map.layers = {Layer::outcome, Layer::eta, Layer::attractor, Layer::t_sat};
    map.precision = precision;
    map.compression = compression;
    return map;
}

class map_frame : public testing::TestWithParam<std::tuple<maps::Precision, int>> {
protected:
    void SetUp() override {
        path_ = (std::filesystem::temp_directory_path() /
                 ("essmap-frame-" + std::to_string(::getpid()) + ".nc"))
                    .string();
    }
    void TearDown() override { std::filesystem::remove(path_); }
    std::string path_;
};

/// Every value of every block is read back by NetCDF as it was computed, wherever and in whatever
/// order its chunks were written.
TEST_P(map_frame, gives_back_every_cell) {
    const auto [precision, compression] = GetParam();
    const auto map = odd_map(precision, compression);
    const maps::Blocking blocking(map.grid.shape());
    ASSERT_GT(blocking.size(), 2);
    ASSERT_NE(blocking.block(blocking.size() - 1).count, blocking.extent());
    const maps::GridTables tables(map.grid);
    maps::BlockFiller filler(map, tables);
    maps::BlockPacker packer(map);
    std::vector<maps::BlockData> data(static_cast<std::size_t>(blocking.size()));
    std::vector<maps::PackedBlock> packed(data.size());
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto block = blocking.block(static_cast<std::int64_t>(i));
        filler.fill(block, data[i], packed[i].statistics);
        packer.pack(block, data[i], packed[i]);
    }
    std::vector<std::size_t> order(data.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::shuffle(order, std::mt19937(1));
    maps::MapFrame frame(path_, path_, map, {.text = {{"content_digest", "none"}}});
    std::vector<std::vector<std::uint64_t>> places(data.size());
    for (const std::size_t i : order) {
        frame.place(packed[i].block, packed[i].sizes, places[i]);
        ASSERT_EQ(places[i].size(), maps::chunks_of(map).size());
        EXPECT_EQ(std::accumulate(packed[i].sizes.begin(), packed[i].sizes.end(), std::size_t{0}),
                  packed[i].bytes.size());
    }
    frame.finish();
    files::File file(path_, O_WRONLY);
    std::ranges::shuffle(order, std::mt19937(2));
    for (const std::size_t i : order) maps::write_chunks(packed[i], places[i], file);

    const maps::MapFile read(path_);
    EXPECT_EQ(maps::canonical_description(read.description()), maps::canonical_description(map));
    EXPECT_EQ(read.attribute("content_digest"), "none");
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto block = blocking.block(static_cast<std::int64_t>(i));
        for (const auto& chunk : maps::chunks_of(map)) {
            const auto values = read.read(chunk.layer, block, chunk.x0);
            const std::size_t offset = chunk.x0 * block.cells();
            std::vector<double> expected;
            for (std::size_t cell = offset; cell < offset + block.cells(); ++cell) {
                if (!maps::layer_info(chunk.layer).real)
                    expected.push_back(data[i].flag(chunk.layer)[cell]);
                else if (precision == maps::Precision::float32)
                    expected.push_back(static_cast<float>(data[i].real(chunk.layer)[cell]));
                else
                    expected.push_back(data[i].real(chunk.layer)[cell]);
            }
            const auto same = [](double one, double other) {
                return one == other || (std::isnan(one) && std::isnan(other));
            };
            EXPECT_TRUE(std::ranges::equal(values, expected, same))
                << maps::layer_info(chunk.layer).name << " of block " << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(formats, map_frame,
                         testing::Combine(testing::Values(maps::Precision::float32,
                                                          maps::Precision::float64),
                                          testing::Values(0, 1, 9)));

TEST(packed_block, digest_is_of_the_values_whatever_the_compression) {
    std::vector<std::string> digests;
    for (const int compression : {0, 1, 6}) {
        const auto map = odd_map(maps::Precision::float64, compression);
        const maps::GridTables tables(map.grid);
        maps::BlockFiller filler(map, tables);
        maps::BlockPacker packer(map);
        maps::BlockData data;
        maps::PackedBlock packed;
        const auto block = maps::Blocking(map.grid.shape()).block(1);
        filler.fill(block, data, packed.statistics);
        packer.pack(block, data, packed);
        digests.push_back(packed.digest.text());
        maps::PackedBlock again;
        packer.pack(block, data, again);
        EXPECT_EQ(again.bytes, packed.bytes);
    }
    EXPECT_EQ(digests[0], digests[1]);
    EXPECT_EQ(digests[0], digests[2]);
}

/// Its cells lie in the corner of the chunk, the rest of which is zero, whatever the number of
/// axes.
TEST(packed_block, a_cut_block_is_the_corner_of_a_whole_chunk) {
    const auto axis = [](std::size_t size) {
        std::vector<double> points(size);
        std::iota(points.begin(), points.end(), 1.0);
        return Axis::from_values("r", points);
    };
    for (const maps::Index& shape : {maps::Index{70000}, maps::Index{3, 300, 257},
                                     maps::Index{2, 1, 3, 5, 1, 100, 7, 1, 101}}) {
        maps::MapDescription map;
        for (const std::size_t size : shape) map.grid.axes.push_back(axis(size));
        ASSERT_EQ(map.grid.shape(), shape);
        map.layers = {Layer::outcome};
        map.compression = 0;
        const maps::Blocking blocking(shape);
        maps::Block whole;
        whole.count = blocking.extent();
        std::int64_t number = 0;
        while (blocking.block(number).count == blocking.extent()) ++number;
        const auto block = blocking.block(number);
        maps::BlockData data;
        for (std::size_t i = 0; i < block.cells(); ++i)
            data.flag(Layer::outcome).push_back(static_cast<std::int8_t>(1 + i % 101));
        maps::PackedBlock packed;
        maps::BlockPacker(map).pack(block, data, packed);
        ASSERT_EQ(packed.bytes.size(), whole.cells());
        std::size_t seen = 0;
        for (std::size_t i = 0; i < whole.cells(); ++i) {
            bool inside = true;
            for (std::size_t d = shape.size(), rest = i; d-- > 0; rest /= whole.count[d])
                inside = inside && rest % whole.count[d] < block.count[d];
            const int expected = inside ? data.flag(Layer::outcome)[seen++] : 0;
            ASSERT_EQ(std::to_integer<int>(packed.bytes[i]), expected);
        }
        EXPECT_EQ(seen, block.cells());
    }
}

TEST(map_frame_errors, says_where_it_cannot_write) {
    const auto map = odd_map(maps::Precision::float64, 1);
    try {
        maps::MapFrame("/nowhere/map", "out.nc", map, {});
        FAIL();
    } catch (const files::IoError& error) {
        EXPECT_STREQ(error.what(), "cannot write out.nc: No such file or directory");
    }
}

}  // namespace
