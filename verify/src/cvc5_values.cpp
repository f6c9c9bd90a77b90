#include "cvc5_values.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "essmap/model/exact.hpp"

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
            if (name.size() > 1 && name.front() == '|') name = name.substr(1, name.size() - 2);
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
        return number(deepest).get_str();
    }
    /// cvc5 writes quotients of numbers that may be negative: nothing deeper.
    static constexpr int deepest = 8;
    model::Rational number(int depth) {
        if (peek() != '(') return rational(word());
        if (depth == 0) refuse();
        expect('(');
        const std::string operation = word();
        model::Rational result = number(depth - 1);
        if (operation == "/") {
            const model::Rational divisor = number(depth - 1);
            if (divisor == 0) refuse();
            result /= divisor;
        } else if (operation == "-") {
            result = -result;
        } else {
            refuse();
        }
        expect(')');
        return result;
    }
    static model::Rational rational(const std::string& text) {
        if (text.find_first_of("0123456789") == std::string::npos ||
            text.find_first_not_of("0123456789.") != std::string::npos ||
            std::ranges::count(text, '.') > 1)
            refuse();
        const auto point = text.find('.');
        if (point == std::string::npos) return model::Rational(text, 10);
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
    [[noreturn]] static void refuse() {
        throw std::runtime_error("cvc5's values are not understood");
    }
    void expect(char wanted) {
        if (peek() != wanted) refuse();
        ++at_;
    }
    std::string word() {
        const bool quoted = peek() == '|';
        std::size_t end = quoted ? text_.find('|', at_ + 1) : text_.find_first_of(" \t\n()", at_);
        if (end == std::string::npos) refuse();
        if (quoted) ++end;
        const std::string result = text_.substr(at_, end - at_);
        at_ = end;
        return result;
    }
    const std::string& text_;
    std::size_t at_ = 0;
};

}  // namespace

std::string values_of(const std::string& text) { return ValueReader(text).pairs(); }

}  // namespace essmap::verify
