#include "examination.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "equivalence.hpp"
#include "question.hpp"

namespace essmap::mutation {

using verify::Answer;
using verify::Assignment;
using verify::DecideOptions;
using verify::Relaxation;

namespace {

constexpr std::size_t states_of_a_property = 60;
constexpr std::size_t states_of_a_transition = 150;
constexpr std::size_t steps_near_a_difference = 200;
constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
constexpr std::size_t few_states = 15;  // of each property: most mutants are found by them
const DecideOptions limits{verify::Solver::z3, 2'000, false, {}};
const DecideOptions quick{verify::Solver::z3, 600, false, {}};
constexpr double solver_seconds = 60;  // for all questions about one mutant that no run finds

/// Can some claim of the property fail at these inputs, by the formulas that Z3 is asked?
bool fails_in_z3(const verify::Property& property, const Assignment& inputs) {
    try {
        verify::Encoding encoding(property.numbers);
        property.encode(encoding);
        verify::Question question(encoding, limits);
        return question.ask(inputs, Relaxation::none, limits.timeout_ms) == Answer::yes;
    } catch (const model::ArithmeticFault&) {
        return false;  // there is no formula
    }
}

/// What the first broken claim of a run at these inputs says.
std::string broken_claim(const verify::Property& property, const Assignment& inputs) {
    for (const auto& line : property.replay(inputs).trace)
        for (const std::string sign : {"VIOLATED: ", "FAULT: "})
            if (const auto at = line.find(sign); at != std::string::npos)
                return line.substr(at + sign.size());
    return "";
}

/// Does a property come out otherwise than expected? Z3's verdict, with a counterexample that a run
/// repeats.
bool comes_out_otherwise(const verify::Property& property, const DecideOptions& options) {
    try {
        const verify::Result result = decide(property, options).result;
        return result != verify::Result::unknown &&
               result != verify::expected_result(property.statement.expect);
    } catch (const model::ArithmeticFault&) {
        return false;  // there is no formula
    }
}

/// What one question to Z3 says of all claims of a property: whether one can fail, and where.
struct Asked {
    Answer answer;
    Assignment inputs;  ///< where one does, if it can
};
Asked ask_at_once(const Probe& probe, const DecideOptions& options) {
    try {
        verify::Encoding encoding(probe.property.numbers);
        probe.property.encode(encoding);
        verify::Question question(encoding, options);
        if (question.ask({}, Relaxation::linear, options.timeout_ms) == Answer::no)
            return {Answer::no, {}};
        if (question.ask({}, Relaxation::none, options.timeout_ms / 2) != Answer::yes ||
            !fails(probe.property, question.model()))
            return {Answer::unknown, {}};
        return {Answer::yes, question.model()};
    } catch (const model::ArithmeticFault&) {
        return {Answer::no, {}};  // there is no formula
    }
}

}  // namespace

std::string_view name_of(Fate fate) {
    switch (fate) {
        case Fate::killed: return "killed";
        case Fate::equivalent: return "equivalent";
        case Fate::survived: break;
    }
    return "SURVIVED";
}

Examiner::Examiner()
    : properties_(probes(verify::guarded_properties(), names.size(), states_of_a_property)) {
    std::vector<Assignment> seeds;
    for (const auto& one : properties_)
        if (!one.states.empty()) seeds.push_back(one.states.front());
    equivalences_ = probes(equivalences(), names.size(), states_of_a_transition, std::move(seeds));
    // A property that asks for few mutants knows most of each.
    std::ranges::stable_sort(
        properties_, {}, [](const Probe& probe) { return std::ranges::count(probe.asks, true); });
}

/// The quick ways first: most mutants are found by a few runs, most others by one question.
Examination Examiner::examine(int number) {
    const auto index = static_cast<std::size_t>(number);
    choice = number;
    const Examination result = examine_chosen(index);
    choice = 0;
    return result;
}

Examination Examiner::examine_chosen(std::size_t number) {
    if (const auto by = find_by_runs(number, 0, few_states)) return {Fate::killed, *by};
    if (is_equivalent(number, quick)) return {Fate::equivalent, ""};
    if (const auto by = find_by_question(number)) return {Fate::killed, *by};
    if (is_equivalent(number, limits)) return {Fate::equivalent, ""};
    if (const auto by = find_by_runs(number, few_states, all)) return {Fate::killed, *by};
    if (const auto by = find_by_example(number)) return {Fate::killed, *by};
    std::string where = "not proved equivalent";
    if (const auto by = find_near_a_difference(number, where)) return {Fate::killed, *by};
    if (const auto by = find_by_solver(number)) return {Fate::killed, *by};
    return {Fate::survived, where};
}

std::string Examiner::found(Probe& probe, const Assignment& inputs, std::string_view how) {
    probe.states.insert(probe.states.begin(), inputs);
    return fmt::format("{} ({})", probe.property.statement.id, how);
}

std::optional<std::string> Examiner::find_by_runs(std::size_t number, std::size_t first,
                                                  std::size_t last) {
    for (auto& one : properties_) {
        if (!one.asks[number]) continue;
        const auto inputs = find_failure(one, first, last);
        if (inputs && fails_in_z3(one.property, *inputs))
            return one.property.statement.id + " (run)";
    }
    return std::nullopt;
}

/// The example of a property that is still decided, but perhaps of nothing.
std::optional<std::string> Examiner::find_by_example(std::size_t number) {
    for (const auto& one : properties_) {
        const auto& property = one.property;
        if (!one.asks[number] || property.statement.expect == verify::Expect::refuted ||
            property.replay({}).assumptions_hold)
            continue;
        if (ask_at_once(one, limits).answer == Answer::no)
            return property.statement.id + " (example)";
    }
    return std::nullopt;
}

/// Has Z3 proved of every transition that it does what the original does?
bool Examiner::is_equivalent(std::size_t number, const DecideOptions& options) {
    bool reached = false;
    for (const auto& one : equivalences_) {
        if (!one.asks[number]) continue;
        reached = true;
        if (find_failure(one, 0, few_states)) return false;
        verify::Encoding encoding(one.property.numbers);
        one.property.encode(encoding);
        verify::Question question(encoding, options);
        const unsigned most = options.timeout_ms;
        if (question.ask({}, Relaxation::linear, most) != Answer::no &&
            question.ask({}, Relaxation::reals, most) != Answer::no &&
            question.ask({}, Relaxation::none, most) != Answer::no)
            return false;
    }
    return reached;
}

/// A property over the reals is mostly decided by one question, and says what its twin over the
/// checked integers does.
std::optional<std::string> Examiner::find_by_question(std::size_t number) {
    for (auto& one : properties_) {
        if (!one.asks[number] || one.property.statement.expect == verify::Expect::refuted ||
            one.property.numbers == verify::Numbers::integers)
            continue;
        const auto answered = ask_at_once(one, quick);
        if (answered.answer == Answer::yes) return found(one, answered.inputs, "Z3");
    }
    return std::nullopt;
}

/// Walks from where a transition does not do what the original does. @param where is set to it
std::optional<std::string> Examiner::find_near_a_difference(std::size_t number,
                                                            std::string& where) {
    std::optional<Assignment> inputs;
    for (const auto& one : equivalences_) {
        if (!one.asks[number]) continue;
        inputs = find_failure(one, 0, all);
        const std::string& id = one.property.statement.id;
        if (inputs) {
            where = fmt::format("differs: {}: {}", id, broken_claim(one.property, *inputs));
            break;
        }
        const auto answered = ask_at_once(one, limits);
        if (answered.answer != Answer::yes) continue;
        where = fmt::format("differs: {} (Z3)", id);
        inputs = answered.inputs;
        break;
    }
    if (!inputs) return std::nullopt;
    for (auto& one : properties_) {
        if (!one.asks[number]) continue;
        const auto failure = find_failure_near(one, *inputs, steps_near_a_difference);
        if (failure && fails_in_z3(one.property, *failure))
            return found(one, *failure, "run near a difference");
    }
    return std::nullopt;
}

/// The properties that one question can decide come first, and then what is expected to be refuted
/// but not by its example any more: where the example still does, a run has shown it.
std::optional<std::string> Examiner::find_by_solver(std::size_t number) {
    DecideOptions options = limits;
    options.limit = verify::Limit(solver_seconds, {});
    std::vector<const Probe*> others;
    std::vector<const Probe*> hard;
    for (auto& one : properties_) {
        if (!one.asks[number]) continue;
        if (one.property.statement.expect == verify::Expect::refuted) {
            if (!fails(one.property, {})) others.push_back(&one);
            continue;
        }
        const auto answered = ask_at_once(one, options);
        if (answered.answer == Answer::yes) return found(one, answered.inputs, "Z3");
        if (answered.answer != Answer::no) hard.push_back(&one);
    }
    others.insert(others.end(), hard.begin(), hard.end());
    for (const Probe* one : others)
        if (comes_out_otherwise(one->property, options))
            return one->property.statement.id + " (Z3)";
    return std::nullopt;
}

std::vector<std::string> unexpected_of_the_original(std::size_t part, std::size_t parts) {
    const auto properties = verify::guarded_properties();
    std::vector<std::string> result;
    for (std::size_t i = part; i < properties.size(); i += parts) {
        const auto& statement = properties[i].statement;
        const auto verdict = decide(properties[i], {verify::Solver::z3, 10'000, false, {}});
        if (verdict.result != verify::expected_result(statement.expect) ||
            !verdict.assumptions_satisfiable)
            result.push_back(statement.id);
    }
    return result;
}

}  // namespace essmap::mutation
