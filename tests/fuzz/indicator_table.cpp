#include "essmap/community/indicator_files.hpp"
#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// A CSV table of reports.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const fuzz::MemoryFile file(fuzz::text_of(data, size));
    fuzz::answers<files::DataError, files::IoError>([&] {
        const auto reports = community::read_indicator_csv(file.path());
        for (const auto& report : reports.reports)
            fuzz::require(report.member < reports.members.size() &&
                          report.indicator < reports.indicators.size());
    });
    return 0;
}
