#include "essmap/solver/rank_mixture.hpp"
#include "fuzz.hpp"

/// A CSV table of members' ranks.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    fuzz::answers<model::InvalidValue>([&] {
        const auto shares = solver::RankShares::from_csv("m.csv", fuzz::text_of(data, size));
        double sum = 0.0;
        for (const auto& share : shares.by_rank()) sum += share.value();
        fuzz::require(sum > 1 - 1e-9 && sum < 1 + 1e-9);
    });
    return 0;
}
