#include "shapley_weight.hpp"

namespace essmap::shapley {

std::vector<model::Rational> exact_shapley_weights(std::size_t n) {
    std::vector<model::Rational> weights(n + 1);
    mpz_class binomial(1);
    for (std::size_t s = 0; s < n; ++s) {
        weights[s] = model::Rational(1, binomial * mpz_class(static_cast<unsigned long>(n)));
        weights[s].canonicalize();
        binomial *= static_cast<unsigned long>(n - 1 - s);
        binomial /= static_cast<unsigned long>(s + 1);
    }
    return weights;
}

}  // namespace essmap::shapley
