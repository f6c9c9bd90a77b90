#include "essmap/evm/artifact.hpp"
#include "fuzz.hpp"

/// The compiler's output, and results of calls: the first byte says which.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap::evm;
    if (size == 0) return 0;
    const std::span<const std::uint8_t> rest(data + 1, size - 1);
    if (data[0] == 'j') {
        const fuzz::MemoryFile file(fuzz::text_of(rest.data(), rest.size()));
        fuzz::answers<EvmError>([&] {
            const Artifacts artifacts(std::filesystem::path(file.path()));
            const auto contract = artifacts.contract("C");
            static_cast<void>(contract.function("share()"));
        });
        return 0;
    }
    const Values values(rest);
    for (std::size_t place = 0; place <= values.words(); ++place) {
        fuzz::answers<EvmError>([&] { static_cast<void>(values.int64s(place)); });
        fuzz::answers<EvmError>([&] { static_cast<void>(values.bytes(place)); });
        fuzz::answers<EvmError>([&] { static_cast<void>(values.address(place)); });
        fuzz::answers<EvmError>([&] { static_cast<void>(values.boolean(place)); });
    }
    fuzz::answers<EvmError>([&] { static_cast<void>(selector(rest)); });
    const auto text = fuzz::text_of(rest.data(), rest.size());
    fuzz::answers<EvmError>([&] { static_cast<void>(from_quantity(text)); });
    fuzz::answers<EvmError>([&] {
        const auto bytes = from_hex(text);
        fuzz::require(from_hex(to_hex(bytes)) == bytes);
    });
    return 0;
}
