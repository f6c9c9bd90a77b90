#pragma once

#include <string>

namespace essmap::maps {

/// Runs gnuplot on `script`, its picture going to `path`, whole or not at all. @throws IoError
void run_gnuplot(const std::string& script, const std::string& path);

}  // namespace essmap::maps
