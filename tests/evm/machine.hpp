#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "essmap/evm/artifact.hpp"
#include "tools.hpp"

/// What every test on an EVM needs: the compiled contracts, and a word where the tools are missing.
namespace essmap::evm_test {

/// Contracts of a setting; those of changed sources where ESSMAP_MUTANT names their file.
inline evm::Artifacts compiled(const char* setting) {
    const char* mutant = std::getenv("ESSMAP_MUTANT");
    return mutant != nullptr ? evm::Artifacts(std::filesystem::path(mutant))
                             : evm::Artifacts(std::string_view(setting));
}

/// As many samples as a test takes, and under sanitizers.
constexpr std::size_t samples([[maybe_unused]] std::size_t usually,
                              [[maybe_unused]] std::size_t few) {
#ifdef ESSMAP_FEW_SAMPLES
    return few;
#else
    return usually;
#endif
}

/// Settings that this build has compiled the contracts with.
inline std::vector<const char*> settings() {
#ifdef ESSMAP_FEW_SAMPLES
    return {"newest-optimized"};
#else
    if (std::getenv("ESSMAP_MUTANT") != nullptr) return {"newest-optimized"};
    return {"paper-optimized", "paper-via-ir", "newest-optimized", "newest-via-ir"};
#endif
}

/// Every setting has samples of its own.
inline std::uint64_t seed_of(std::string_view setting) {
    std::uint64_t sum = 0;
    for (const char c : setting) sum += static_cast<unsigned char>(c);
    return sum * 1'000'000;
}

/// The name of a test of a setting.
inline std::string setting_name(std::string setting) {
    for (char& c : setting)
        if (c == '-') c = '_';
    return setting;
}

}  // namespace essmap::evm_test
