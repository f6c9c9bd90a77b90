#include "harness.hpp"

#include <atomic>
#include <cstdlib>

namespace essmap::bench {

namespace {

std::atomic<bool>& any_wrong() {
    static std::atomic<bool> flag = false;
    return flag;
}

std::string compiler() {
#ifdef __clang__
    return "clang " __clang_version__;
#else
    return "gcc " __VERSION__;
#endif
}

std::string widest_instructions() {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512dq")) return "x86-64-v4 (AVX-512)";
    if (__builtin_cpu_supports("avx2")) return "x86-64-v3 (AVX2)";
    return "x86-64";
#else
    return "baseline";
#endif
}

}  // namespace

void wrong(benchmark::State& state, const std::string& why) {
    any_wrong() = true;
    state.SkipWithError(why.c_str());
}

std::int64_t setting(const char* name, std::int64_t usual) {
    const char* text = std::getenv(name);
    return text == nullptr ? usual : std::atoll(text);
}

int run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
    benchmark::AddCustomContext("compiler", compiler());
    benchmark::AddCustomContext("instructions", widest_instructions());
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return any_wrong() ? 1 : 0;
}

}  // namespace essmap::bench
