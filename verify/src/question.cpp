#include "question.hpp"

#include <sstream>

#include "cvc5.hpp"
#include "isolated.hpp"

namespace essmap::verify {

Answer answer_of(const std::string& text) {
    if (text.starts_with("unsat")) return Answer::no;
    return text.starts_with("sat") ? Answer::yes : Answer::unknown;
}

/// The assumptions, the definitions, and the claims that are proved already.
void Question::take_as_given(std::size_t claims) {
    Encoder& encoder = encoding_.encoder();
    for (const auto& assumption : encoding_.assumptions())
        formulas_.push_back(assumption.expression(encoder));
    for (const auto& definition : encoder.definitions()) formulas_.push_back(definition);
    for (std::size_t i = 0; i < claims; ++i)
        formulas_.push_back(encoding_.claims()[i].formula.expression(encoder));
}

Question::Question(Encoding& encoding, std::size_t claim, const DecideOptions& options)
    : encoding_(encoding), options_(options) {
    take_as_given(claim);
    formulas_.push_back(!encoding.claims()[claim].formula.expression(encoding.encoder()));
}

Question::Question(Encoding& encoding, const DecideOptions& options)
    : encoding_(encoding), options_(options) {
    take_as_given(0);
    Formula all(true);
    for (const auto& claim : encoding.claims()) all = all && claim.formula;
    formulas_.push_back(!all.expression(encoding.encoder()));
}

z3::expr Question::equals(const Input& input, const Rational& value) {
    Encoder& encoder = encoding_.encoder();
    if (input.is_truth) {
        const z3::expr variable = encoder.truth_variable(input.name);
        return value != 0 ? variable : !variable;
    }
    return encoder.variable(input.name) == encoder.numeral(value, encoder.sort());
}

std::vector<z3::expr> Question::formulas(const Assignment& held, Relaxation relaxation) {
    Relaxer relax(encoding_.encoder().context(), relaxation);
    std::vector<z3::expr> result;
    for (const auto& formula : formulas_) result.push_back(relax(formula));
    for (const auto& input : encoding_.inputs())
        if (const auto value = held.find(input.name); value != held.end())
            result.push_back(relax(equals(input, value->second)));
    for (const auto& fact : relax.facts()) result.push_back(fact);
    return result;
}

/// "unsat", "unknown REASON", or "sat" and a line "NAME VALUE" for each input.
std::string Question::solve(const std::vector<z3::expr>& formulas, unsigned timeout_ms) {
    Encoder& encoder = encoding_.encoder();
    z3::context& context = encoder.context();
    z3::solver solver(context);
    z3::params parameters(context);
    parameters.set("timeout", timeout_ms);
    solver.set(parameters);
    for (const auto& formula : formulas) solver.add(formula);
    const z3::check_result result = solver.check();
    if (result == z3::unsat) return "unsat";
    if (result == z3::unknown) return "unknown " + solver.reason_unknown();
    std::string text = "sat\n";
    const z3::model model = solver.get_model();
    for (const auto& input : encoding_.inputs()) {
        const z3::expr variable =
            input.is_truth ? encoder.truth_variable(input.name) : encoder.variable(input.name);
        const z3::expr value = model.eval(variable, true);
        if (input.is_truth)
            text += input.name + (value.is_true() ? " 1\n" : " 0\n");
        else if (value.is_numeral())
            text += input.name + " " + Z3_get_numeral_string(context, value) + "\n";
    }
    return text;
}

Answer Question::ask(const Assignment& held, Relaxation relaxation, unsigned timeout_ms) {
    const Limit& limit = options_.limit;
    if (limit.over()) {
        why_ = limit.reason();
        return Answer::unknown;
    }
    const auto asked = formulas(held, relaxation);
    std::optional<std::string> text;
    if (options_.solver == Solver::z3) {
        text = run_isolated([&] { return solve(asked, timeout_ms); }, timeout_ms + 500, limit);
    } else {
        std::vector<std::string> names;
        for (const auto& input : encoding_.inputs()) names.push_back(input.name);
        text = ask_cvc5(write("question", asked),
                        relaxation == Relaxation::none ? names : std::vector<std::string>(),
                        timeout_ms, limit);
    }
    why_ = limit.over() ? limit.reason() : "timeout";
    if (!text) return Answer::unknown;
    const Answer answer = answer_of(*text);
    std::istringstream lines(*text);
    std::string verdict;
    lines >> verdict;
    if (answer == Answer::unknown) std::getline(lines >> std::ws, why_);
    if (answer != Answer::yes) return answer;
    model_.clear();
    std::string name;
    std::string value;
    while (lines >> name >> value) model_[name] = Rational(value);
    return answer;
}

std::string Question::write(const std::string& name, const std::vector<z3::expr>& formulas) {
    const std::vector<Z3_ast> assumptions(formulas.begin(), formulas.end() - 1);
    return Z3_benchmark_to_smtlib_string(encoding_.encoder().context(), name.c_str(), "ALL",
                                         "unknown", "", static_cast<unsigned>(assumptions.size()),
                                         assumptions.data(), formulas.back());
}

std::string Question::smt2(const std::string& name, const Assignment& held, Relaxation relaxation) {
    return write(name, formulas(held, relaxation));
}

}  // namespace essmap::verify
