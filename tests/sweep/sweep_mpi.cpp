// A sweep and a paving over the ranks and threads of a run, through the library: the thread
// sanitizer watches fillers, judges, journals and assembly without the rest of the program.
#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>

#include "essmap/sweep/paving.hpp"
#include "essmap/sweep/sweep.hpp"

namespace {

using namespace essmap;

constexpr const char* axes = R"(
x0 = [0.05, 0.2]
[axes]
r = { values = [2, 4], discrete = true }
theta = { from = 0, to = 4, count = 11 }
gamma = { from = -8, to = 8, count = 33 }
mu = [0.2, 8]
k = { from = 0.1, to = 0.4, count = 5 }
C = { from = 10, to = 1e4, count = 7, scale = "log" }
)";
constexpr const char* paved = R"(
[axes]
r = 4
theta = { from = 0, to = 4, count = 2 }
gamma = { from = -8, to = 8, count = 2 }
mu = { from = 0, to = 8, count = 2 }
k = { from = 0.1, to = 0.4, count = 2 }
U = { from = 4, to = 10, count = 2 }
[paving]
region = "case"
undecided = 0.1
)";

/// Digest of what `fill` makes with a number of threads.
template <class Fill>
std::string digest(const std::string& folder, const char* text, int threads, Fill fill) {
    const auto specification = sweep::parse_specification("sweep_mpi", text, maps::Engine::cvode);
    sweep::SweepOptions options;
    options.out = fmt::format("{}/{}.nc", folder, threads);
    options.threads = threads;
    options.progress = false;
    options.version = "test";
    return fill(specification, options).digest;
}

}  // namespace

int main() {
    const sweep::MpiSession mpi;
    std::string folder =
        std::filesystem::temp_directory_path() / fmt::format("sweep_mpi.{}", ::getpid());
    mpi.broadcast(folder);
    mpi.collectively([&] { std::filesystem::create_directories(folder); });
    const auto dense = [&](const auto& s, const auto& o) { return sweep::run_sweep(mpi, s, o); };
    const auto adaptive = [&](const auto& s, const auto& o) {
        return sweep::run_paving(mpi, s, o);
    };
    const bool alike = digest(folder, axes, 1, dense) == digest(folder, axes, 3, dense) &&
                       digest(folder, paved, 2, adaptive) == digest(folder, paved, 4, adaptive);
    mpi.collectively([&] {
        if (mpi.is_root()) std::filesystem::remove_all(folder);
    });
    if (!alike) fmt::print(stderr, "digests depend on threads\n");
    return alike ? 0 : 1;
}
