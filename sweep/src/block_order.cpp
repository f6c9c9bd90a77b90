#include "block_order.hpp"

#include <fmt/format.h>
#include <omp.h>

#include "essmap/model/parameters.hpp"

namespace essmap::sweep {

int threads_of(const SweepOptions& options) {
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    // One more looks after messages and files.
    if (omp_get_thread_limit() < threads + 1)
        throw model::InvalidValue(
            "OMP_THREAD_LIMIT", fmt::format("{}", omp_get_thread_limit()),
            fmt::format("at least {}, one more than the threads of a rank", threads + 1));
    return threads;
}

}  // namespace essmap::sweep
