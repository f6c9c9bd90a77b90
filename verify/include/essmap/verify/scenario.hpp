#pragma once

#include <exception>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "essmap/model/checked_integer.hpp"
#include "essmap/verify/published_machine.hpp"
#include "essmap/verify/term.hpp"

/// A property is one function of a scenario: it names its inputs, assumes, runs the contract and
/// claims. Given an Encoding it builds the formula; given a Replay it runs the concrete contract on
/// a counterexample and writes down what happens. So what is proved and what is replayed is one
/// text.
namespace essmap::verify {

using model::CheckedInteger;
using model::Field;
using model::Rational;
using model::Truth;

/// Returns the same number among the reals.
inline const Rational& exact(const Rational& value) { return value; }
/// Returns the same number among the reals.
inline Rational exact(const CheckedInteger& value) {
    return Rational(static_cast<long>(value.value()));
}

/// One free variable of a property.
struct Input {
    std::string name;
    bool is_truth = false;
    Rational example;  ///< a value of the deployment everything is told against; 0 or 1 for truths
};

/// Values of inputs by name; truths are 0 or 1.
using Assignment = std::map<std::string, Rational>;

/// What both kinds of scenario share: inputs that are records of a contract, and what runs it.
template <class Self, class T>
class Scenario {
public:
    using Number = T;

    /// Returns what runs the published contract here: its templates, unless a replay is given
    /// another.
    [[nodiscard]] const PublishedMachine<T>& published() const { return *published_; }

    /// Declares a record of inputs, "prefix.field" each.
    /// @param example the same record over Rational
    template <template <class> class R>
    R<T> record(const std::string& prefix, const R<Rational>& example) {
        R<T> result;
        R<T>::visit(
            [&](const Field& field, auto& out, const auto& value) {
                const std::string name = prefix + "." + std::string(field.name);
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, bool>)
                    out = self().truth(name, value);
                else
                    out = self().number(name, std::string(field.unit), value);
            },
            result, example);
        return result;
    }
    /// Shows each field of a record.
    template <template <class> class R>
    void show(const std::string& label, const R<T>& record) {
        R<T>::visit(
            [&](const Field& field, const auto& value) {
                self().show(label + "." + std::string(field.name), value, std::string(field.unit));
            },
            record);
    }
    /// Shows the fields that a step has changed.
    template <template <class> class R>
    void change(const std::string& label, const R<T>& before, const R<T>& after) {
        R<T>::visit(
            [&](const Field& field, const auto& old_value, const auto& new_value) {
                self().show_change(label + "." + std::string(field.name), old_value, new_value,
                                   std::string(field.unit));
            },
            before, after);
    }

protected:
    Scenario() = default;
    explicit Scenario(const PublishedMachine<T>& published) : published_(&published) {}

private:
    Self& self() { return static_cast<Self&>(*this); }

    static inline const PublishedMachine<T> templates;
    const PublishedMachine<T>* published_ = &templates;
};

/// The number type of a scenario: `using T = Number<decltype(s)>`.
template <class S>
using Number = typename std::remove_cvref_t<S>::Number;

/// What a property claims at one of its steps.
struct Claim {
    std::string sentence;
    Formula formula;
};

/// Builds the formulas of a property.
class Encoding : public Scenario<Encoding, Term> {
public:
    /// Begins without inputs, assumptions and claims.
    explicit Encoding(Numbers numbers) : encoder_(numbers) {}

    /// Declares a number as an input.
    /// @param example a value that satisfies the property's assumptions with those of the others
    /// @return its free variable
    Term number(const std::string& name, const std::string& /*unit*/, const Rational& example);
    /// Declares a truth value as an input; as `number`.
    Formula truth(const std::string& name, bool example);
    /// Assumes a condition on the inputs.
    void assume(const Formula& condition) { assumptions_.push_back(condition); }
    /// Claims a condition. Claims are decided in order, and each may lean on those before it: the
    /// steps of a proof.
    void claim(const std::string& sentence, const Formula& condition) {
        claims_.push_back({sentence, condition});
    }
    /// Claims that no operation so far divides by zero or leaves 64 bits.
    void claim_arithmetic();

    using Scenario::show;
    /// Does nothing: only a replay tells what happens.
    void step(const std::string& /*title*/) {}
    /// Does nothing.
    void show(const std::string& /*label*/, const Term& /*value*/, const std::string& /*unit*/) {}
    /// Does nothing.
    void show(const std::string& /*label*/, const Formula& /*value*/, const std::string& /*unit*/) {
    }
    /// Does nothing.
    template <class V>
    void show_change(const std::string& /*label*/, const V& /*before*/, const V& /*after*/,
                     const std::string& /*unit*/) {}

    /// Returns the owner of the terms, which lives as long as this.
    Encoder& encoder() { return encoder_; }
    /// Returns the inputs in the order in which they were declared.
    [[nodiscard]] const std::vector<Input>& inputs() const { return inputs_; }
    /// Returns what is assumed, in order.
    [[nodiscard]] const std::vector<Formula>& assumptions() const { return assumptions_; }
    /// Returns what is claimed, in order.
    [[nodiscard]] const std::vector<Claim>& claims() const { return claims_; }

private:
    Encoder encoder_;
    std::vector<Input> inputs_;
    std::vector<Formula> assumptions_;
    std::vector<Claim> claims_;
};

/// What a replay saw.
struct Replayed {
    bool assumptions_hold = true;
    bool refuted = false;            ///< some claim is false, or arithmetic failed
    std::vector<std::string> trace;  ///< what happened, a line each
};

/// Ends a replay: the inputs are none that the property speaks of.
class AssumptionFails : public std::exception {};

/// Returns a value as text: a decimal where it has a short one, else a fraction.
std::string shown(const Rational& value);
/// Returns a whole number as text.
inline std::string shown(const CheckedInteger& value) { return std::to_string(value.value()); }
/// Returns a truth value as text: yes or no.
inline std::string shown(bool value) { return value ? "yes" : "no"; }

/// Runs a property on concrete numbers: Rational, or the chain's integers.
/// @tparam T Rational or CheckedInteger
template <class T>
class Replay : public Scenario<Replay<T>, T> {
public:
    /// Replays the values with the templates of the published contract.
    /// @param values of the inputs; one without keeps its example
    explicit Replay(Assignment values) : values_(std::move(values)) {}
    /// Replays the values.
    /// @param published what runs the published contract; outlives this
    Replay(Assignment values, const PublishedMachine<T>& published)
        : Scenario<Replay<T>, T>(published), values_(std::move(values)) {}

    /// Declares a number as an input.
    /// @return its value; a value that is not a number of the chain breaks the assumptions
    T number(const std::string& name, const std::string& unit, const Rational& example) {
        const Rational value = value_of(name, example);
        input(name, shown(value), unit, shown(example));
        if constexpr (std::is_same_v<T, Rational>) {
            return value;
        } else {
            assume(value.get_den() == 1 && value.get_num().fits_slong_p());
            return CheckedInteger(value.get_num().get_si());
        }
    }
    /// Declares a truth value as an input, and returns its value.
    bool truth(const std::string& name, bool example) {
        const bool value = value_of(name, Rational(example ? 1 : 0)) != 0;
        input(name, shown(value), "", shown(example));
        return value;
    }
    /// Notes whether an assumption holds. @throws AssumptionFails where it does not: what follows
    /// may not even be defined
    void assume(bool condition) {
        if (condition) return;
        result_.assumptions_hold = false;
        throw AssumptionFails();
    }
    /// Notes a claim that is false: the property is refuted.
    void claim(const std::string& sentence, bool condition) {
        if (condition) return;
        result_.refuted = true;
        note("  VIOLATED: " + sentence);
    }
    /// Does nothing: numbers of the chain throw model::ArithmeticFault themselves.
    void claim_arithmetic() {}

    using Scenario<Replay<T>, T>::show;
    /// Writes down what happens next.
    void step(const std::string& title) { note(title); }
    /// Writes down a number.
    void show(const std::string& label, const T& value, const std::string& unit) {
        note("  " + label + " = " + shown(value) + (unit.empty() ? "" : " " + unit));
    }
    /// Writes down a truth value.
    void show(const std::string& label, bool value, const std::string& /*unit*/) {
        note("  " + label + " = " + shown(value));
    }
    /// Writes down a value that a step has changed.
    template <class V>
    void show_change(const std::string& label, const V& before, const V& after,
                     const std::string& unit) {
        if (before == after) return;
        note("  " + label + ": " + shown(before) + " -> " + shown(after) +
             (unit.empty() ? "" : " " + unit));
    }
    /// Writes down a fault of the chain's arithmetic: the property is refuted.
    void fault(const std::string& message) {
        result_.refuted = true;
        note("  FAULT: " + message);
    }
    /// Returns what was seen so far.
    [[nodiscard]] const Replayed& result() const { return result_; }

private:
    Rational value_of(const std::string& name, const Rational& example) const {
        const auto found = values_.find(name);
        return found == values_.end() ? example : found->second;
    }
    /// Inputs at their example are told many to a line, the others on lines of their own.
    void input(const std::string& name, const std::string& value, const std::string& unit,
               const std::string& example) {
        const std::string told = name + " = " + value;
        if (value != example) {
            flush();
            note("  " + told + (unit.empty() ? "" : " " + unit) + "   (" + example +
                 " in the example)");
            return;
        }
        if (pending_.size() + told.size() > 94) flush();
        pending_ += (pending_.empty() ? "  " : ", ") + told;
    }
    void flush() {
        if (!pending_.empty()) result_.trace.push_back(pending_);
        pending_.clear();
    }
    void note(const std::string& line) {
        flush();
        result_.trace.push_back(line);
    }

    Assignment values_;
    Replayed result_;
    std::string pending_;
};

}  // namespace essmap::verify
