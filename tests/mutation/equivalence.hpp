#pragma once

#include <utility>

#include "essmap/mutation/choice.hpp"
#include "guarded_state.hpp"

/// What a mutant is asked where no property finds it: does every transition still do what the
/// original does, from any state in the invariant? Then it is the same contract in other words.
namespace essmap::mutation {

namespace contract = model::guarded;

/// As long as it lives, or up to end(), no mutant is chosen, and asking for one leaves no trace.
class WithoutMutant {
public:
    /// Chooses none.
    WithoutMutant() : chosen_(std::exchange(choice, 0)), asked_(std::exchange(asked, nullptr)) {}
    WithoutMutant(const WithoutMutant&) = delete;
    WithoutMutant& operator=(const WithoutMutant&) = delete;
    ~WithoutMutant() { end(); }
    /// Chooses the mutant again that was chosen before.
    void end() {
        choice = chosen_;
        asked = asked_;
    }

private:
    int chosen_;
    std::vector<bool>* asked_;
};

/// The inputs of a transition, by the names of its parameters: rules, round, member and now are
/// those of one state, where the transition takes a state; all others are any.
template <class S>
class Inputs {
public:
    using T = typename S::Number;

    /// @param state does the transition take a round or a member?
    Inputs(S& s, bool state) : s_(s), state_(state) {
        if (state_) any_ = verify::guarded::any_state(s);
    }

    /// A number of the state, or any.
    T number(const std::string& name) {
        return state_ && name == "now" ? any_.now : s_.number(name, "", 0);
    }
    /// Any truth value.
    auto truth(const std::string& name) { return s_.truth(name, true); }
    /// A record of the state, or any.
    template <template <class> class R>
    R<T> record(const std::string& name) {
        if constexpr (std::is_same_v<R<T>, contract::Rules<T>>) {
            if (state_ && name == "rules") return any_.rules;
            return s_.template record<R>(name, contract::example_rules<model::Rational>());
        } else if constexpr (std::is_same_v<R<T>, contract::Rulebook<T>>) {
            return any_.book();
        } else if constexpr (std::is_same_v<R<T>, contract::Round<T>>) {
            return any_.round;
        } else if constexpr (std::is_same_v<R<T>, contract::Member<T>>) {
            return any_.member;
        } else {
            return s_.template record<R>(name, R<model::Rational>{});
        }
    }

private:
    S& s_;
    bool state_;
    verify::guarded::State<S> any_{};
};

/// One property for each transition that a program or a property calls: the mutant that is chosen
/// gives the same results as the original. Each is named as the transition is.
std::vector<verify::Property> equivalences();

}  // namespace essmap::mutation
