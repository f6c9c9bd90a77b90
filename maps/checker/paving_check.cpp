#include "paving_check.hpp"
namespace checker {
void check_paving(const NetcdfFile&, Report&) { throw Unreadable("todo"); }
}  // namespace checker
