#include "standard_output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "command.hpp"
#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::cli {

namespace {

[[noreturn]] void cannot_write() {
    throw files::IoError(fmt::format("cannot write standard output: {}", std::strerror(errno)));
}

}  // namespace

void print_visible(std::string_view text) {
    const std::string shown = text::visible_lines(text);
    if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size()) cannot_write();
}

std::string json_text(const nlohmann::json& value, int indent) {
    return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_table(const std::string& path) { return path == "-" || path.ends_with(".csv"); }

void write_table(const std::string& path, const std::string& csv) {
    if (path == "-")
        print_visible(csv);
    else
        files::write_atomically(path, csv);
}

void check_standard_output(const std::string& flag, const std::string& path, bool taken) {
    if (path == "-" && taken)
        throw UsageError(flag + " - is not allowed: something else is on standard output already");
}

void flush_output() {
    std::cout.flush();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) cannot_write();
}

}  // namespace essmap::cli
