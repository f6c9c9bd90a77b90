#include "essmap/recommend/recommendation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "essmap/recommend/contract_rules.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/round_map.hpp"
#include "problems.hpp"

namespace {

using namespace essmap;
using namespace essmap::maps;
using namespace essmap::recommend;
using namespace essmap::test;

/// The wishes at one point by the formulas alone, in plain doubles.
struct Point {
    double r, theta, mu, k, U, gamma;

    [[nodiscard]] double a() const { return U * (1 - theta / r - k) - gamma; }
    [[nodiscard]] double q() const { return U * (1 - theta / r) + mu - gamma; }
    [[nodiscard]] solver::Growth growth(const solver::Path& path) const {
        return solver::Growth::along(path, {a(), q() - a(), q()});
    }
};

/// How a point may break the wishes; rounding forgiven.
bool clearly_broken(const Point& p, const Wishes& wishes) {
    if (p.a() < -1e-12 || p.q() < -1e-12) return true;
    if (!wishes.within) return false;
    const auto path = solver::Path::between(wishes.x0->lo, wishes.saturation);
    return !(solver::travel_time(path, p.growth(path)) <= *wishes.within * (1 + 1e-12));
}

/// The same box, U given.
ParameterBox by_benefit(ParameterBox box) {
    if (box.benefit == model::BenefitKind::given) return box;
    box.benefit = model::BenefitKind::given;
    box[dim_benefit] = {std::log1p(box[dim_benefit].lo), std::log1p(box[dim_benefit].hi)};
    return box;
}

Point at_corner(const ParameterBox& box, unsigned corner) {
    const auto end = [&](std::size_t d) { return (corner >> d & 1U) != 0 ? box[d].hi : box[d].lo; };
    return {end(dim_r), end(dim_theta), end(dim_mu), end(dim_k), end(dim_benefit), end(dim_gamma)};
}

class Sampler {
public:
    explicit Sampler(unsigned seed) : generator_(seed) {}
    double between(double lo, double hi) {
        return std::uniform_real_distribution<>(lo, hi)(generator_);
    }
    bool chance(double p) { return between(0, 1) < p; }
    /// In a box; its ends often.
    double in(const Interval& ends) {
        const double u = between(-0.1, 1.1);
        return ends.lo + std::clamp(u, 0.0, 1.0) * ends.width();
    }
    Point in(const ParameterBox& box) {
        return {in(box[dim_r]), in(box[dim_theta]),   in(box[dim_mu]),
                in(box[dim_k]), in(box[dim_benefit]), in(box[dim_gamma])};
    }

private:
    std::mt19937_64 generator_;
};

RecommendationProblem random_problem(Sampler& random) {
    RecommendationProblem problem;
    auto& range = problem.range;
    const auto ends = [&](double lo, double width) {
        return Interval{lo, lo + (random.chance(0.3) ? 0.0 : random.between(0, width))};
    };
    range[dim_r] = ends(random.between(1, 6), 5);
    range[dim_benefit] = ends(random.between(0.5, 10), 8);
    range[dim_theta] = ends(random.between(0, 1), 1);
    range[dim_gamma] = ends(random.between(-10, 1), 2);
    range[dim_mu] = ends(random.between(-1, 5), 5);
    range[dim_k] = ends(random.between(0.05, 0.3), 0.3);
    const auto choose = [&](std::size_t d, double width) {
        if (!random.chance(0.6)) return;
        range[d].hi = range[d].lo + random.between(0.1, width);
        problem.controls.push_back({d, random.chance(0.5) ? 1.0 : random.between(0.2, 4)});
    };
    choose(dim_theta, 6);
    choose(dim_mu, 10);
    choose(dim_k, 0.5);
    choose(dim_gamma, 15);
    if (problem.controls.empty()) {
        range[dim_gamma].hi = range[dim_gamma].lo + 5;
        problem.controls.push_back({dim_gamma});
    }
    if (random.chance(0.6)) {
        const double x0 = random.between(0.01, 0.5);
        problem.wishes.x0 = Interval{x0, x0 + random.between(0, 0.3)};
        problem.wishes.saturation = random.between(0.85, 0.99);
        problem.wishes.within = std::exp(random.between(-2, 2));
    }
    return problem;
}

#ifdef ESSMAP_FEW_SAMPLES  // under sanitizers
constexpr int most_samples = 100'000;
constexpr int effort = 1;
#else
constexpr int most_samples = 10'000'000;
constexpr int effort = 4;
#endif

/// examples/recommend.toml.
RecommendationProblem example() {
    auto problem = in_time(community(), 1.0);
    problem.range.benefit = model::BenefitKind::from_cost;
    problem.range[dim_benefit] = {20, 400};
    problem.range[dim_mu] = {0, 8};
    problem.wishes.x0 = Interval{0.2, 0.2};
    problem.controls = {{dim_theta}, {dim_mu}, {dim_gamma}};
    return problem;
}

TEST(recommendation, no_point_of_ten_million_in_the_box_breaks_a_wish) {
    Sampler random(1);
    auto all_controls = in_time(community(), 1.0);
    all_controls.controls = {{dim_theta}, {dim_mu}, {dim_k}, {dim_gamma, 2.0}};
    int samples = most_samples;
    for (const auto& problem : {example(), community(), in_time(community(), 1.2), all_controls}) {
        const auto found = recommend::recommend(problem);
        ASSERT_TRUE(found.qualifies());
        const ParameterBox box = by_benefit(found.largest.box);
        for (int i = 0; i < samples; ++i) {
            const Point p = random.in(box);
            ASSERT_FALSE(clearly_broken(p, problem.wishes)) << p.theta << " " << p.gamma;
        }
        samples = most_samples / 20;
    }
}

/// Fails where a box of a grid of corners is larger than the largest.
void expect_none_larger(const RecommendationProblem& problem, int steps) {
    const auto found = recommend::recommend(problem);
    ASSERT_TRUE(found.qualifies());
    EXPECT_LT(found.largest.gap, 1e-7);
    const std::size_t n = problem.controls.size();
    std::vector<int> step(n, 1);
    double most = 0.0;
    for (;;) {
        recommend::ParameterBox box = by_benefit(problem.range);
        double measure = 1.0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t d = problem.controls[i].dimension;
            const double share = static_cast<double>(step[i]) / steps;
            const double width = share * problem.range[d].width();
            if (d == dim_mu)
                box[d].lo = box[d].hi - width;
            else
                box[d].hi = box[d].lo + width;
            measure *= std::pow(share, problem.controls[i].weight);
        }
        if (measure > most) {
            bool good = true;
            for (unsigned corner = 0; good && corner < 64; ++corner)
                good = !clearly_broken(at_corner(box, corner), problem.wishes);
            if (good) most = measure;
        }
        std::size_t i = 0;
        while (i < n && ++step[i] > steps) step[i++] = 1;
        if (i == n) break;
    }
    EXPECT_LE(most, found.largest.measure * (1.0 + 1e-7));
    EXPECT_GE(most, found.largest.measure * std::pow(1.0 - 3.0 / steps, n));  // it comes near
}

TEST(recommendation, no_box_of_all_on_a_grid_is_larger) {
    expect_none_larger(community(), 100 * effort);
    expect_none_larger(in_time(community(), 1.2), 100 * effort);
    auto problem = in_time(community(), 1.0);
    problem.controls = {{dim_theta}, {dim_mu}, {dim_gamma, 2.0}};
    expect_none_larger(problem, 15 * effort);
    problem.controls = {{dim_theta}, {dim_mu}, {dim_k, 0.5}, {dim_gamma}};
    expect_none_larger(problem, 6 * effort);
    expect_none_larger(example(), 15 * effort);
}

TEST(recommendation, its_gap_is_small_and_its_advice_sound_for_random_problems) {
    Sampler random(2);
    int qualified = 0;
    int relaxed = 0;
    for (int i = 0; i < 75 * effort; ++i) {
        const auto problem = random_problem(random);
        const auto found = recommend::recommend(problem);
        if (!found.qualifies()) {
            EXPECT_TRUE(recommend::broken_wish(recommend::safest_corner(problem), problem.wishes));
            relaxed += found.relaxations.empty() ? 0 : 1;
            continue;
        }
        ++qualified;
        EXPECT_LT(found.largest.gap, 1e-6) << i;
        EXPECT_FALSE(recommend::broken_wish(found.largest.box, problem.wishes));
        EXPECT_FALSE(recommend::broken_wish(found.point.around, problem.wishes));
        for (int j = 0; j < 2000; ++j)
            ASSERT_FALSE(clearly_broken(random.in(found.largest.box), problem.wishes));
        for (const auto& cell : found.policy) {
            EXPECT_LT(cell.gap, 1e-6);
            EXPECT_FALSE(recommend::broken_wish(cell.box, problem.wishes));
        }
    }
    EXPECT_GT(qualified, 25 * effort);
    EXPECT_GT(relaxed, 7 * effort);
}

TEST(recommendation, times_of_a_box_enclose_those_of_its_points) {
    Sampler random(5);
    int largest_benefit_is_worst = 0;
    for (int i = 0; i < 300; ++i) {
        recommend::ParameterBox box = random_problem(random).range;
        box[dim_theta] = {0.0, box[dim_r].lo * random.between(0.5, 1.1)};
        box[dim_gamma].hi = box[dim_gamma].lo;
        const Wishes wishes{Interval{0.05, 0.3}, 0.95, std::nullopt};
        const double longest = recommend::longest_time(box, wishes);
        const double shortest = recommend::shortest_time(box, wishes);
        ParameterBox low = box;
        low[dim_benefit].hi = low[dim_benefit].lo;
        largest_benefit_is_worst += longest > longest_time(low, wishes) * (1 + 1e-9) ? 1 : 0;
        double met = 0.0;
        for (unsigned j = 0; j < 264; ++j) {
            const Point p = j < 64 ? at_corner(box, j) : random.in(box);
            const double x0 = j < 64 ? wishes.x0->lo : random.in(*wishes.x0);
            const auto path = solver::Path::between(x0, wishes.saturation);
            const double time = solver::travel_time(path, p.growth(path));
            EXPECT_LE(time, longest * (1 + 1e-12));
            EXPECT_GE(time, shortest * (1 - 1e-12));
            met = std::max(met, time);
        }
        if (std::isfinite(longest)) {
            EXPECT_GE(met, longest * (1 - 1e-12));  // at a corner
        }
    }
    EXPECT_GT(largest_benefit_is_worst, 3);
}

TEST(recommendation, boundaries_are_where_a_wish_first_breaks) {
    const auto problem = in_time(community(), 1.2);
    const auto found = recommend::recommend(problem);
    ASSERT_GE(found.point.boundaries.size(), 3U);
    double before = 0.0;
    for (const auto& b : found.point.boundaries) {
        EXPECT_GE(b.relative, before);
        before = b.relative;
        for (const bool past : {false, true}) {
            recommend::ParameterBox box = found.point.at;
            const double at = past ? b.at : std::nextafter(b.at, b.value);
            (b.at > b.value ? box[b.dimension].hi : box[b.dimension].lo) = at;
            EXPECT_EQ(recommend::broken_wish(box, problem.wishes),
                      past ? std::optional(b.wish) : std::nullopt)
                << box.name(b.dimension) << " " << b.at;
        }
    }
    // The point may be off by the margin, and no cube around any point is larger.
    const double width = 2.0 * (found.point.margin + 2e-6);
    recommend::ParameterBox wider = safest_corner(problem);
    wider[dim_theta].hi += width * problem.range[dim_theta].width();
    wider[dim_gamma].hi += width * problem.range[dim_gamma].width();
    EXPECT_TRUE(recommend::broken_wish(wider, problem.wishes));
}

TEST(recommendation, table_3_has_the_box_that_is_known) {
    // gamma < U (1 - theta/4 - 1/4) = 7.5 - 2.5 theta; of theta (gamma + 8): theta = 3.1.
    recommend::RecommendationProblem problem = community();
    problem.range[dim_r] = {4, 4};
    problem.range[dim_k] = {0.25, 0.25};
    problem.range[dim_benefit] = {10, 10};
    const auto found = recommend::recommend(problem);
    EXPECT_NEAR(found.largest.box[dim_theta].hi, 3.1, 1e-4);
    EXPECT_NEAR(found.largest.box[dim_gamma].hi, -0.25, 1e-3);
    EXPECT_NEAR(found.largest.measure, 3.1 / 4 * 7.75 / 16, 1e-8);
    for (const auto& choice : found.trade_offs)
        EXPECT_NEAR(choice.gamma, std::min(8.0, 7.5 - 2.5 * choice.theta), 1e-6);
    EXPECT_TRUE(found.policy.empty());  // nothing is uncertain
}

TEST(recommendation, names_each_change_that_would_do) {
    auto problem = in_time(community(), 0.05);
    const auto found = recommend::recommend(problem);
    ASSERT_FALSE(found.qualifies());
    EXPECT_EQ(found.broken, Wish::within);
    const auto change = [&](const std::string& what) {
        const auto at = std::ranges::find(found.relaxations, what, &Relaxation::what);
        EXPECT_NE(at, found.relaxations.end()) << what;
        return at == found.relaxations.end() ? 0.0 : *at->needed;
    };
    problem.wishes.within = change("within");
    EXPECT_TRUE(recommend::recommend(problem).qualifies());
    problem.wishes.within = 0.05;
    problem.range[dim_gamma].lo = change("gamma from");
    EXPECT_TRUE(recommend::recommend(problem).qualifies());
    problem.range[dim_gamma].lo = std::floor(change("gamma from")) + 1.0;
    EXPECT_FALSE(recommend::recommend(problem).qualifies());
}

TEST(recommendation, its_regulation_settles_at_random_points_of_the_box) {
    auto problem = in_time(community(), 1.2);
    problem.N = Interval{0.01, 10};
    const auto found = recommend::recommend(problem);
    ASSERT_TRUE(found.regulation);
    const double N = found.regulation->N;
    EXPECT_LE(N, found.regulation->keeping);
    Sampler random(3);
    for (int i = 0; i < 20'000; ++i) {
        const Point p = random.in(found.largest.box);
        const double x0 = random.in(*problem.wishes.x0);
        const solver::RoundMap map({p.r, 0, p.gamma, p.mu, p.k, 1, p.U}, x0,
                                   problem.wishes.saturation);
        const auto theta = map.fixed_point(N);
        ASSERT_TRUE(theta);
        ASSERT_LT(map.elasticity(*theta), 1.0);
        ASSERT_LE(map.next(p.theta, N), found.largest.box[dim_theta].hi);
    }
    problem.N = Interval{50, 100};
    EXPECT_FALSE(recommend::recommend(problem).regulation);
}

double largest_benefit(const recommend::ParameterBox& box) {
    const double most = box[dim_benefit].hi;
    return box.benefit == model::BenefitKind::given ? most : std::log1p(most);
}

TEST(recommendation, contract_rules_are_inside_the_box_and_pass_the_guard) {
    Sampler random(4);
    int made = 0;
    for (int i = 0; i < 50 * effort; ++i) {
        const auto problem = random_problem(random);
        const auto found = recommend::recommend(problem);
        if (!found.qualifies()) continue;
        recommend::ContractUnits units;
        units.point = std::pow(10.0, -std::floor(random.between(1, 5)));
        units.scale = std::pow(10.0, std::floor(random.between(2, 7)));
        try {
            const auto contract = recommend::contract_rules(problem, found, units);
            ++made;
            EXPECT_TRUE(admissible(contract.rules));
            EXPECT_FALSE(recommend::broken_wish(contract.box, problem.wishes));
            EXPECT_LE(contract.box[dim_theta].hi, found.largest.box[dim_theta].hi);
            EXPECT_LE(contract.box[dim_gamma].hi, found.largest.box[dim_gamma].hi);
            // One benefit, the largest, rounded down; and no less of a stock than it can have.
            const auto& [least, most] = contract.box[dim_benefit];
            const auto& stock = contract.box[dim_k].hi;
            EXPECT_EQ(least, most);
            EXPECT_LE(most, largest_benefit(found.largest.box));
            EXPECT_GE(stock * most * (1.0 + 1e-12),
                      found.largest.box[dim_k].hi * largest_benefit(found.largest.box));
        } catch (const model::InvalidValue&) {
            // too coarse for a small box, or mu < 0, which no contract admits
        }
    }
    EXPECT_GT(made, 7 * effort);
}

TEST(recommendation, refuses_ranges_outside_their_domain) {
    auto problem = community();
    problem.range[dim_k] = {0.1, 1.0};
    EXPECT_THROW(recommend::recommend(problem), model::InvalidValue);
    problem = community();
    problem.range[dim_r] = {8, 4};
    EXPECT_THROW(recommend::recommend(problem), model::InvalidValue);
}

}  // namespace
