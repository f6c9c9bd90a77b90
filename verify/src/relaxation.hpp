#pragma once

#include <z3++.h>

#include <map>
#include <unordered_map>
#include <vector>

/// Weaker formulas that are easier to decide: where a relaxation is unsatisfiable, so is the
/// formula. They are how a person would prove it.
namespace essmap::verify {

enum class Relaxation {
    none,    ///< the formula itself
    names,   ///< every product of two unknowns is an unknown of its own, of which nothing is known
    linear,  ///< the same, but its sign and the order against products with a common factor are
             ///< known
    reals,   ///< whole numbers are reals
};

/// Rewrites formulas of one question under one relaxation.
class Relaxer {
public:
    Relaxer(z3::context& context, Relaxation relaxation)
        : context_(context), relaxation_(relaxation) {}

    z3::expr operator()(const z3::expr& formula);
    /// What is known of the products named so far; nothing under Relaxation::names.
    std::vector<z3::expr> facts();

private:
    struct Product {
        z3::expr left, right, name;
    };
    z3::expr rebuild(const z3::expr& formula);
    z3::expr product(const z3::expr& a, const z3::expr& b);
    z3::expr named(const z3::expr& a, const z3::expr& b);

    z3::context& context_;
    Relaxation relaxation_;
    std::unordered_map<unsigned, z3::expr> known_;
    std::vector<z3::expr> alive_;  // formulas whose identity known_ relies on
    std::map<std::pair<unsigned, unsigned>, std::size_t> index_;
    std::vector<Product> products_;
};

}  // namespace essmap::verify
