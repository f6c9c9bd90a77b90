#pragma once

#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"
#include "relaxation.hpp"

/// One claim of a property as a satisfiability question: can it fail?
namespace essmap::verify {

enum class Answer { no, yes, unknown };

/// Reads what a solver answers: "unsat", "unknown REASON", or "sat" and values.
Answer answer_of(const std::string& text);

class Question {
public:
    /// Can this claim of the encoding's fail? Those before it are taken as proved.
    Question(Encoding& encoding, std::size_t claim, const DecideOptions& options);
    /// Can any claim fail?
    Question(Encoding& encoding, const DecideOptions& options);

    /// Asks the solver in a process of its own, which is ended when its time is up, or the limit of
    /// all questions is over; then nothing is asked any more, and the answer is unknown.
    /// @param held inputs kept at these values
    Answer ask(const Assignment& held, Relaxation relaxation, unsigned timeout_ms);
    /// Values of the inputs in the model of the last yes; those that are no rationals are missing.
    [[nodiscard]] const Assignment& model() const { return model_; }
    /// Reason of the last unknown.
    [[nodiscard]] const std::string& why() const { return why_; }

    /// The question as an SMT-LIB 2 file.
    std::string smt2(const std::string& name, const Assignment& held, Relaxation relaxation);

private:
    void take_as_given(std::size_t claims);
    z3::expr equals(const Input& input, const Rational& value);
    std::vector<z3::expr> formulas(const Assignment& held, Relaxation relaxation);
    std::string solve(const std::vector<z3::expr>& formulas, unsigned timeout_ms);
    std::string write(const std::string& name, const std::vector<z3::expr>& formulas);

    Encoding& encoding_;
    const DecideOptions& options_;
    std::vector<z3::expr> formulas_;
    Assignment model_;
    std::string why_;
};

}  // namespace essmap::verify
