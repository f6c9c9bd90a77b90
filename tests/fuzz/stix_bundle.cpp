#include <array>

#include "essmap/community/indicator_files.hpp"
#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// A bundle of STIX 2.1.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const fuzz::MemoryFile file(fuzz::text_of(data, size));
    const std::array paths{file.path()};
    fuzz::answers<files::DataError, files::IoError>([&] {
        const auto reports = community::read_stix_bundles(paths);
        for (const auto& report : reports.reports)
            fuzz::require(report.member < reports.members.size() &&
                          report.indicator < reports.indicators.size());
    });
    return 0;
}
