#include "relaxation.hpp"

#include <stdexcept>

namespace essmap::verify {

z3::expr Relaxer::operator()(const z3::expr& formula) {
    if (relaxation_ == Relaxation::none) return formula;
    if (const auto found = known_.find(formula.id()); found != known_.end()) return found->second;
    alive_.push_back(formula);
    const z3::expr result = rebuild(formula);
    known_.emplace(formula.id(), result);
    return result;
}

z3::expr Relaxer::rebuild(const z3::expr& formula) {
    const bool to_reals = relaxation_ == Relaxation::reals;
    if (formula.is_numeral()) {
        if (!to_reals || !formula.is_int()) return formula;
        return context_.real_val(Z3_get_numeral_string(context_, formula));
    }
    const z3::func_decl head = formula.decl();
    if (formula.num_args() == 0) {
        if (!to_reals || !formula.is_int()) return formula;
        return context_.real_const(head.name().str().c_str());
    }
    z3::expr_vector arguments(context_);
    for (unsigned i = 0; i < formula.num_args(); ++i) arguments.push_back((*this)(formula.arg(i)));
    const auto fold = [&](const auto& combine) {
        z3::expr result = arguments[0];
        for (int i = 1; i < static_cast<int>(arguments.size()); ++i)
            result = combine(result, arguments[i]);
        return result;
    };
    switch (head.decl_kind()) {
        case Z3_OP_AND: return z3::mk_and(arguments);
        case Z3_OP_OR: return z3::mk_or(arguments);
        case Z3_OP_NOT: return !arguments[0];
        case Z3_OP_IMPLIES: return z3::implies(arguments[0], arguments[1]);
        case Z3_OP_ITE: return z3::ite(arguments[0], arguments[1], arguments[2]);
        case Z3_OP_IFF:
        case Z3_OP_EQ: return arguments[0] == arguments[1];
        case Z3_OP_DISTINCT: return z3::distinct(arguments);
        case Z3_OP_LE: return arguments[0] <= arguments[1];
        case Z3_OP_GE: return arguments[0] >= arguments[1];
        case Z3_OP_LT: return arguments[0] < arguments[1];
        case Z3_OP_GT: return arguments[0] > arguments[1];
        case Z3_OP_UMINUS: return -arguments[0];
        case Z3_OP_TO_REAL: return to_reals ? arguments[0] : z3::to_real(arguments[0]);
        case Z3_OP_ADD: return fold([](const z3::expr& a, const z3::expr& b) { return a + b; });
        case Z3_OP_SUB: return fold([](const z3::expr& a, const z3::expr& b) { return a - b; });
        case Z3_OP_MUL:
            return fold([&](const z3::expr& a, const z3::expr& b) { return product(a, b); });
        default: throw std::logic_error("Relaxer: no rule for " + head.name().str());
    }
}

z3::expr Relaxer::product(const z3::expr& a, const z3::expr& b) {
    const bool named_alone = relaxation_ == Relaxation::names || relaxation_ == Relaxation::linear;
    if (!named_alone || a.is_numeral() || b.is_numeral()) return a * b;
    return a.id() < b.id() ? named(a, b) : named(b, a);
}

z3::expr Relaxer::named(const z3::expr& a, const z3::expr& b) {
    const auto key = std::pair(a.id(), b.id());
    if (const auto found = index_.find(key); found != index_.end())
        return products_[found->second].name;
    const std::string label = "product." + std::to_string(products_.size());
    const z3::expr name = context_.constant(label.c_str(), a.get_sort());
    index_.emplace(key, products_.size());
    products_.push_back({a, b, name});
    return name;
}

std::vector<z3::expr> Relaxer::facts() {
    std::vector<z3::expr> result;
    if (relaxation_ != Relaxation::linear) return result;
    const auto compare = [&](const z3::expr& factor, const Product& p, const z3::expr& left,
                             const Product& q, const z3::expr& right) {
        result.push_back(z3::implies(factor >= 0 && left <= right, p.name <= q.name));
        result.push_back(z3::implies(factor >= 0 && right <= left, q.name <= p.name));
    };
    for (std::size_t i = 0; i < products_.size(); ++i) {
        const Product& p = products_[i];
        result.push_back(z3::implies(p.left >= 0 && p.right >= 0, p.name >= 0));
        result.push_back(z3::implies(p.left > 0 && p.right > 0, p.name > 0));
        result.push_back(z3::implies(p.left <= 0 && p.right >= 0, p.name <= 0));
        result.push_back(z3::implies(p.left >= 0 && p.right <= 0, p.name <= 0));
        result.push_back((p.left == 0 || p.right == 0) == (p.name == 0));
        result.push_back(z3::implies(p.left == 1, p.name == p.right));
        result.push_back(z3::implies(p.right == 1, p.name == p.left));
        for (std::size_t j = 0; j < i; ++j) {
            const Product& q = products_[j];
            if (z3::eq(p.left, q.left)) compare(p.left, p, p.right, q, q.right);
            if (z3::eq(p.left, q.right)) compare(p.left, p, p.right, q, q.left);
            if (z3::eq(p.right, q.left)) compare(p.right, p, p.left, q, q.right);
            if (z3::eq(p.right, q.right)) compare(p.right, p, p.left, q, q.left);
        }
    }
    return result;
}

}  // namespace essmap::verify
