#include "gauss_legendre.hpp"

#include <boost/math/special_functions/legendre.hpp>

namespace essmap::shapley {

std::vector<Node> gauss_legendre(unsigned count) {
    const auto degree = static_cast<int>(count);
    std::vector<Node> nodes;
    nodes.reserve(count);
    // On [-1,1] zeros x come in pairs -x, x; weights are 2/((1-x^2) P'(x)^2).
    for (const long double x : boost::math::legendre_p_zeros<long double>(degree)) {
        const long double slope = boost::math::legendre_p_prime(degree, x);
        const auto weight = static_cast<double>(1.0L / ((1.0L - x * x) * slope * slope));
        nodes.push_back({static_cast<double>((1.0L + x) / 2.0L), weight});
        if (x > 0.0L) nodes.push_back({static_cast<double>((1.0L - x) / 2.0L), weight});
    }
    return nodes;
}

}  // namespace essmap::shapley
