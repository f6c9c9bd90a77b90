#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "essmap/sweep/text.hpp"

namespace essmap::sweep {

std::string duration_text(double seconds) {
    if (seconds < 60.0) return fmt::format("{:.1f} s", seconds);
    const auto whole = std::llround(seconds);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string count_text(double count) {
    static constexpr std::array units{"", " k", " M", " G", " T", " P", " E"};
    std::size_t unit = 0;
    while (count >= 999.5 && unit + 1 < units.size()) {
        count /= 1000.0;
        ++unit;
    }
    return unit == 0 ? fmt::format("{:.0f}", count) : fmt::format("{:.3g}{}", count, units[unit]);
}

Progress::Progress(std::string doing, std::int64_t total_cells, std::int64_t found, bool shown)
    : doing_(std::move(doing)),
      total_(total_cells),
      found_(found),
      shown_(shown),
      terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::update(std::int64_t cells_done) {
    if (!shown_) return;
    const auto now = Clock::now();
    if (now - last_ < (terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(10)))
        return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const auto fresh = static_cast<double>(std::max<std::int64_t>(cells_done - found_, 0));
    const auto left = static_cast<double>(total_ - cells_done);
    const double rate = fresh / elapsed;
    const std::string line = fmt::format(
        "{}: {:3.0f} %  {} of {} cells  {} cells/s{}", doing_,
        100.0 * static_cast<double>(cells_done) /
            static_cast<double>(std::max<std::int64_t>(total_, 1)),
        count_text(static_cast<double>(cells_done)), count_text(static_cast<double>(total_)),
        count_text(rate), rate > 0.0 ? "  " + duration_text(left / rate) + " left" : "");
    if (terminal_)
        fmt::print(stderr, "\r\x1b[K{}", line);
    else
        fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
    drawn_ = true;
}

Progress::~Progress() {
    if (drawn_ && terminal_) fmt::print(stderr, "\r\x1b[K");
}

}  // namespace essmap::sweep
