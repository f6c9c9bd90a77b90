#include "essmap/sweep/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <utility>

#include "essmap/text/messages.hpp"
#include "essmap/text/quantities.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::sweep {

namespace {

constexpr std::size_t any_width = std::numeric_limits<std::size_t>::max();

/// Can a line be drawn again where it stands?
bool redraws() {
    const char* kind = std::getenv("TERM");
    const std::string_view name = kind == nullptr ? "" : kind;
    return !name.empty() && name != "dumb" && ::isatty(STDERR_FILENO) == 1;
}

/// Columns of the terminal; it may have another size than a moment ago.
std::size_t terminal_width() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    unsigned columns = 0;
    if (const char* text = std::getenv("COLUMNS"))
        std::from_chars(text, text + std::string_view(text).size(), columns);
    return columns > 0 ? columns : 80;
}

}  // namespace

std::string progress_line(const ProgressState& state, std::size_t width) {
    const auto count = [](std::int64_t number) {
        return text::count_text(static_cast<double>(number));
    };
    const double whole = static_cast<double>(std::max<std::int64_t>(state.total, 1));
    const auto fresh = static_cast<double>(std::max<std::int64_t>(state.done - state.found, 0));
    const double rate = state.seconds > 0.0 ? fresh / state.seconds : 0.0;
    const std::string share =
        fmt::format("{:3.0f} %", 100.0 * static_cast<double>(state.done) / whole);
    const std::string head = text::visible(state.doing) + ": " + share;
    const std::string counts =
        fmt::format("  {} of {} {}", count(state.done), count(state.total), state.of);
    const std::string speed = fmt::format("  {} {}/s", text::count_text(rate), state.of);
    const std::string left =
        rate > 0.0
            ? "  " + text::duration_text(static_cast<double>(state.total - state.done) / rate) +
                  " left"
            : "";
    for (const std::string& line : {fmt::format("{}{}{}{}", head, counts, speed, left),
                                    fmt::format("{}{}{}", head, counts, left), head + left, head})
        if (text::length(line) <= width) return line;
    return text::shortened(share, std::max<std::size_t>(width, 1));
}

Progress::Progress(std::string doing, std::int64_t total_cells, std::int64_t found, bool shown,
                   std::string of)
    : state_{std::move(doing), std::move(of), total_cells, found, found, 0.0},
      shown_(shown),
      redraws_(redraws()) {}

void Progress::update(std::int64_t cells_done) {
    if (!shown_) return;
    const auto now = Clock::now();
    if (now - last_ < (redraws_ ? std::chrono::milliseconds(200) : std::chrono::seconds(10)))
        return;
    last_ = now;
    state_.done = cells_done;
    state_.seconds = std::chrono::duration<double>(now - start_).count();
    if (redraws_)  // all but the last column, in which some terminals begin a new line
        text::to_stderr("\r\x1b[K" + progress_line(state_, terminal_width() - 1));
    else
        text::to_stderr(progress_line(state_, any_width) + "\n");
    drawn_ = true;
}

Progress::~Progress() {
    if (drawn_ && redraws_) text::to_stderr("\r\x1b[K");
}

}  // namespace essmap::sweep
