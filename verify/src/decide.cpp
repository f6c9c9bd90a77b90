#include "essmap/verify/decide.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "cvc5.hpp"
#include "minimiser.hpp"

namespace essmap::verify {

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

/// Relaxations that know little of products, and what queries under them are called; the weakest is
/// the quickest.
constexpr std::array<std::pair<const char*, Relaxation>, 2> of_products{
    {{".names", Relaxation::names}, {".linear", Relaxation::linear}}};

/// Decides one property; what it was decided by is kept where that is wanted.
class Decider {
public:
    Decider(const Property& property, const DecideOptions& options)
        : property_(property), options_(options), encoding_(property.numbers) {}

    Verdict decide();

private:
    /// What became of one claim.
    struct Decision {
        Answer can_fail = Answer::unknown;
        std::optional<Assignment> values;  ///< where it fails
        std::string why_unknown;
    };
    void keep(const std::string& name, Question& question, Relaxation relaxation,
              const Assignment& held, Answer answer, bool asked = true);
    bool all_at_once();
    Decision decide_claim(std::size_t claim);
    Decision search(Question& question, const std::string& name);
    bool conclude(std::size_t claim, const Decision& decision);
    [[nodiscard]] std::string name_of_claim(std::size_t claim) const {
        return property_.statement.id + "." + std::to_string(claim + 1);
    }
    [[nodiscard]] unsigned brief() const { return std::min(options_.timeout_ms, 2'000U); }

    const Property& property_;
    const DecideOptions& options_;
    Encoding encoding_;
    std::optional<Assignment> failing_examples_;  ///< the inputs' examples, if a claim fails there
    Verdict verdict_;
};

void Decider::keep(const std::string& name, Question& question, Relaxation relaxation,
                   const Assignment& held, Answer answer, bool asked) {
    if (options_.keep_queries)
        verdict_.queries.push_back(
            {name, question.smt2(name, held, relaxation), result_of(answer), asked});
}

/// Most properties follow from what little is known of products, all their claims at once.
bool Decider::all_at_once() {
    if (failing_examples_ || encoding_.claims().empty()) return false;
    Question question(encoding_, options_);
    const std::string& id = property_.statement.id;
    for (const auto& [suffix, relaxation] : of_products) {
        if (question.ask({}, relaxation, brief()) != Answer::no) continue;
        keep(id, question, Relaxation::none, {}, Answer::unknown, false);
        keep(id + suffix, question, relaxation, {}, Answer::no);
        return true;
    }
    return false;
}

/// Asks the easier questions first: a relaxation that cannot fail decides the claim.
Decider::Decision Decider::decide_claim(std::size_t claim) {
    Question question(encoding_, claim, options_);
    const std::string name = name_of_claim(claim);
    const auto keep_both = [&](const std::string& suffix, Relaxation relaxation,
                               const Assignment& held, Answer answer) {
        keep(name, question, Relaxation::none, {}, Answer::unknown, false);
        keep(name + suffix, question, relaxation, held, answer);
    };
    if (failing_examples_) {
        const Answer answer =
            question.ask(*failing_examples_, Relaxation::none, options_.timeout_ms);
        if (answer == Answer::yes) {
            keep_both(".counterexample", Relaxation::none, *failing_examples_, answer);
            return {answer, failing_examples_, ""};
        }
    }
    for (const auto& [suffix, relaxation] : of_products) {
        if (question.ask({}, relaxation, brief()) != Answer::no) continue;
        keep_both(suffix, relaxation, {}, Answer::no);
        return {Answer::no, {}, ""};
    }
    if (property_.numbers == Numbers::integers &&
        question.ask({}, Relaxation::reals, brief()) == Answer::no) {
        keep_both(".reals", Relaxation::reals, {}, Answer::no);
        return {Answer::no, {}, ""};
    }
    return search(question, name);
}

/// The claim itself, and where it fails. A failure near the example is easier to find than any.
Decider::Decision Decider::search(Question& question, const std::string& name) {
    const unsigned small = std::min(options_.timeout_ms, 500U);
    Minimiser minimiser(question, encoding_.inputs(), small);
    std::optional<Assignment> values;
    Answer answer = question.ask({}, Relaxation::none, small);
    if (answer != Answer::no) values = minimiser.find_near_example();
    if (!values && answer != Answer::no) {
        answer = question.ask({}, Relaxation::none, options_.timeout_ms);
        if (answer == Answer::yes) values = minimiser.find_from_model();
    }
    const std::string why = options_.limit.over()   ? options_.limit.reason()
                            : answer == Answer::yes ? "no counterexample in short decimals"
                                                    : question.why();
    if (values) answer = Answer::yes;
    keep(name, question, Relaxation::none, {}, answer);
    if (values) keep(name + ".counterexample", question, Relaxation::none, *values, Answer::yes);
    return {answer, values, why};
}

/// Takes a decision into the verdict; true if that ends it: the contract itself fails.
bool Decider::conclude(std::size_t claim, const Decision& decision) {
    if (decision.can_fail == Answer::no) return false;
    const std::string& sentence = encoding_.claims()[claim].sentence;
    verdict_.result = Result::unknown;
    verdict_.why_unknown = sentence + ": " + decision.why_unknown;
    if (!decision.values) return false;
    const Replayed replayed = property_.replay(*decision.values);
    if (!replayed.assumptions_hold || !replayed.refuted) {
        verdict_.why_unknown = sentence + ": the counterexample does not replay";
        return false;
    }
    Counterexample found{*decision.values, {}, replayed.trace};
    for (const auto& input : encoding_.inputs())
        if (decision.values->at(input.name) != input.example) found.changed.push_back(input.name);
    verdict_.counterexample = std::move(found);
    verdict_.why_unknown.clear();
    verdict_.result = Result::refuted;
    return true;
}

Verdict Decider::decide() {
    const auto start = Clock::now();
    verdict_.asked = !options_.limit.over();
    const Replayed at_example = property_.replay({});
    verdict_.assumptions_satisfiable = at_example.assumptions_hold;
    property_.encode(encoding_);
    if (at_example.assumptions_hold && at_example.refuted) {
        failing_examples_.emplace();
        for (const auto& input : encoding_.inputs())
            (*failing_examples_)[input.name] = input.example;
    }
    verdict_.result = Result::proved;
    if (!all_at_once())
        for (std::size_t i = 0; i < encoding_.claims().size(); ++i) {
            const Formula& formula = encoding_.claims()[i].formula;
            if (formula.is_known() && formula.known()) continue;
            if (conclude(i, decide_claim(i))) break;
        }
    if (verdict_.result == Result::proved && failing_examples_) {
        verdict_.result = Result::unknown;
        verdict_.why_unknown = "the solver proves what a run of the contract contradicts";
    }
    verdict_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return verdict_;
}

}  // namespace

Verdict decide(const Property& property, const DecideOptions& options) {
    return Decider(property, options).decide();
}

SecondOpinion second_opinion(const std::vector<Query>& queries, unsigned timeout_ms,
                             const Limit& limit) {
    const auto start = Clock::now();
    SecondOpinion opinion;
    for (const auto& query : queries) {
        if (!query.asked) continue;
        const Result result =
            limit.over() ? Result::unknown
                         : result_of(answer_of(ask_cvc5(query.smt2, {}, timeout_ms, limit)));
        if (result == query.result)
            opinion.agreed += result == Result::unknown ? 0 : 1;
        else if (result == Result::unknown)
            opinion.undecided.push_back(query.name);
        else if (query.result == Result::unknown)
            opinion.only_cvc5.push_back(query.name);
        else
            opinion.disagreed.push_back(query.name);
    }
    opinion.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return opinion;
}

}  // namespace essmap::verify
