#pragma once

#include <z3++.h>

#include <concepts>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "essmap/model/domain.hpp"

/// The symbolic numeric domain: the game and the contracts, instantiated with Term, are formulas of
/// Z3. Nothing is encoded by hand.
namespace essmap::verify {

/// Which numbers a property is about: the reals, or the whole numbers of the chain.
enum class Numbers { reals, integers };

/// Owner of a Z3 context and of what the terms built in it imply.
class Encoder {
public:
    /// Makes an empty context.
    /// @param numbers what its terms are: reals, or integers
    explicit Encoder(Numbers numbers) : numbers_(numbers) {}
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    /// Returns the context, which the encoder owns.
    z3::context& context() { return context_; }
    /// Returns the sort of the numbers.
    z3::sort sort() {
        return numbers_ == Numbers::reals ? context_.real_sort() : context_.int_sort();
    }
    /// Returns a value as a constant of a sort.
    /// @pre the value is whole where the sort is that of the integers
    z3::expr numeral(const model::Rational& value, const z3::sort& sort);
    /// Returns the free variable of a name, a number.
    z3::expr variable(const std::string& name);
    /// Returns the free variable of a name, a truth value.
    z3::expr truth_variable(const std::string& name) { return context_.bool_const(name.c_str()); }
    /// Returns a fresh name for a/b: over the integers the chain's quotient, defined for a >= 0,
    /// b > 0; over the reals the fraction, for b != 0. The same a and b have the same name.
    z3::expr divide(const z3::expr& a, const z3::expr& b);
    /// Over the integers: demands that an intermediate result fits into 64 bits.
    void must_fit(const z3::expr& result);

    /// Returns the formulas that define the fresh names.
    [[nodiscard]] const std::vector<z3::expr>& definitions() const { return definitions_; }
    /// Returns what arithmetic demands: divisors that are not 0, results that fit.
    [[nodiscard]] const std::vector<z3::expr>& demands() const { return demands_; }

private:
    z3::context context_;
    Numbers numbers_;
    std::vector<z3::expr> definitions_;
    std::vector<z3::expr> demands_;
    std::unordered_set<unsigned> fitted_;  // results of which demands_ speaks, and so keeps alive
    std::vector<std::pair<z3::expr, z3::expr>> quotients_;  // (a, b) already named ...
    std::vector<z3::expr> names_;                           // ... and its name
};

class Term;

/// A truth value of the domain: a known one, or a formula.
class Formula {
public:
    Formula() = default;
    /// Makes a known truth value, implicitly, as literals are.
    Formula(bool known) : known_(known) {}
    /// Makes a formula of the encoder's context.
    Formula(Encoder& encoder, z3::expr formula)
        : encoder_(&encoder), formula_(std::move(formula)) {}

    /// Returns the truth value as an expression of Z3.
    [[nodiscard]] z3::expr expression(Encoder& encoder) const {
        return formula_ ? *formula_ : encoder.context().bool_val(known_);
    }
    /// Returns whether the truth value is known, so that Z3 need not be asked.
    [[nodiscard]] bool is_known() const { return !formula_; }
    /// Returns the known truth value.
    /// @pre is_known()
    [[nodiscard]] bool known() const { return known_; }

    friend Formula operator!(const Formula& a);
    friend Formula operator&&(const Formula& a, const Formula& b);
    friend Formula operator||(const Formula& a, const Formula& b);
    friend Formula operator==(const Formula& a, const Formula& b);

    friend Term select_term(const Formula& condition, const Term& yes, const Term& no);

private:
    bool known_ = false;
    Encoder* encoder_ = nullptr;
    std::optional<z3::expr> formula_;
};

/// A number of the domain: a known one, or a term.
class Term {
public:
    Term() = default;
    /// Makes a known number.
    explicit Term(long known) : known_(known) {}
    /// Makes a known number.
    explicit Term(model::Rational known) : known_(std::move(known)) {}
    /// Makes a term of the encoder's context.
    Term(Encoder& encoder, z3::expr term) : encoder_(&encoder), term_(std::move(term)) {}

    /// Returns the number as an expression of the sort, which it has unless it is known.
    [[nodiscard]] z3::expr expression(Encoder& encoder, const z3::sort& sort) const {
        return term_ ? *term_ : encoder.numeral(known_, sort);
    }
    /// Returns the same number among the reals.
    friend Term exact(const Term& a);

    friend Term operator+(const Term& a, const Term& b);
    friend Term operator-(const Term& a, const Term& b);
    friend Term operator*(const Term& a, const Term& b);
    friend Term operator/(const Term& a, const Term& b);
    /// Returns 0 - a.
    friend Term operator-(const Term& a) { return Term(0L) - a; }
    friend Formula operator<(const Term& a, const Term& b);
    friend Formula operator<=(const Term& a, const Term& b);
    /// Returns b < a: Z3 sees one relation only.
    friend Formula operator>(const Term& a, const Term& b) { return b < a; }
    /// Returns b <= a.
    friend Formula operator>=(const Term& a, const Term& b) { return b <= a; }
    friend Formula operator==(const Term& a, const Term& b);
    friend Term quotient(const Term& a, const Term& b);
    friend Term select_term(const Formula& condition, const Term& yes, const Term& no);

private:
    template <class Known, class Symbolic>
    static auto combine(const Term& a, const Term& b, const Known& known, const Symbolic& symbolic);
    template <class Operation>
    static Term compute(const Term& a, const Term& b, const Operation& operation);
    template <class Relation>
    static Formula compare(const Term& a, const Term& b, const Relation& relation);

    model::Rational known_;
    Encoder* encoder_ = nullptr;
    std::optional<z3::expr> term_;
};

/// Returns condition ? yes : no.
Formula select_formula(const Formula& condition, const Formula& yes, const Formula& no);

using model::select;

/// Returns condition ? yes : no, of terms.
template <std::same_as<Term> T>
T select(const Formula& condition, const T& yes, const T& no) {
    return select_term(condition, yes, no);
}
/// Returns condition ? yes : no, of formulas.
template <std::same_as<Formula> T>
T select(const Formula& condition, const T& yes, const T& no) {
    return select_formula(condition, yes, no);
}

}  // namespace essmap::verify
