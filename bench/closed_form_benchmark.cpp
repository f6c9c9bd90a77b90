/// Times to saturation by the closed form: many at once, one by one, and as one would write it.
#include "closed_form_games.hpp"

namespace {

using namespace essmap;
using bench::Games;
using bench::time_games;

void one_time_each(benchmark::State& state) {
    time_games(state, [](Games& games) {
        for (std::size_t i = 0; i < games.times.size(); ++i)
            games.times[i] = solver::travel_time(games.path, games.growth(i));
    });
}
/// The formula as one would write it, with the mathematical library's log1p.
void plain_formula(benchmark::State& state) {
    time_games(state, [](Games& games) {
        const auto& path = games.path;
        for (std::size_t i = 0; i < games.times.size(); ++i) {
            const auto g = games.growth(i);
            games.times[i] = std::log1p(g.a * path.d / (path.x0 * g.g1)) / g.a +
                             std::log1p(g.q * path.d / (g.g0 * path.c1)) / g.q;
        }
    });
}

BENCHMARK(bench::many_times)->Name("closed_form/many");
BENCHMARK(one_time_each)->Name("closed_form/one_by_one");
BENCHMARK(plain_formula)->Name("closed_form/plain_formula");

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv); }
