#pragma once

#include "essmap/maps/digest.hpp"

namespace essmap::sweep {

/// The sum of all ranks' digests, on every rank. Collective.
maps::ContentDigest sum_over_ranks(const maps::ContentDigest& digest);

}  // namespace essmap::sweep
