#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "essmap/sweep/text.hpp"
#include "essmap/text/messages.hpp"

namespace essmap::sweep {

Progress::Progress(std::string doing, std::int64_t total_cells, std::int64_t found, bool shown,
                   std::string of)
    : doing_(std::move(doing)),
      of_(std::move(of)),
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
        "{0}: {1:3.0f} %  {2} of {3} {6}  {4} {6}/s{5}", doing_,
        100.0 * static_cast<double>(cells_done) /
            static_cast<double>(std::max<std::int64_t>(total_, 1)),
        count_text(static_cast<double>(cells_done)), count_text(static_cast<double>(total_)),
        count_text(rate), rate > 0.0 ? "  " + duration_text(left / rate) + " left" : "", of_);
    if (terminal_)
        text::to_stderr("\r\x1b[K" + line);
    else
        text::to_stderr(line + "\n");
    drawn_ = true;
}

Progress::~Progress() {
    if (drawn_ && terminal_) text::to_stderr("\r\x1b[K");
}

}  // namespace essmap::sweep
