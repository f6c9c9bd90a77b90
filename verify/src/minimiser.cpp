#include "minimiser.hpp"

#include <algorithm>

namespace essmap::verify {

namespace {

std::string group_of(const Input& input) { return input.name.substr(0, input.name.find('.')); }

}  // namespace

bool Minimiser::can_fail(const Assignment& held) {
    return question_.ask(held, Relaxation::none, timeout_ms_) == Answer::yes;
}

std::optional<Assignment> Minimiser::find_near_example() {
    std::vector<std::string> groups;  // the last named first: events before states
    for (auto input = inputs_.rbegin(); input != inputs_.rend(); ++input)
        if (std::ranges::find(groups, group_of(*input)) == groups.end())
            groups.push_back(group_of(*input));
    for (const auto& one : groups)
        if (try_groups(one, one)) return finish();
    for (auto one = groups.begin(); one != groups.end(); ++one)
        for (auto other = std::next(one); other != groups.end(); ++other)
            if (try_groups(*one, *other)) return finish();
    return std::nullopt;
}

std::optional<Assignment> Minimiser::find_from_model() {
    best_ = question_.model();
    return finish();
}

bool Minimiser::try_groups(const std::string& one, const std::string& other) {
    Assignment held;
    for (const auto& input : inputs_)
        if (group_of(input) != one && group_of(input) != other) held[input.name] = input.example;
    if (!can_fail(held)) return false;
    held_ = held;
    best_ = question_.model();
    return true;
}

std::optional<Assignment> Minimiser::finish() {
    for (const auto& input : inputs_) try_value(input, input.example);
    for (const auto& input : inputs_)
        if (!held_.contains(input.name)) shrink(input);
    if (held_.size() != inputs_.size()) return std::nullopt;
    return held_;
}

bool Minimiser::try_value(const Input& input, const Rational& value) {
    if (held_.contains(input.name)) return true;
    Assignment held = held_;
    held[input.name] = value;
    const auto known = best_.find(input.name);
    if (known == best_.end() || known->second != value) {
        if (!can_fail(held)) return false;
        best_ = question_.model();
    }
    held_ = held;
    return true;
}

/// Settles an input: a whole number up to 10, else a short decimal near its value in the model.
void Minimiser::shrink(const Input& input) {
    const auto known = best_.find(input.name);
    const Rational start = known == best_.end() ? input.example : known->second;
    for (long magnitude = 0; magnitude <= 10; ++magnitude)
        for (const long sign : {1L, -1L})
            if (try_value(input, Rational(sign * magnitude))) return;
    mpz_class power = 1;
    for (int digits = 0; digits < 6; ++digits, power *= 10) {
        const Rational scaled = start * power;
        mpz_class floor;
        mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
        for (const mpz_class& near : {floor, mpz_class(floor + 1)}) {
            Rational value(near, power);
            value.canonicalize();
            if (try_value(input, value)) {
                if (digits == 0) halve(input);
                return;
            }
        }
    }
    if (best_.contains(input.name)) held_[input.name] = best_[input.name];
}

/// Bisects the magnitude of a whole number that is held.
void Minimiser::halve(const Input& input) {
    const Rational high = held_[input.name];
    mpz_class far = abs(high.get_num());
    mpz_class near = 10;
    while (far - near > 1) {
        const mpz_class middle = (far + near) / 2;
        held_.erase(input.name);
        if (try_value(input, Rational(sgn(high) * middle)))
            far = middle;
        else
            near = middle;
    }
    held_[input.name] = Rational(sgn(high) * far);
}

}  // namespace essmap::verify
