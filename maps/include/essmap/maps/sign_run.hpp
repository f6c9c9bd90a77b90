#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace essmap::maps {

/// Signs of a quantity that falls along gamma: + on [0, positive), 0 on [positive, negative_from),
/// - from there on. "0" is also 'not of one sign' where the quantity is a whole box.
struct SignRun {
    std::size_t positive = 0;
    std::size_t negative_from = 0;

    [[nodiscard]] int sign(std::size_t j) const {
        if (j < positive) return 1;
        return j < negative_from ? 0 : -1;
    }
};

/// First index in [0, n) where `holds` fails, which holds on a prefix.
template <class Predicate>
std::size_t prefix_length(std::size_t n, Predicate holds) {
    std::size_t lo = 0;
    std::size_t hi = n;
    while (lo < hi) {
        const std::size_t middle = lo + (hi - lo) / 2;
        if (holds(middle))
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/// Calls visit(begin, end) for each stretch of [0, n) on which all runs keep their signs.
template <std::size_t N, class Visit>
void for_each_stretch(const std::array<SignRun, N>& runs, std::size_t n, Visit visit) {
    std::array<std::size_t, 2 * N + 2> cuts{};
    for (std::size_t i = 0; i < N; ++i) {
        cuts[2 * i] = runs[i].positive;
        cuts[2 * i + 1] = runs[i].negative_from;
    }
    cuts[2 * N] = 0;
    cuts[2 * N + 1] = n;
    std::ranges::sort(cuts);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        if (cuts[i] < cuts[i + 1]) visit(cuts[i], cuts[i + 1]);
}

}  // namespace essmap::maps
