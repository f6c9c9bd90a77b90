#pragma once

#include <string>

namespace essmap::sweep {

/// "12.3 s", "3 min 20 s", "1 h 02 min".
std::string duration_text(double seconds);
/// Three digits and a unit: "1.23 G".
std::string count_text(double count);
/// This moment: "2026-11-21T10:39:56Z".
std::string time_text();

}  // namespace essmap::sweep
