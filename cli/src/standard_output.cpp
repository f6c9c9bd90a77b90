#include "standard_output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "essmap/maps/errors.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::cli {

namespace {

[[noreturn]] void cannot_write() {
    throw maps::IoError(fmt::format("cannot write standard output: {}", std::strerror(errno)));
}

}  // namespace

void print_visible(std::string_view text) {
    const std::string shown = text::visible_lines(text);
    if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size()) cannot_write();
}

std::string json_text(const nlohmann::json& value, int indent) {
    return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

void flush_output() {
    std::cout.flush();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) cannot_write();
}

}  // namespace essmap::cli
