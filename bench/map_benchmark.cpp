/// Packing blocks of real maps against its parts, and writing a map, or a journal, from packed
/// blocks against writing the same bytes to one file.
#include <fcntl.h>
#include <libdeflate.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/deflate.hpp"
#include "essmap/files/file.hpp"
#include "essmap/maps/block_filler.hpp"
#include "essmap/maps/map_file.hpp"
#include "essmap/maps/map_frame.hpp"
#include "essmap/maps/packed_block.hpp"
#include "essmap/sweep/journal.hpp"
#include "essmap/sweep/specification.hpp"
#include "essmap/text/quantities.hpp"
#include "harness.hpp"

namespace {

using namespace essmap;
using maps::Layer;
using Bytes = std::vector<std::byte>;

// ---- real blocks --------------------------------------------------------------------------------

std::int64_t blocks_wanted(std::int64_t usual) {
    return std::min(usual, bench::setting("ESSMAP_BENCH_COUNT", usual));
}

/// A map of examples/, by the closed form, and some of its blocks, spread over it.
struct Sample {
    maps::MapDescription map;
    maps::Blocking blocking;
    std::vector<maps::Block> blocks;
    std::vector<maps::BlockData> data;
    std::int64_t raw_bytes = 0;

    Sample(maps::MapDescription described, std::int64_t wanted)
        : map(std::move(described)), blocking(map) {
        const maps::GridTables tables(map.grid);
        maps::BlockFiller filler(map, tables);
        maps::FillStatistics statistics;
        const auto count = std::min(blocks_wanted(wanted), blocking.size());
        data.resize(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            blocks.push_back(blocking.block(blocking.size() * i / count));
            filler.fill(blocks.back(), data[static_cast<std::size_t>(i)], statistics);
            raw_bytes += static_cast<std::int64_t>(blocks.back().cells()) * map.cell_bytes();
        }
    }
};

maps::MapDescription example(const std::string& name) {
    const std::string path = ESSMAP_EXAMPLES "/" + name;
    return sweep::parse_specification(path, sweep::read_text_file(path), maps::Engine::exact).map;
}

/// Times of all starts in double precision: nine tenths of the bytes are mantissas.
Sample region7d(std::int64_t blocks) { return {example("region7d.toml"), blocks}; }

/// The billion cells without their times: flags only.
Sample billion(std::int64_t blocks) {
    auto map = example("billion.toml");
    std::erase(map.layers, Layer::t_sat);
    return {std::move(map), blocks};
}

/// The bytes of a chunk, and as the packer compresses them.
struct Chunk {
    Bytes plain, shuffled;
};

/// The chunks of a sample; those of blocks cut off at the grid's end as they are.
std::vector<Chunk> chunks_of(const Sample& sample) {
    std::vector<Chunk> chunks;
    for (std::size_t i = 0; i < sample.blocks.size(); ++i) {
        for (const auto& name : maps::chunks_of(sample.map)) {
            const auto layer = static_cast<std::size_t>(name.layer);
            const bool real = maps::layer_info(name.layer).real;
            const auto bytes = real ? std::as_bytes(std::span(sample.data[i].reals[layer]))
                                    : std::as_bytes(std::span(sample.data[i].flags[layer]));
            const std::size_t width = real ? sizeof(double) : 1;
            const std::size_t size = sample.blocks[i].cells() * width;
            const auto part = bytes.subspan(name.x0 * size, size);
            Chunk& chunk = chunks.emplace_back(Chunk{{part.begin(), part.end()}, Bytes(size)});
            files::shuffle(chunk.plain, width, chunk.shuffled);
        }
    }
    return chunks;
}

std::vector<maps::PackedBlock> packed_blocks(const Sample& sample) {
    maps::BlockPacker packer(sample.map);
    std::vector<maps::PackedBlock> packed(sample.blocks.size());
    for (std::size_t i = 0; i < packed.size(); ++i)
        packer.pack(sample.blocks[i], sample.data[i], packed[i]);
    return packed;
}

// ---- packing ------------------------------------------------------------------------------------

/// Does zlib, which HDF5 reads with, get back what was packed?
bool unpacks_to(std::span<const std::byte> packed, const Bytes& expected) {
    Bytes back(expected.size() + 1);
    uLongf size = back.size();
    return uncompress(reinterpret_cast<Bytef*>(back.data()), &size,
                      reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK &&
           size == expected.size() && std::equal(expected.begin(), expected.end(), back.begin());
}

void set_rates(benchmark::State& state, const Sample& sample, double packed_bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * sample.raw_bytes);
    if (packed_bytes > 0.0)
        state.counters["size"] = packed_bytes / static_cast<double>(sample.raw_bytes);
}

void pack_all(benchmark::State& state, Sample (*make)(std::int64_t)) {
    const Sample sample = make(24);
    maps::BlockPacker packer(sample.map);
    std::vector<maps::PackedBlock> packed(sample.blocks.size());
    for (auto _ : state) {
        for (std::size_t i = 0; i < packed.size(); ++i) {
            packed[i] = {};  // a sweep hands each on
            packer.pack(sample.blocks[i], sample.data[i], packed[i]);
        }
    }
    const auto chunks = chunks_of(sample);
    auto chunk = chunks.begin();
    double bytes = 0.0;
    for (std::size_t i = 0; i < packed.size(); ++i) {
        std::span<const std::byte> rest = packed[i].bytes;
        const bool whole = sample.blocks[i].count == sample.blocking.extent();
        for (const std::uint32_t size : packed[i].sizes) {
            if (!unpacks_to(rest.first(size), (chunk++)->shuffled) && whole)
                return bench::wrong(state, "a chunk does not unpack to what it was");
            rest = rest.subspan(size);
        }
        bytes += static_cast<double>(packed[i].bytes.size());
    }
    set_rates(state, sample, bytes);
}

void pack_shuffle(benchmark::State& state, Sample (*make)(std::int64_t)) {
    const Sample sample = make(24);
    const auto chunks = chunks_of(sample);
    Bytes out;
    for (auto _ : state) {
        for (const auto& chunk : chunks) {
            out.resize(chunk.plain.size());
            files::shuffle(chunk.plain, sizeof(double), out);
            benchmark::DoNotOptimize(out.data());
        }
    }
    // Whatever the last chunk holds, each of its bytes has its place.
    const Bytes& plain = chunks.back().plain;
    const std::size_t numbers = plain.size() / sizeof(double);
    for (std::size_t i = 0; i < plain.size(); ++i)
        if (out[i % sizeof(double) * numbers + i / sizeof(double)] != plain[i])
            return bench::wrong(state, "bytes went astray");
    set_rates(state, sample, 0.0);
}

void pack_digest(benchmark::State& state, Sample (*make)(std::int64_t)) {
    const Sample sample = make(24);
    const auto chunks = chunks_of(sample);
    maps::ContentDigest sum;
    for (auto _ : state) {
        sum = {};
        for (const auto& chunk : chunks) sum.add(maps::sha256(chunk.plain));
    }
    maps::ContentDigest backwards;
    for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk)
        backwards.add(maps::sha256(chunk->plain));
    if (sum.text() != backwards.text()) bench::wrong(state, "digests differ");
    set_rates(state, sample, 0.0);
}

/// Compresses all chunks again and again; `compress(chunk, out)` returns the bytes written.
template <class Compress>
void pack_by(benchmark::State& state, Sample (*make)(std::int64_t), Compress compress) {
    const Sample sample = make(24);
    const auto chunks = chunks_of(sample);
    Bytes out;
    std::size_t size = 0;
    double bytes = 0.0;
    for (auto _ : state) {
        bytes = 0.0;
        for (const auto& chunk : chunks) {
            out.resize(libdeflate_zlib_compress_bound(nullptr, chunk.shuffled.size()));
            size = compress(chunk.shuffled, out);
            bytes += static_cast<double>(size);
        }
    }
    if (!unpacks_to(std::span(out).first(size), chunks.back().shuffled))
        bench::wrong(state, "a chunk does not unpack to what it was");
    set_rates(state, sample, bytes);
}

void pack_libdeflate(benchmark::State& state, Sample (*make)(std::int64_t), int level) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
    pack_by(state, make, [&](const Bytes& from, Bytes& to) {
        return libdeflate_zlib_compress(compressor.get(), from.data(), from.size(), to.data(),
                                        to.size());
    });
}

/// As BlockPacker does it, at its usual level: by ISA-L.
void pack_deflate(benchmark::State& state, Sample (*make)(std::int64_t)) {
    files::Compressor compressor(1);
    pack_by(state, make,
            [&](const Bytes& from, Bytes& to) { return compressor.compress(from, to); });
}

BENCHMARK_CAPTURE(pack_all, region7d, &region7d)->Name("pack/all/region7d");
BENCHMARK_CAPTURE(pack_all, billion, &billion)->Name("pack/all/billion");
BENCHMARK_CAPTURE(pack_shuffle, region7d, &region7d)->Name("pack/shuffle/region7d");
BENCHMARK_CAPTURE(pack_digest, region7d, &region7d)->Name("pack/digest/region7d");
BENCHMARK_CAPTURE(pack_digest, billion, &billion)->Name("pack/digest/billion");
BENCHMARK_CAPTURE(pack_deflate, region7d, &region7d)->Name("pack/deflate/region7d/isal_1");
BENCHMARK_CAPTURE(pack_deflate, billion, &billion)->Name("pack/deflate/billion/isal_1");
BENCHMARK_CAPTURE(pack_libdeflate, region7d_1, &region7d, 1)
    ->Name("pack/deflate/region7d/libdeflate_1");
BENCHMARK_CAPTURE(pack_libdeflate, billion_1, &billion, 1)
    ->Name("pack/deflate/billion/libdeflate_1");
BENCHMARK_CAPTURE(pack_libdeflate, region7d_0, &region7d, 0)
    ->Name("pack/deflate/region7d/libdeflate_0");
BENCHMARK_CAPTURE(pack_libdeflate, region7d_6, &region7d, 6)
    ->Name("pack/deflate/region7d/libdeflate_6");

// ---- writing ------------------------------------------------------------------------------------

/// The whole of examples/region7d.toml, packed, and files beside each other to write it to.
class Written {
public:
    Written() : sample_(region7d(1 << 20)), packed(packed_blocks(sample_)) {
        std::ranges::fill(sample_.data, maps::BlockData{});  // 400 MB less
        for (const auto& block : packed) bytes += static_cast<std::int64_t>(block.bytes.size());
    }
    ~Written() { std::filesystem::remove(path); }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;

    /// A new file every time; making room for it is no part of writing it.
    void remove(benchmark::State& state) const {
        state.PauseTiming();
        std::filesystem::remove(path);
        state.ResumeTiming();
    }
    void set_rate(benchmark::State& state) const {
        state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * bytes);
    }
    [[nodiscard]] const maps::MapDescription& map() const { return sample_.map; }
    [[nodiscard]] const maps::Blocking& blocking() const { return sample_.blocking; }

private:
    Sample sample_;

public:
    std::vector<maps::PackedBlock> packed;
    std::int64_t bytes = 0;
    const std::string path = "map_benchmark." + std::to_string(::getpid());
};

/// What a sweep does at its end, the journal apart.
void write_map(benchmark::State& state) {
    const Written written;
    std::vector<std::uint64_t> places;
    for (auto _ : state) {
        written.remove(state);
        maps::MapFrame frame(written.path, written.path, written.map(), {});
        files::File file(written.path, O_WRONLY);
        for (const auto& packed : written.packed) {
            places.clear();
            frame.place(packed.block, packed.sizes, places);
            maps::write_chunks(packed, places, file);
        }
        frame.finish();
        file.sync();
    }
    const auto& last = written.packed.back();
    const auto block = written.blocking().block(last.block);
    const maps::GridTables tables(written.map().grid);
    maps::BlockData data;
    maps::FillStatistics statistics;
    maps::BlockFiller(written.map(), tables).fill(block, data, statistics);
    const maps::MapFile read(written.path);
    for (std::size_t x0 = 0; x0 < written.map().x0.size(); ++x0) {
        const auto values = read.read(Layer::t_sat, block, x0);
        if (!std::equal(
                values.begin(), values.end(),
                data.real(Layer::t_sat).begin() + static_cast<std::ptrdiff_t>(x0 * block.cells())))
            bench::wrong(state, "the map does not hold what was written");
    }
    written.set_rate(state);
}

/// The same bytes by write(), a megabyte at a time, and on disk.
void write_plain(benchmark::State& state) {
    const Written written;
    Bytes all;
    for (const auto& packed : written.packed)
        all.insert(all.end(), packed.bytes.begin(), packed.bytes.end());
    for (auto _ : state) {
        written.remove(state);
        const int descriptor = ::open(written.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        std::span<const std::byte> rest = all;
        while (!rest.empty()) {
            const auto size =
                ::write(descriptor, rest.data(), std::min<std::size_t>(rest.size(), 1U << 20U));
            if (size <= 0) throw std::runtime_error("cannot write " + written.path);
            rest = rest.subspan(static_cast<std::size_t>(size));
        }
        ::fsync(descriptor);
        ::close(descriptor);
    }
    Bytes back(all.size() + 1);
    back.resize(files::File(written.path, O_RDONLY).read_at(0, back));
    if (back != all) bench::wrong(state, "the file does not hold what was written");
    written.set_rate(state);
}

/// The journal of a sweep: records, and on disk in the end.
void write_journal(benchmark::State& state) {
    const Written written;
    for (auto _ : state) {
        written.remove(state);
        sweep::Journal journal(written.path, {});
        for (const auto& packed : written.packed) journal.append(packed);
        journal.sync();
    }
    const auto scan = sweep::scan_journal(written.path, {}, written.blocking().size(),
                                          maps::chunks_of(written.map()).size());
    if (scan.places.size() != written.packed.size() || scan.damaged_bytes > 0)
        bench::wrong(state, "the journal does not hold what was written");
    written.set_rate(state);
}

/// Gives the map's chunks places and leaves them empty: what HDF5 takes.
void write_frame(benchmark::State& state) {
    const Written written;
    std::vector<std::uint64_t> places;
    for (auto _ : state) {
        written.remove(state);
        maps::MapFrame frame(written.path, written.path, written.map(), {});
        places.clear();
        for (const auto& packed : written.packed) frame.place(packed.block, packed.sizes, places);
        frame.finish();
    }
    std::ranges::sort(places);
    if (std::ranges::adjacent_find(places) != places.end())
        bench::wrong(state, "two chunks have one place");
    written.set_rate(state);
}

BENCHMARK(write_map)->Name("write/map")->UseRealTime();
BENCHMARK(write_plain)->Name("write/plain")->UseRealTime();
BENCHMARK(write_journal)->Name("write/journal")->UseRealTime();
BENCHMARK(write_frame)->Name("write/frame")->UseRealTime();

}  // namespace

int main(int argc, char** argv) { return essmap::bench::run(argc, argv); }
