#include "essmap/sweep/journal.hpp"

#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// A journal of finished blocks.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    constexpr std::int64_t blocks = 8;
    constexpr std::size_t chunks = 2;
    const fuzz::MemoryFile file(fuzz::text_of(data, size));
    const auto scan = sweep::scan_journal(file.path(), maps::Sha256{}, blocks, chunks);
    fuzz::require(scan.damaged_bytes <= static_cast<std::int64_t>(size));
    const sweep::JournalReader reader(file.path());
    maps::PackedBlock packed;
    for (const auto& place : scan.places) {
        reader.read(place, packed);
        fuzz::require(packed.block >= 0 && packed.block < blocks && packed.sizes.size() == chunks);
    }
    return 0;
}
