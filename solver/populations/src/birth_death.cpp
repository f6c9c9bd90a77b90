#include "essmap/solver/birth_death.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>

#include "essmap/model/parameters.hpp"

namespace essmap::solver {

namespace {

using model::InvalidValue;

/// 64 bits, and exponents for a product of 1e6 ratios of any two doubles.
constexpr std::int64_t largest_exponent = std::int64_t{1} << 40;
using Wide = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<64, boost::multiprecision::digit_base_2, void,
                                         std::int64_t, -largest_exponent, largest_exponent>,
    boost::multiprecision::et_off>;

/// One end, before rounding: probability of it, and mean time until it where it happens.
struct WideExit {
    Wide probability;
    Wide time;
};

/// Exit at `end` of the chain that rises at rate up(k) and falls at rate down(k), k = 1..end-1.
template <class Up, class Down>
WideExit exit_at(std::size_t start, std::size_t end, const Up& up, const Down& down) {
    WideExit result{start == 0 ? 0 : 1, 0};
    Wide reaches = 0;  // P(from k to k + 1 before 0)
    Wide misses = 1;   // 1 - reaches
    Wide step = 0;     // E(time from k to k + 1, where it is reached)
    for (std::size_t k = 1; k < end; ++k) {
        const Wide rise = up(k);
        const Wide fall = down(k);
        const Wide leave = rise + fall * misses;
        if (leave == 0) {  // k does not rise, and never meets 0
            reaches = 0;
            misses = 1;
        } else {
            step = (1 + fall * reaches * step) / leave;
            reaches = rise / leave;
            misses = fall * misses / leave;
        }
        if (k < start) continue;
        result.probability *= reaches;
        result.time += step;
    }
    return result;
}

Exit rounded(const WideExit& exit) {
    if (exit.probability == 0) return {};
    const auto exponent = ilogb(exit.probability);
    const auto mantissa = static_cast<double>(ldexp(exit.probability, -exponent));
    return {static_cast<double>(exit.probability),
            std::log(mantissa) + static_cast<double>(exponent) * std::numbers::ln2,
            static_cast<double>(exit.time)};
}

/// May the chain come among states that it never leaves: no deaths at the lowest of them, no births
/// at the highest?
bool may_be_caught(const BirthDeathRates& rates, std::size_t start, std::size_t upper) {
    if (start == 0 || start == upper) return false;
    std::size_t lowest = start;
    while (lowest > 0 && rates.death[lowest] > 0) --lowest;
    bool floor = false;
    for (std::size_t k = std::max<std::size_t>(lowest, 1); k < upper; ++k) {
        floor = floor || rates.death[k] == 0;
        if (rates.birth[k] > 0) continue;
        if (floor) return true;
        if (k >= start) return false;  // nothing above is reached
    }
    return false;
}

void validate_passage(const BirthDeathRates& rates, std::size_t start, std::size_t upper) {
    if (rates.birth.size() != rates.death.size())
        throw InvalidValue("death rates", std::to_string(rates.death.size()),
                           "as many as birth rates");
    if (upper < 1 || upper >= rates.birth.size())
        throw InvalidValue("upper", std::to_string(upper), "1 <= upper <= n");
    if (start > upper) throw InvalidValue("start", std::to_string(start), "0 <= start <= upper");
    for (std::size_t k = 1; k < upper; ++k)
        for (const double rate : {rates.birth[k], rates.death[k]})
            if (!(rate >= 0.0 && std::isfinite(rate)))
                throw InvalidValue("rate", model::shortest(rate), "finite and >= 0");
}

}  // namespace

Passage passage(const BirthDeathRates& rates, std::size_t start, std::size_t upper) {
    validate_passage(rates, start, upper);
    const auto birth = [&](std::size_t k) { return rates.birth[k]; };
    const auto death = [&](std::size_t k) { return rates.death[k]; };
    const auto mirrored = [&](const auto& rate) {
        return [&rate, upper](std::size_t k) { return rate(upper - k); };
    };
    const WideExit up = exit_at(start, upper, birth, death);
    const WideExit down = exit_at(upper - start, upper, mirrored(death), mirrored(birth));
    const double time =
        may_be_caught(rates, start, upper)
            ? std::numeric_limits<double>::infinity()
            : static_cast<double>(up.probability * up.time + down.probability * down.time);
    return {rounded(down), rounded(up), time};
}

}  // namespace essmap::solver
