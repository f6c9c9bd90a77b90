#include "shapley_checkpoint.hpp"

#include "essmap/files/errors.hpp"
#include "essmap/maps/digest.hpp"
#include "fuzz.hpp"

/// A checkpoint of essmap shapley whose SHA-256 is right: only what it says is wrong.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    std::string bytes(fuzz::text_of(data, size));
    const auto hash = maps::sha256(bytes);
    bytes.append(hash.begin(), hash.end());
    fuzz::answers<files::DataError>([&] {
        const auto checkpoint = shapley::parse_checkpoint("c", bytes, "a game\n", 2, 3);
        fuzz::require(checkpoint.next >= 0 && checkpoint.state.size() == 2);
    });
    return 0;
}
