#pragma once

#include <functional>
#include <string>
#include <vector>

#include "essmap/verify/scenario.hpp"

/// What essmap proves and refutes: every property, once.
namespace essmap::verify {

/// What a property is about: the game, the algorithms as printed, or the guarded contract.
enum class Subject { theory, published, guarded };
/// What a property is expected to be.
enum class Expect { proved, refuted };

/// Returns the subject's name in reports: theory, published or guarded.
std::string_view name_of(Subject subject);
/// Returns the expected result's name in reports: proved or refuted.
std::string_view name_of(Expect expect);
/// Returns the numbers' name in reports: reals or integers.
std::string_view name_of(Numbers numbers);

/// How a property is told to a person.
struct Statement {
    std::string id;        ///< letters, digits, dots and dashes: also a file name
    std::string sentence;  ///< what is claimed
    std::string equation;  ///< the same in symbols, with its number in the paper
    Expect expect = Expect::proved;
};

/// A claim about the game or a contract.
struct Property {
    Statement statement;
    Subject subject = Subject::theory;
    Numbers numbers = Numbers::reals;
    std::function<void(Encoding&)> encode;
    std::function<Replayed(const Assignment&, const PublishedMachine<CheckedInteger>&)> replay_on;

    /// Returns whether the property is the one named, or belongs to the group named: guarded.sgm
    /// names guarded.sgm.points.real.
    [[nodiscard]] bool is_named(const std::string& name) const {
        return statement.id == name || statement.id.starts_with(name + ".");
    }
    /// Runs the property's text on concrete numbers, inputs without a value at their example.
    /// @return what happened; a fault of the chain's arithmetic is a refutation
    [[nodiscard]] Replayed replay(const Assignment& values) const {
        return replay_on(values, PublishedMachine<CheckedInteger>());
    }
};

/// Runs a property's text on concrete numbers, up to the first assumption that does not hold.
/// @return what happened; a fault of the chain's arithmetic is a refutation
template <class T, class Text>
Replayed replay_text(const Text& text, Replay<T> scenario) {
    try {
        text(scenario);
    } catch (const AssumptionFails&) {
        return scenario.result();
    } catch (const model::ArithmeticFault& error) {
        scenario.fault(error.what());
    }
    return scenario.result();
}

/// Makes a property of its text, a generic callable of a scenario.
/// @tparam T what it is replayed on: Rational for the reals, CheckedInteger for the chain
template <class T, class Text>
Property make_property(Subject subject, Statement statement, const Text& text) {
    const Numbers numbers = std::is_same_v<T, Rational> ? Numbers::reals : Numbers::integers;
    return {std::move(statement), subject, numbers, text,
            [text](const Assignment& values,
                   [[maybe_unused]] const PublishedMachine<CheckedInteger>& published) {
                if constexpr (std::is_same_v<T, Rational>)
                    return replay_text(text, Replay<T>(values));
                else
                    return replay_text(text, Replay<T>(values, published));
            }};
}

/// Returns the properties of the game over the reals (paper Eqs. 3-12).
std::vector<Property> theory_properties();
/// Returns the properties of the improved Shapley value over the reals.
std::vector<Property> shapley_properties();
/// Returns the promises that the algorithms as printed break.
std::vector<Property> published_properties();
/// Returns the promises that the guarded contract keeps, over the reals and over the chain's
/// integers.
std::vector<Property> guarded_properties();

/// Returns all properties, in the order in which they are told.
std::vector<Property> all_properties();

}  // namespace essmap::verify
