#include "essmap/verify/decide.hpp"

#include <algorithm>
#include <chrono>

#include "cvc5.hpp"
#include "minimiser.hpp"

namespace essmap::verify {

std::string_view name_of(Solver solver) { return solver == Solver::z3 ? "z3" : "cvc5"; }

std::string_view name_of(Result result) {
    switch (result) {
        case Result::proved: return "proved";
        case Result::refuted: return "refuted";
        case Result::unknown: break;
    }
    return "unknown";
}

namespace {

using Clock = std::chrono::steady_clock;

Result result_of(Answer answer) {
    switch (answer) {
        case Answer::no: return Result::proved;
        case Answer::yes: return Result::refuted;
        case Answer::unknown: break;
    }
    return Result::unknown;
}

/// What became of one claim.
struct Decision {
    Answer can_fail = Answer::unknown;
    std::optional<Assignment> values;  ///< where it fails
    std::string why_unknown;
};

/// Asks the easier questions first: a relaxation that cannot fail settles the claim; a failure near
/// the example is easier to find than any failure.
/// @param examples the inputs' examples, if the claim fails there
Decision decide_claim(Question& question, const Encoding& encoding, const std::string& name,
                      const std::optional<Assignment>& examples, const DecideOptions& options,
                      std::vector<Query>& queries) {
    const auto keep = [&](const std::string& suffix, Relaxation relaxation, const Assignment& held,
                          Answer answer) {
        if (options.keep_queries)
            queries.push_back(
                {name + suffix, question.smt2(name + suffix, held, relaxation), result_of(answer)});
    };
    const auto settled_by = [&](const std::string& suffix, Relaxation relaxation,
                                const Assignment& held, Answer answer) {
        keep("", Relaxation::none, {}, Answer::unknown);
        keep(suffix, relaxation, held, answer);
    };
    if (examples) {
        const Answer answer = question.ask(*examples, Relaxation::none, options.timeout_ms);
        if (answer == Answer::yes) {
            settled_by(".counterexample", Relaxation::none, *examples, answer);
            return {answer, examples, ""};
        }
    }
    const unsigned brief = std::min(options.timeout_ms, 2'000U);
    if (question.ask({}, Relaxation::linear, brief) == Answer::no) {
        settled_by(".linear", Relaxation::linear, {}, Answer::no);
        return {Answer::no, {}, ""};
    }
    if (encoding.numbers() == Numbers::integers &&
        question.ask({}, Relaxation::reals, brief) == Answer::no) {
        settled_by(".reals", Relaxation::reals, {}, Answer::no);
        return {Answer::no, {}, ""};
    }
    Answer answer = question.ask({}, Relaxation::none, std::min(options.timeout_ms, 500U));
    Minimiser minimiser(question, encoding.inputs(), std::min(options.timeout_ms, 500U));
    std::optional<Assignment> values;
    if (answer != Answer::no) values = minimiser.find_near_example();
    if (!values && answer != Answer::no) {
        answer = question.ask({}, Relaxation::none, options.timeout_ms);
        if (answer == Answer::yes) values = minimiser.find_from_model();
    }
    if (values) answer = Answer::yes;
    keep("", Relaxation::none, {}, answer);
    if (values) keep(".counterexample", Relaxation::none, *values, Answer::yes);
    return {answer, values,
            answer == Answer::yes ? "no counterexample in short decimals" : question.why()};
}

}  // namespace

Verdict decide(const Property& property, const DecideOptions& options) {
    const auto start = Clock::now();
    Verdict verdict;
    const Replayed at_example = property.replay({});
    verdict.assumptions_satisfiable = at_example.assumptions_hold;
    Encoding encoding(property.numbers);
    property.encode(encoding);
    std::optional<Assignment> examples;
    if (at_example.assumptions_hold && at_example.refuted) {
        examples.emplace();
        for (const auto& input : encoding.inputs()) (*examples)[input.name] = input.example;
    }
    verdict.result = Result::proved;
    for (std::size_t i = 0; i < encoding.claims().size(); ++i) {
        const Claim& claim = encoding.claims()[i];
        if (claim.formula.is_known() && claim.formula.known()) continue;
        Question question(encoding, i, options.solver);
        const std::string name = property.statement.id + "." + std::to_string(i + 1);
        const Decision decision =
            decide_claim(question, encoding, name, examples, options, verdict.queries);
        if (decision.can_fail == Answer::no) continue;
        verdict.result = Result::unknown;
        verdict.why_unknown = claim.sentence + ": " + decision.why_unknown;
        if (!decision.values) continue;
        const Replayed replayed = property.replay(*decision.values);
        if (!replayed.assumptions_hold || !replayed.refuted) {
            verdict.why_unknown = claim.sentence + ": the counterexample does not replay";
            continue;
        }
        Counterexample found{*decision.values, {}, replayed.trace};
        for (const auto& input : encoding.inputs())
            if (decision.values->at(input.name) != input.example)
                found.changed.push_back(input.name);
        verdict.counterexample = std::move(found);
        verdict.why_unknown.clear();
        verdict.result = Result::refuted;
        break;
    }
    verdict.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return verdict;
}

SecondOpinion second_opinion(const std::vector<Query>& queries, unsigned timeout_ms) {
    const auto start = Clock::now();
    SecondOpinion opinion;
    for (const auto& query : queries) {
        if (query.result == Result::unknown) continue;
        const Result result = result_of(answer_of(ask_cvc5(query.smt2, {}, timeout_ms)));
        if (result == query.result)
            ++opinion.agreed;
        else if (result == Result::unknown)
            opinion.undecided.push_back(query.name);
        else
            opinion.disagreed.push_back(query.name);
    }
    opinion.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return opinion;
}

}  // namespace essmap::verify
