#pragma once

#include <vector>

namespace essmap::shapley {

struct Node {
    double t;       ///< in (0,1)
    double weight;  ///< > 0; all sum to 1
};

/// Gauss and Legendre's rule on [0,1]: exact for polynomials of degree 2 count - 1.
std::vector<Node> gauss_legendre(unsigned count);

}  // namespace essmap::shapley
