#include "essmap/solver/finite_population.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace essmap::solver {

namespace {

using model::InvalidValue;
using model::shortest;

model::Parameters<double> parameters(const model::ParameterValues& values, double U) {
    return {values.r, values.theta, values.gamma, values.mu, values.k, values.omega, U};
}

}  // namespace

FinitePopulation::FinitePopulation(const model::ParameterValues& values,
                                   const PopulationOptions& options)
    : game_(values),
      payoffs_(model::payoff_matrix(parameters(values, game_.U().value()))),
      a_(game_.a().value()),
      b_(game_.b().value()),
      defence_(values.omega * game_.U().value()),
      n_(options.n),
      update_(options.update) {
    if (n_ < fewest_members || n_ > most_members)
        throw InvalidValue("n", std::to_string(n_), "10 <= n <= 1000000");
    set_scale(options.s);
}

double FinitePopulation::sharing_payoff(double i) const {
    return payoffs_.share_keep + (i - 1.0) * defence_ / static_cast<double>(n_ - 1);
}

double FinitePopulation::keeping_payoff(double i) const {
    return payoffs_.keep_keep +
           i * (payoffs_.keep_share - payoffs_.keep_keep) / static_cast<double>(n_ - 1);
}

double FinitePopulation::difference(double i) const {
    return a_ + (b_ * i - defence_) / static_cast<double>(n_ - 1);
}

double FinitePopulation::gain(double i) const {
    return update_ == Update::pairwise ? 0.5 * (s_ + difference(i)) : s_ + sharing_payoff(i);
}

double FinitePopulation::loss(double i) const {
    return update_ == Update::pairwise ? 0.5 * (s_ - difference(i)) : s_ + keeping_payoff(i);
}

/// Everything is affine and its rounding monotone in i: what holds at 1 and at n-1 holds between.
void FinitePopulation::set_scale(const std::optional<double>& s) {
    const bool pairwise = update_ == Update::pairwise;
    double largest = 0.0;
    double least = 0.0;  // allowed
    for (const double i : {1.0, static_cast<double>(n_ - 1)}) {
        for (const double payoff : {sharing_payoff(i), keeping_payoff(i)}) {
            if (pairwise) break;
            largest = std::max(largest, std::abs(payoff));
            least = std::max(least, -payoff);
        }
        if (pairwise) largest = least = std::max(largest, std::abs(difference(i)));
    }
    const double by_default = pairwise ? largest : 2.0 * largest;
    s_ = s.value_or(largest > 0.0 ? by_default : 1.0);
    const bool inside = s_ > 0.0 && (pairwise ? s_ >= least : s_ > least);
    if (!inside || !(s_ <= model::largest_magnitude))
        throw InvalidValue(
            "s", shortest(s_),
            "s > 0, " + std::string(pairwise ? ">= " : "> ") + shortest(least) +
                (pairwise ? " (the largest difference of payoffs)" : " (the largest loss)") +
                ", <= 1e100");
}

BirthDeathRates FinitePopulation::rates() const {
    const auto states = static_cast<std::size_t>(n_) + 1;
    BirthDeathRates result{std::vector<double>(states), std::vector<double>(states)};
    for (std::size_t i = 1; i + 1 < states; ++i) {
        result.birth[i] = birth(static_cast<double>(i));
        result.death[i] = death(static_cast<double>(i));
    }
    return result;
}

std::int64_t FinitePopulation::state_at(double x0) const {
    model::validate_share("x0", x0);
    const model::Rational state = model::decimal_value(x0) * n_ + model::Rational(1, 2);
    return mpz_class(state.get_num() / state.get_den()).get_si();
}

std::int64_t FinitePopulation::saturated_at(double saturation) const {
    model::validate_saturation(saturation);
    const model::Rational state = model::decimal_value(saturation) * n_;
    mpz_class result;
    mpz_cdiv_q(result.get_mpz_t(), state.get_num_mpz_t(), state.get_den_mpz_t());
    return result.get_si();
}

OdeComparison compare_with_ode(const FinitePopulation& population, double x0, double saturation) {
    const auto saturated = static_cast<std::size_t>(population.saturated_at(saturation));
    const auto start = std::min(static_cast<std::size_t>(population.state_at(x0)), saturated);
    OdeComparison result{time_to_saturation(population.game(), x0, saturation),
                         passage(population.rates(), start, saturated).upper, std::nullopt};
    if (result.saturation.mean_time && result.ode_time > 0.0 && std::isfinite(result.ode_time))
        result.relative_difference = *result.saturation.mean_time / result.ode_time - 1.0;
    return result;
}

}  // namespace essmap::solver
