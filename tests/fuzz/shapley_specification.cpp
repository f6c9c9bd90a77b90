#include "essmap/shapley/shapley_specification.hpp"

#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// TOML of essmap shapley, with games of every kind. Files that it names are not there.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    const std::string text(fuzz::text_of(data, size));
    // An absolute name would be read.
    if (text.find('/') != std::string::npos || text.find('\\') != std::string::npos) return 0;
    fuzz::answers<files::DataError, files::IoError>([&] {
        const auto specification = shapley::parse_shapley("/nowhere/at/all/g.toml", text);
        fuzz::require(specification.game != nullptr && !specification.members.empty());
    });
    return 0;
}
