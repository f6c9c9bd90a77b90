#include "assembly.hpp"

#include <fcntl.h>
#include <mpi.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

#include "essmap/maps/map_frame.hpp"

namespace essmap::sweep {

namespace {

/// Counts to the displacements MPI wants beside them.
std::vector<int> starts_of(const std::vector<int>& counts) {
    std::vector<int> starts(counts.size(), 0);
    std::partial_sum(counts.begin(), counts.end() - 1, starts.begin() + 1);
    return starts;
}

/// Even shares of all ranks' places, in the order of ranks.
std::vector<BlockLocation> deal_evenly(const MpiSession& mpi,
                                       const std::vector<BlockLocation>& places) {
    const auto count = static_cast<std::int64_t>(places.size());
    std::int64_t first = 0;
    MPI_Exscan(&count, &first, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
    if (mpi.is_root()) first = 0;
    const std::int64_t total = mpi.sum(count);
    const std::int64_t share = std::max<std::int64_t>((total + mpi.size() - 1) / mpi.size(), 1);
    std::vector<int> sent(static_cast<std::size_t>(mpi.size()), 0);
    for (std::int64_t i = first; i < first + count; ++i)
        ++sent[static_cast<std::size_t>(i / share)];
    std::vector<int> received(sent.size(), 0);
    MPI_Alltoall(sent.data(), 1, MPI_INT, received.data(), 1, MPI_INT, MPI_COMM_WORLD);
    std::vector<BlockLocation> dealt(static_cast<std::size_t>(
        std::accumulate(received.begin(), received.end(), std::int64_t{0})));
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Type_contiguous(static_cast<int>(sizeof(BlockLocation)), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Alltoallv(places.data(), sent.data(), starts_of(sent).data(), type, dealt.data(),
                  received.data(), starts_of(received).data(), type, MPI_COMM_WORLD);
    MPI_Type_free(&type);
    return dealt;
}

/// A rank's part in putting a map together.
class Assembler {
public:
    Assembler(const MpiSession& mpi, std::vector<BlockLocation> places, const Assembly& assembly)
        : mpi_(mpi),
          assembly_(assembly),
          places_(std::move(places)),
          chunks_(maps::chunks_of(assembly.map).size()),
          reader_(assembly.journal) {
        std::ranges::sort(places_, {}, [](const BlockLocation& place) {
            return std::tuple(place.journal, place.offset);
        });
        const auto full = maps::Blocking(assembly.map).block(0);
        const std::int64_t block_bytes =
            static_cast<std::int64_t>(full.cells()) * assembly.map.cell_bytes();
        batch_ =
            static_cast<std::size_t>(std::clamp<std::int64_t>(round_bytes / block_bytes, 1, 64));
        mpi_.collectively([&] {
            if (mpi_.is_root())
                frame_.emplace(assembly_.temporary, assembly_.out, assembly_.map,
                               assembly_.attributes);
        });
        mpi_.collectively([&] { file_.emplace(assembly_.temporary, O_WRONLY, assembly_.out); });
    }

    bool run() {
        const auto most = mpi_.max(static_cast<std::int64_t>(places_.size()));
        std::int64_t written = 0;
        for (std::size_t first = 0; first < static_cast<std::size_t>(most); first += batch_) {
            if (mpi_.max(std::int64_t{assembly_.stop_asked()}) > 0) return false;
            const std::size_t begin = std::min(first, places_.size());
            const std::size_t end = std::min(first + batch_, places_.size());
            mpi_.collectively([&] { read(std::span(places_).subspan(begin, end - begin)); });
            give_places();
            mpi_.collectively([&] { write(); });
            written += mpi_.sum(static_cast<std::int64_t>(end - begin));
            assembly_.progress(written);
        }
        mpi_.collectively([&] {
            if (mpi_.is_root()) frame_->finish();
        });
        mpi_.collectively([&] { file_->sync(); });
        return true;
    }

private:
    static constexpr std::int64_t round_bytes = std::int64_t{32} << 20;

    void read(std::span<const BlockLocation> places) {
        blocks_.resize(places.size());
        names_.clear();
        for (std::size_t i = 0; i < places.size(); ++i) {
            reader_.read(places[i], blocks_[i]);
            names_.push_back(places[i].block);
            names_.insert(names_.end(), blocks_[i].sizes.begin(), blocks_[i].sizes.end());
        }
    }

    /// Sends the sizes of this round's chunks to rank 0 and gets their places.
    void give_places() {
        const auto ranks = mpi_.is_root() ? static_cast<std::size_t>(mpi_.size()) : 1;
        const int mine = static_cast<int>(blocks_.size());
        std::vector<int> blocks(ranks, 0);
        MPI_Gather(&mine, 1, MPI_INT, blocks.data(), 1, MPI_INT, 0, MPI_COMM_WORLD);
        const auto scaled = [&](std::size_t width) {
            std::vector<int> counts;
            counts.reserve(blocks.size());
            for (const int count : blocks) counts.push_back(count * static_cast<int>(width));
            return counts;
        };
        const std::vector<int> named = scaled(1 + chunks_);
        const std::vector<int> placed = scaled(chunks_);
        const auto total =
            static_cast<std::size_t>(std::accumulate(blocks.begin(), blocks.end(), 0));
        std::vector<std::int64_t> all(mpi_.is_root() ? total * (1 + chunks_) : 0);
        MPI_Gatherv(names_.data(), static_cast<int>(names_.size()), MPI_INT64_T, all.data(),
                    named.data(), starts_of(named).data(), MPI_INT64_T, 0, MPI_COMM_WORLD);
        std::vector<std::uint64_t> given;
        mpi_.collectively([&] {
            std::vector<std::uint32_t> sizes(chunks_);
            for (std::size_t at = 0; at < all.size(); at += 1 + chunks_) {
                std::transform(all.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                               all.begin() + static_cast<std::ptrdiff_t>(at + 1 + chunks_),
                               sizes.begin(),
                               [](std::int64_t size) { return static_cast<std::uint32_t>(size); });
                frame_->place(all[at], sizes, given);
            }
        });
        offsets_.resize(blocks_.size() * chunks_);
        MPI_Scatterv(given.data(), placed.data(), starts_of(placed).data(), MPI_UINT64_T,
                     offsets_.data(), static_cast<int>(offsets_.size()), MPI_UINT64_T, 0,
                     MPI_COMM_WORLD);
    }

    void write() {
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            maps::write_chunks(blocks_[i], std::span(offsets_).subspan(i * chunks_, chunks_),
                               *file_);
    }

    const MpiSession& mpi_;
    const Assembly& assembly_;
    std::vector<BlockLocation> places_;
    std::size_t chunks_;
    std::size_t batch_ = 1;
    std::optional<maps::MapFrame> frame_;  ///< rank 0
    std::optional<files::File> file_;
    JournalsReader reader_;
    std::vector<maps::PackedBlock> blocks_;  ///< of this round
    std::vector<std::int64_t> names_;        ///< block, then the sizes of its chunks
    std::vector<std::uint64_t> offsets_;
};

}  // namespace

bool assemble(const MpiSession& mpi, const std::vector<BlockLocation>& places,
              const Assembly& assembly) {
    return Assembler(mpi, deal_evenly(mpi, places), assembly).run();
}

}  // namespace essmap::sweep
