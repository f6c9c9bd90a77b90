#include "runs.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <utility>

#include "essmap/mutation/choice.hpp"

namespace essmap::mutation {

using verify::Assignment;
using verify::Input;
using verify::Rational;
using verify::Replayed;

namespace {

/// Draws inputs beside given ones.
class Walker {
public:
    explicit Walker(const Probe& probe)
        : inputs_(probe.inputs),
          numerals_(probe.numerals),
          random_(std::hash<std::string>()(probe.property.statement.id)) {
        for (const auto& input : inputs_) kin_.push_back(kin_of(input));
    }

    /// The same inputs but for one to three of them.
    Assignment step(Assignment state) {
        for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
            const std::size_t at = below(inputs_.size());
            const Input& input = inputs_[at];
            Rational& value = state[input.name];
            value = input.is_truth ? Rational(value == 0 ? 1 : 0) : number(at, state);
        }
        return state;
    }
    std::size_t below(std::size_t end) { return random_() % end; }

private:
    /// Inputs that share a word with this one, as member.points and rules.points_max do.
    std::vector<std::size_t> kin_of(const Input& input) const {
        const std::set<std::string> words = words_of(input.name);
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < inputs_.size(); ++i) {
            if (inputs_[i].is_truth || inputs_[i].name == input.name) continue;
            for (const auto& word : words_of(inputs_[i].name))
                if (words.contains(word) && (result.empty() || result.back() != i))
                    result.push_back(i);
        }
        return result;
    }
    /// The words of a name behind its record's.
    static std::set<std::string> words_of(const std::string& name) {
        std::set<std::string> words{""};
        std::string word;
        for (const char c : name.substr(name.find('.') + 1) + "_") {
            if (c != '_') word += c;
            if (c == '_') words.insert(std::exchange(word, ""));
        }
        words.erase("");
        return words;
    }

    /// A number that may matter: near itself, near another input or its kin, or an end of a range.
    Rational number(std::size_t at, const Assignment& state) {
        const Rational near(static_cast<long>(below(3)) - 1);
        const Rational& now = state.at(inputs_[at].name);
        const Rational& other = state.at(inputs_[below(inputs_.size())].name);
        const auto& kin = kin_[at];
        switch (below(8)) {
            case 0: return now + near;
            case 1: return other + near;
            case 2: return other + now;
            case 3: return Rational(static_cast<long>(below(4)));
            case 4: return now * static_cast<long>(below(3));
            case 5: return numerals_[below(numerals_.size())] + near;
            case 6: return now + static_cast<long>(below(200)) - 100;
            default:
                return kin.empty() ? other : state.at(inputs_[kin[below(kin.size())]].name) + near;
        }
    }

    const std::vector<Input>& inputs_;
    const std::vector<Rational>& numerals_;
    std::vector<std::vector<std::size_t>> kin_;  ///< by input
    std::mt19937_64 random_;
};

/// The values of all inputs: those that are given, else their examples.
Assignment completed(const std::vector<Input>& inputs, const Assignment& given) {
    Assignment state;
    for (const auto& input : inputs) {
        const auto known = given.find(input.name);
        state[input.name] = known == given.end() ? input.example : known->second;
    }
    return state;
}

/// The numbers that formulas compare with, each once, and 0.
std::vector<Rational> numerals_of(verify::Encoding& encoding) {
    std::vector<Rational> numerals{Rational(0)};
    std::set<unsigned> seen;
    const std::function<void(const z3::expr&)> visit = [&](const z3::expr& part) {
        if (!seen.insert(part.id()).second) return;
        if (part.is_numeral()) numerals.emplace_back(part.get_decimal_string(0));
        for (unsigned i = 0; i < part.num_args(); ++i) visit(part.arg(i));
    };
    verify::Encoder& encoder = encoding.encoder();
    for (const auto& assumption : encoding.assumptions()) visit(assumption.expression(encoder));
    for (const auto& claim : encoding.claims()) visit(claim.formula.expression(encoder));
    return numerals;
}

Probe encoded(const verify::Property& property, std::size_t mutants) {
    Probe result{property, std::vector<bool>(mutants + 1, false), {}, {}, {}};
    verify::Encoding encoding(property.numbers);
    asked = &result.asks;
    property.encode(encoding);
    asked = nullptr;
    result.inputs = encoding.inputs();
    result.numerals = numerals_of(encoding);
    return result;
}

/// Fills in the probe's states. @param seeds where the walk may begin
void walk(Probe& probe, const std::vector<Assignment>& seeds, std::size_t most) {
    constexpr std::size_t tries_a_state = 30;
    const auto& property = probe.property;
    if (property.statement.expect == verify::Expect::refuted) return;
    std::set<Assignment> inside;
    for (const auto& seed : seeds) {
        const Assignment state = completed(probe.inputs, seed);
        const Replayed replayed = property.replay(state);
        if (replayed.assumptions_hold && !replayed.refuted && inside.insert(state).second)
            probe.states.push_back(state);
    }
    if (probe.inputs.empty() || probe.states.empty()) return;
    Walker walker(probe);
    std::vector<Assignment> outside;
    const std::size_t last = most + probe.states.size();
    for (std::size_t i = 0; i < most * tries_a_state && probe.states.size() < last; ++i) {
        Assignment next = walker.step(probe.states[walker.below(probe.states.size())]);
        const Replayed replayed = property.replay(next);
        if (replayed.assumptions_hold && !replayed.refuted)
            probe.states.push_back(std::move(next));
        else if (!replayed.assumptions_hold && outside.size() < most)
            outside.push_back(std::move(next));
    }
    std::ranges::move(outside, std::back_inserter(probe.states));
    std::ranges::shuffle(probe.states, std::mt19937_64(probe.states.size()));
}

}  // namespace

bool fails(const verify::Property& property, const Assignment& inputs) {
    const Replayed replayed = property.replay(inputs);
    return replayed.assumptions_hold && replayed.refuted;
}

std::vector<Probe> probes(const std::vector<verify::Property>& properties, std::size_t mutants,
                          std::size_t most, std::vector<Assignment> seeds) {
    std::vector<Probe> result;
    for (const auto& property : properties) {
        result.push_back(encoded(property, mutants));
        seeds.push_back(completed(result.back().inputs, {}));
    }
    for (auto& probe : result) walk(probe, seeds, most);
    return result;
}

std::optional<Assignment> find_failure(const Probe& probe, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < std::min(last, probe.states.size()); ++i)
        if (fails(probe.property, probe.states[i])) return probe.states[i];
    return std::nullopt;
}

std::optional<Assignment> find_failure_near(const Probe& probe, const Assignment& state,
                                            std::size_t steps) {
    if (probe.property.statement.expect == verify::Expect::refuted) return std::nullopt;
    const Assignment start = completed(probe.inputs, state);
    Walker walker(probe);
    std::vector<Assignment> states{start};
    for (std::size_t i = 0; i < steps; ++i) {
        const Assignment next = i == 0 ? start : walker.step(states[walker.below(states.size())]);
        const Replayed replayed = probe.property.replay(next);
        if (!replayed.assumptions_hold) continue;
        if (replayed.refuted) return next;
        states.push_back(next);
    }
    return std::nullopt;
}

}  // namespace essmap::mutation
