#include "guard.hpp"

#include "claims_check.hpp"

namespace checker {

using nlohmann::json;

Guard::Guard(const json& rules) {
    const auto read = [&](const char* name) { return number_of(rules.at(name), name); };
    scale_ = read("scale");
    rank_ = read("rank_min");
    benefit_ = read("benefit");
    stock_ = read("stock_max");
    theta_ = read("theta_max");
    gamma_ = read("gamma_max");
    quorum_ = read("quorum");
    window_ = read("window");
    penalty_ = read("penalty");
    effort_ = read("effort_max");
    found_ = read("detection_min");
    error_ = read("error_max");
}

Rational Guard::least_pay() const {
    const Rational cost = benefit_ * theta_ / (scale_ * rank_);
    mpz_class whole;
    mpz_cdiv_q(whole.get_mpz_t(), cost.get_num_mpz_t(), cost.get_den_mpz_t());
    return benefit_ - whole - gamma_;
}

bool Guard::in_domain() const {
    if (scale_ < 1 || rank_ < 1 || stock_ < 0) return false;
    if (!reviewed())
        return window_ == 0 && penalty_ == 0 && effort_ == 0 && found_ == 0 && error_ == 0;
    return quorum_ >= 2 && quorum_ <= 16 && window_ >= 1 && penalty_ >= 0 && effort_ >= 0 &&
           error_ >= 0 && error_ < found_ && found_ <= scale_;
}

bool Guard::holds() const {
    if (!in_domain()) return false;
    const Rational pay = least_pay();
    if (!(pay > stock_)) return false;
    if (!reviewed()) return true;
    const Rational p = found_ / scale_;
    const Rational f = error_ / scale_;
    return pay * (1 - f) - f * penalty_ - effort_ > stock_ && (p - f) * (pay + penalty_) > effort_;
}

bool Guard::as_asked(const json& units) const {
    const auto asked = [&](const char* name) { return number_of(units.at(name), name); };
    const Rational p = asked("detection_min") * scale_;
    const Rational f = asked("error_max") * scale_;
    return quorum_ == asked("quorum") && window_ == asked("window") &&
           penalty_ == asked("penalty") && effort_ == asked("effort_max") && found_ <= p &&
           p < found_ + 1 && error_ - 1 < f && f <= error_;
}

}  // namespace checker
