#pragma once

#include <string>

#include "essmap/maps/digest.hpp"
#include "essmap/maps/map_description.hpp"

namespace essmap::sweep {

/// All that decides the bits of a block, in lines "key: value": blocks of runs with the same
/// identity may lie in one map. Ranks, threads, parts, machine and the wording of the specification
/// are not in it. Not collective.
std::string run_identity(const maps::MapDescription& map);

/// Where two identities first differ, in words: "axis theta: ... there, ... here". Not
/// collective. @return "nothing" if they are the same
std::string first_difference(const std::string& there, const std::string& here);

}  // namespace essmap::sweep
