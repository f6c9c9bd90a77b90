#include "cvc5.hpp"

#include "cvc5_values.hpp"
#include "isolated.hpp"

namespace essmap::verify {

std::string ask_cvc5(const std::string& smt2, const std::vector<std::string>& inputs,
                     unsigned timeout_ms, const Limit& limit) {
    std::string text = smt2;
    if (!inputs.empty()) {
        text += "(get-value (";
        for (const auto& input : inputs) text += "|" + input + "| ";
        text += "))\n";
    }
    const auto output = run_program(
        {"cvc5", "--lang=smt2", "--produce-models", "--tlimit=" + std::to_string(timeout_ms), "-"},
        text, timeout_ms + 1000, limit);
    if (!output) return "unknown timeout";
    if (output->starts_with("unsat")) return "unsat";
    if (!output->starts_with("sat")) return "unknown " + output->substr(0, output->find('\n'));
    if (inputs.empty()) return "sat\n";
    return "sat\n" + values_of(output->substr(3));
}

}  // namespace essmap::verify
