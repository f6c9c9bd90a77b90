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
    /// First index above j at which the sign changes, or `end`.
    [[nodiscard]] std::size_t next_change(std::size_t j, std::size_t end) const {
        if (j < positive) return std::min(positive, end);
        return j < negative_from ? std::min(negative_from, end) : end;
    }
};

/// Calls visit(begin, end) for each stretch of [0, n) on which all runs keep their signs.
template <std::size_t N, class Visit>
void for_each_stretch(const std::array<SignRun, N>& runs, std::size_t n, Visit visit) {
    for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
        end = n;
        for (const SignRun& run : runs) end = run.next_change(begin, end);
        visit(begin, end);
    }
}

}  // namespace essmap::maps
