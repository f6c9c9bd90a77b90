#include "essmap/sweep/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "essmap/text/messages.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::sweep {

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown host";
    return name.data();
}

Log::Log(const MpiSession& mpi, bool detailed) : detailed_(detailed) {
    if (mpi.size() > 1 || detailed) tag_ = fmt::format("[rank {} of {}] ", mpi.rank(), mpi.size());
}

void Log::note(const std::string& text) const { text::say(tag_ + text); }

void Log::detail(const std::string& text) const {
    if (detailed_)
        text::say(fmt::format("{}{} {}: {}", tag_, text::time_text(), host_name(), text));
}

}  // namespace essmap::sweep
