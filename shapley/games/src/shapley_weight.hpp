#pragma once

#include <vector>

#include "essmap/model/exact.hpp"

namespace essmap::shapley {

/// s! (n-s-1)!/n! for s = 0..n-1: how often, in an order drawn at random, a given set of s members
/// comes before one of the other n-s and the rest after. n of them, and a 0 for s = n.
std::vector<model::Rational> exact_shapley_weights(std::size_t n);

}  // namespace essmap::shapley
