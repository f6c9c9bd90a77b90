#include "essmap/model/certification.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "essmap/model/classification.hpp"

namespace {

using namespace essmap::model;

struct Interval {
    double lo, hi;
};

/// A box of all parameters, as doubles.
struct Corners {
    Interval r, theta, gamma, mu, k, benefit;
    BenefitKind kind;
};

template <class Rounding = OutwardRounding>
Certificate certificate_of(const Corners& c) {
    const auto range = [](Interval i) { return Range{Decimal(i.lo), Decimal(i.hi)}; };
    const Box box{range(c.r),
                  range(c.theta),
                  range(c.mu),
                  range(c.k),
                  BenefitPoint({c.kind, c.benefit.lo}),
                  BenefitPoint({c.kind, c.benefit.hi})};
    return certify<Rounding>(box, range(c.gamma));
}

class random_boxes : public testing::Test {
protected:
    double pick(double lo, double hi) {
        return std::clamp(std::uniform_real_distribution<double>(lo, hi)(random_), lo, hi);
    }
    Interval interval(double lo, double hi, double width) {
        const double a = pick(lo, hi);
        return {a, std::min(hi, a + pick(0, width))};
    }
    Corners draw() {
        const bool cost = (random_() & 1U) != 0;
        return {interval(1, 10, 1),
                interval(0, 8, 0.5),
                interval(-10, 10, 1),
                interval(-10, 10, 1),
                interval(0.05, 0.9, 0.05),
                cost ? interval(0.1, 1e5, 1e3) : interval(1, 12, 1),
                cost ? BenefitKind::from_cost : BenefitKind::given};
    }
    ParameterValues inside(const Corners& c) {
        // Every fourth coordinate is an end of the box.
        const auto in = [&](Interval i) {
            switch (random_() % 8) {
                case 0: return i.lo;
                case 1: return i.hi;
                default: return pick(i.lo, i.hi);
            }
        };
        return {in(c.r), in(c.theta), in(c.gamma), in(c.mu), in(c.k), 1.0, {c.kind, in(c.benefit)}};
    }
    std::mt19937_64 random_{2026};
};

#ifdef ESSMAP_FEW_SAMPLES  // under sanitizers
constexpr int samples = 100'000;
#else
constexpr int samples = 1'000'000;
#endif

TEST_F(random_boxes, a_million_points_inside_certified_boxes_have_the_certified_case) {
    std::map<Certificate, int> seen;
    int points = 0;
    while (points < samples) {
        const Corners box = draw();
        const Certificate certificate = certificate_of(box);
        ++seen[certificate];
        if (certificate == Certificate::crossed) continue;
        for (int i = 0; i < 500; ++i, ++points)
            ASSERT_EQ(static_cast<int>(classify(inside(box)).outcome),
                      static_cast<int>(certificate));
    }
    for (const auto c : {Certificate::crossed, Certificate::all_share, Certificate::none_share,
                         Certificate::bistable, Certificate::coexistence})
        EXPECT_GE(seen[c], samples / 20'000) << static_cast<int>(c);
}

/// Boxes whose worst vertex lies exactly on a = 0, one ulp inside and one ulp outside (U given, on
/// a decimal grid where the boundary is a double). Counts wrong certificates out of `checked`.
template <class Rounding>
int wrong_at_the_boundary(int& checked) {
    std::mt19937_64 random(8);
    int wrong = 0;
    for (int i = 0; i < 3000; ++i) {
        const double r = 1 + static_cast<double>(random() % 8);
        const double theta = 0.1 * static_cast<double>(random() % 40);
        const double U = 1 + static_cast<double>(random() % 10);
        Corners box{{r, r + 2},
                    {std::max(0.0, theta - 1), theta},
                    {0, 0},
                    {0, 5},
                    {0.125, 0.3},
                    {U, U + 3},
                    BenefitKind::given};
        const Rational slope = 1 - decimal_value(theta) / decimal_value(r) - decimal_value(0.3);
        const Rational level = slope * decimal_value(sgn(slope) >= 0 ? U : U + 3);
        const double gamma = to_double(level);
        if (decimal_value(gamma) != level) continue;
        ++checked;
        const auto expect = [&](double gamma_hi, Certificate certificate) {
            box.gamma = {gamma - 1, gamma_hi};
            wrong += certificate_of<Rounding>(box) != certificate ? 1 : 0;
        };
        expect(gamma, Certificate::crossed);
        expect(std::nextafter(gamma, -1e300), Certificate::all_share);
        expect(std::nextafter(gamma, 1e300), Certificate::crossed);
    }
    return wrong;
}

TEST(certification, boxes_that_touch_a_boundary_are_crossed_and_one_ulp_inside_are_not) {
    int checked = 0;
    EXPECT_EQ(wrong_at_the_boundary<OutwardRounding>(checked), 0);
    EXPECT_GT(checked, 500);
}

/// A wrong policy: rounding errors of the double-doubles are taken for none.
struct Careless : OutwardRounding {
    static constexpr double error_bound = 0.0;
};

/// A wrong policy: ln(1+C) rounded to nearest at 40 bits instead of outward.
struct Nearest : OutwardRounding {
    static constexpr mpfr_rnd_t below = MPFR_RNDN;
    static constexpr mpfr_rnd_t above = MPFR_RNDN;
    static constexpr mpfr_prec_t first_bits = 40;
};

/// Growth rates 2^-90 from zero with C given, so that only the enclosure of ln(1+C) can tell.
template <class Rounding>
int wrong_signs_near_zero() {
    std::mt19937_64 random(1);
    int wrong = 0;
    for (int i = 0; i < 2000; ++i) {
        const double C = 1 + static_cast<double>(random() % 100000);
        const Rational slope(1, mpz_class(1) << (random() % 4));
        const Rational level = slope * enclose_log1p(decimal_value(C), 600).lo;
        const Rational tiny(i % 2 == 0 ? 1 : -1, mpz_class(1) << 90);
        const int sign = sign_affine<Rounding>(slope, tiny - level, {BenefitKind::from_cost, C});
        wrong += sign != sgn(tiny) ? 1 : 0;
    }
    return wrong;
}

TEST(certification, a_deliberately_wrong_rounding_is_caught) {
    int checked = 0;
    EXPECT_GT(wrong_at_the_boundary<Careless>(checked), 50);
    EXPECT_EQ(wrong_signs_near_zero<OutwardRounding>(), 0);
    EXPECT_GT(wrong_signs_near_zero<Nearest>(), 100);
}

}  // namespace
