#include "essmap/sweep/checkpoint_folder.hpp"

#include "essmap/files/errors.hpp"
#include "fuzz.hpp"
#include "provenance.hpp"

/// The manifest of a checkpoint folder, and what a run says of itself.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    static const fuzz::Folder folder;
    static_cast<void>(folder.write("manifest.json", fuzz::text_of(data, size)));
    static_cast<void>(folder.write("part-1-of-1.run-1.json", fuzz::text_of(data, size)));
    const sweep::CheckpointFolder checkpoint(folder.path(), "map.nc");
    fuzz::answers<files::DataError, files::IoError>([&] {
        static_cast<void>(checkpoint.manifest());
        static_cast<void>(sweep::origin({}, "0", checkpoint.runs()));
    });
    return 0;
}
