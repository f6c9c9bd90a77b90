#pragma once

#include <string_view>

#include "essmap/verify/property.hpp"

/// How properties are written down: each as a named proposition, and a table gives them their ids.
namespace essmap::verify {

/// What a property claims: a sentence, the same in symbols, and its text, a generic callable of a
/// scenario.
template <class Text>
struct Proposition {
    std::string_view sentence, equation;
    Expect expect;
    Text text;
};

/// A proposition that Z3 is expected to prove.
template <class Text>
constexpr Proposition<Text> proved(std::string_view sentence, std::string_view equation,
                                   const Text& text) {
    return {sentence, equation, Expect::proved, text};
}
/// A proposition that a run is expected to refute.
template <class Text>
constexpr Proposition<Text> refuted(std::string_view sentence, std::string_view equation,
                                    const Text& text) {
    return {sentence, equation, Expect::refuted, text};
}

/// The properties of a subject, in the order in which they are told.
class PropertyTable {
public:
    explicit PropertyTable(Subject subject) : subject_(subject) {}

    /// Adds a property over the reals.
    template <class Text>
    void real(const std::string& id, const Proposition<Text>& claimed) {
        add<Rational>(id, claimed);
    }
    /// Adds a property over the chain's integers.
    template <class Text>
    void fixed(const std::string& id, const Proposition<Text>& claimed) {
        add<CheckedInteger>(id, claimed);
    }
    /// Adds a property over the reals, ID.real, and one over the chain's integers, ID.fixed.
    template <class Text>
    void both(const std::string& id, const Proposition<Text>& claimed) {
        real(id + ".real", claimed);
        fixed(id + ".fixed", claimed);
    }

    [[nodiscard]] const std::vector<Property>& properties() const { return properties_; }

private:
    template <class T, class Text>
    void add(const std::string& id, const Proposition<Text>& p) {
        properties_.push_back(make_property<T>(
            subject_, {id, std::string(p.sentence), std::string(p.equation), p.expect}, p.text));
    }

    Subject subject_;
    std::vector<Property> properties_;
};

}  // namespace essmap::verify
