#include "essmap/verify/term.hpp"

#include <functional>
#include <limits>

namespace essmap::verify {

z3::expr Encoder::numeral(const model::Rational& value, const z3::sort& sort) {
    const std::string text = value.get_str();
    return sort.is_int() ? context_.int_val(text.c_str()) : context_.real_val(text.c_str());
}

z3::expr Encoder::variable(const std::string& name) {
    return context_.constant(name.c_str(), sort());
}

z3::expr Encoder::divide(const z3::expr& a, const z3::expr& b) {
    for (std::size_t i = 0; i < names_.size(); ++i)
        if (z3::eq(quotients_[i].first, a) && z3::eq(quotients_[i].second, b)) return names_[i];
    const std::string label = "quotient." + std::to_string(names_.size());
    const z3::expr name = context_.constant(label.c_str(), a.get_sort());
    // The same operands have the same quotient, in whatever words they are written.
    for (std::size_t i = 0; i < names_.size(); ++i)
        if (z3::eq(names_[i].get_sort(), name.get_sort()))
            definitions_.push_back(z3::implies(
                quotients_[i].first == a && quotients_[i].second == b, names_[i] == name));
    quotients_.emplace_back(a, b);
    names_.push_back(name);
    if (a.is_int()) {
        demands_.push_back(a >= 0 && b > 0);
        definitions_.push_back(
            z3::implies(a >= 0 && b > 0, name >= 0 && name * b <= a && a < name * b + b));
    } else {
        demands_.push_back(b != 0);
        definitions_.push_back(z3::implies(b != 0, name * b == a));
    }
    return name;
}

void Encoder::must_fit(const z3::expr& result) {
    // The same result need not be asked about twice.
    if (!result.is_int() || !fitted_.insert(result.id()).second) return;
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    demands_.push_back(context_.int_val(lowest) <= result && result <= context_.int_val(highest));
}

Formula operator!(const Formula& a) {
    return a.formula_ ? Formula(*a.encoder_, !*a.formula_) : Formula(!a.known_);
}

Formula operator&&(const Formula& a, const Formula& b) {
    if (a.is_known()) return a.known_ ? b : Formula(false);
    if (b.is_known()) return b.known_ ? a : Formula(false);
    return {*a.encoder_, *a.formula_ && *b.formula_};
}

Formula operator||(const Formula& a, const Formula& b) {
    if (a.is_known()) return a.known_ ? Formula(true) : b;
    if (b.is_known()) return b.known_ ? Formula(true) : a;
    return {*a.encoder_, *a.formula_ || *b.formula_};
}

Formula operator==(const Formula& a, const Formula& b) {
    if (a.is_known()) return a.known_ ? b : !b;
    if (b.is_known()) return b.known_ ? a : !a;
    return {*a.encoder_, *a.formula_ == *b.formula_};
}

template <class Known, class Symbolic>
auto Term::combine(const Term& a, const Term& b, const Known& known, const Symbolic& symbolic) {
    Encoder* encoder = a.encoder_ != nullptr ? a.encoder_ : b.encoder_;
    using Value = decltype(known(a.known_, b.known_));
    if (encoder == nullptr) return Value(known(a.known_, b.known_));
    const z3::sort sort = (a.term_ ? a.term_ : b.term_)->get_sort();
    return Value(*encoder,
                 symbolic(*encoder, a.expression(*encoder, sort), b.expression(*encoder, sort)));
}

/// An operation that is the same on known numbers and on terms, where its result must fit.
template <class Operation>
Term Term::compute(const Term& a, const Term& b, const Operation& operation) {
    return combine(
        a, b, [&](const auto& x, const auto& y) { return Term(model::Rational(operation(x, y))); },
        [&](Encoder& encoder, const z3::expr& x, const z3::expr& y) {
            const z3::expr result = operation(x, y);
            encoder.must_fit(result);
            return result;
        });
}

template <class Relation>
Formula Term::compare(const Term& a, const Term& b, const Relation& relation) {
    return combine(
        a, b, [&](const auto& x, const auto& y) { return Formula(relation(x, y)); },
        [&](Encoder&, const z3::expr& x, const z3::expr& y) { return relation(x, y); });
}

Term operator+(const Term& a, const Term& b) { return Term::compute(a, b, std::plus<>()); }
Term operator-(const Term& a, const Term& b) { return Term::compute(a, b, std::minus<>()); }
Term operator*(const Term& a, const Term& b) { return Term::compute(a, b, std::multiplies<>()); }

Term operator/(const Term& a, const Term& b) {
    return Term::combine(
        a, b, [](const auto& x, const auto& y) { return Term(model::quotient(x, y)); },
        [](Encoder& encoder, const z3::expr& x, const z3::expr& y) {
            return encoder.divide(x, y);
        });
}

Term quotient(const Term& a, const Term& b) { return a / b; }

Term exact(const Term& a) {
    if (!a.term_ || !a.term_->is_int()) return a;
    return {*a.encoder_, z3::to_real(*a.term_)};
}

Formula operator<(const Term& a, const Term& b) { return Term::compare(a, b, std::less<>()); }
Formula operator<=(const Term& a, const Term& b) {
    return Term::compare(a, b, std::less_equal<>());
}
Formula operator==(const Term& a, const Term& b) { return Term::compare(a, b, std::equal_to<>()); }

Term select_term(const Formula& condition, const Term& yes, const Term& no) {
    if (condition.is_known()) return condition.known() ? yes : no;
    Encoder& encoder = *condition.encoder_;
    const auto& known_sort = yes.term_ ? yes.term_ : no.term_;
    const z3::sort sort = known_sort ? known_sort->get_sort() : encoder.sort();
    return {encoder, z3::ite(*condition.formula_, yes.expression(encoder, sort),
                             no.expression(encoder, sort))};
}

Formula select_formula(const Formula& condition, const Formula& yes, const Formula& no) {
    if (condition.is_known()) return condition.known() ? yes : no;
    return (condition && yes) || (!condition && no);
}

}  // namespace essmap::verify
