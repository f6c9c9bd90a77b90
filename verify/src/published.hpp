#pragma once

#include "property_table.hpp"

/// Promises of the paper's text that the algorithms as printed break. Each is expected to be
/// refuted, by a run of the printed algorithm.
namespace essmap::verify::published {

std::vector<Property> sgm_properties();
std::vector<Property> nsp_properties();

}  // namespace essmap::verify::published
