/// Times to saturation by the closed form beside the bare formula with the vector logarithms of
/// libraries. Ends with 77 on a processor without AVX-512.
#include <cstdio>

#include "closed_form_games.hpp"
#include "vector_libraries.hpp"

namespace {

using namespace essmap::bench;

void with_library(benchmark::State& state, const Library& library) {
    time_games(state, [&](Games& games) {
        library.times(games.path, games.a.data(), games.q.data(), games.g0.data(), games.g1.data(),
                      games.times.data(), games.times.size());
    });
}

BENCHMARK(many_times)->Name("closed_form/many");

}  // namespace

int main(int argc, char** argv) {
    if (!__builtin_cpu_supports("avx512dq")) {
        std::fputs("vector_libraries_benchmark: this processor has no AVX-512\n", stderr);
        return 77;
    }
    for (const Library* library : {&libmvec, &sleef, &highway})
        benchmark::RegisterBenchmark((std::string("closed_form/") + library->name).c_str(),
                                     with_library, *library);
    return run(argc, argv);
}
