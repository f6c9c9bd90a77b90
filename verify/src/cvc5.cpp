#include "cvc5.hpp"

#include <array>
#include <stdexcept>

#include "essmap/model/exact.hpp"
#include "isolated.hpp"

namespace essmap::verify {

namespace {

/// Reads the S-expressions in which cvc5 writes values.
class ValueReader {
public:
    explicit ValueReader(const std::string& text) : text_(text) {}

    /// NAME and VALUE of each pair in "((NAME VALUE) ...)", a line each.
    std::string pairs() {
        std::string lines;
        expect('(');
        while (peek() == '(') {
            expect('(');
            std::string name = word();
            if (name.front() == '|') name = name.substr(1, name.size() - 2);
            lines += name + " " + value() + "\n";
            expect(')');
        }
        return lines;
    }

private:
    std::string value() {
        if (peek() != '(') {
            const std::string text = word();
            if (text == "true") return "1";
            if (text == "false") return "0";
            return rational(text).get_str();
        }
        return number().get_str();
    }
    model::Rational number() {
        if (peek() != '(') return rational(word());
        expect('(');
        const std::string operation = word();
        const model::Rational first = number();
        const model::Rational result = operation == "-"   ? model::Rational(-first)
                                       : operation == "/" ? model::Rational(first / number())
                                                          : throw std::runtime_error(operation);
        expect(')');
        return result;
    }
    static model::Rational rational(const std::string& text) {
        const auto point = text.find('.');
        if (point == std::string::npos) return model::Rational(text);
        const std::string digits = text.substr(0, point) + text.substr(point + 1);
        mpz_class power;
        mpz_ui_pow_ui(power.get_mpz_t(), 10, text.size() - point - 1);
        model::Rational result(mpz_class(digits, 10), power);
        result.canonicalize();
        return result;
    }
    char peek() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
            ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    void expect(char wanted) {
        if (peek() != wanted) throw std::runtime_error("cvc5's values are not understood");
        ++at_;
    }
    std::string word() {
        peek();
        std::size_t end = at_;
        if (text_[at_] == '|')
            end = text_.find('|', at_ + 1) + 1;
        else
            end = text_.find_first_of(" \t\n()", at_);
        const std::string result = text_.substr(at_, end - at_);
        at_ = end;
        return result;
    }
    const std::string& text_;
    std::size_t at_ = 0;
};

}  // namespace

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
    const std::string values = output->substr(4);
    return "sat\n" + ValueReader(values).pairs();
}

}  // namespace essmap::verify
