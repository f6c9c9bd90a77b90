#include "essmap/verify/scenario.hpp"

namespace essmap::verify {

Term Encoding::number(const std::string& name, const std::string& /*unit*/,
                      const Rational& example) {
    inputs_.push_back({name, false, example});
    return {encoder_, encoder_.variable(name)};
}

Formula Encoding::truth(const std::string& name, bool example) {
    inputs_.push_back({name, true, Rational(example ? 1 : 0)});
    return {encoder_, encoder_.truth_variable(name)};
}

void Encoding::claim_arithmetic() {
    for (const auto& demand : encoder_.demands())
        claim("every operation is defined and fits into 64 bits", Formula(encoder_, demand));
}

std::string shown(const Rational& value) {
    mpz_class denominator = value.get_den();
    // A finite decimal where there is one.
    int digits = 0;
    mpz_class power = 1;
    while (digits < 18 && !mpz_divisible_p(power.get_mpz_t(), denominator.get_mpz_t())) {
        power *= 10;
        ++digits;
    }
    if (digits == 0 || digits == 18) return value.get_str();
    const mpz_class scaled = value.get_num() * (power / denominator);
    const mpz_class whole = scaled / power;
    const mpz_class rest = abs(scaled) % power;
    const std::string decimals = rest.get_str();
    std::string text(sgn(value) < 0 && whole == 0 ? "-" : "");
    text += whole.get_str();
    text += '.';
    text.append(static_cast<std::size_t>(digits) - decimals.size(), '0');
    text += decimals;
    return text;
}

}  // namespace essmap::verify
