#include "group_vector.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace essmap::solver {
namespace {

constexpr std::size_t capacity = 48;
constexpr std::size_t highest_order = 12;

/// Vectors beside plain ones with the same numbers.
class group_vector : public testing::Test {
protected:
    group_vector() {
        vectors_.push_back(make_group_vector(capacity, &in_use_, context_.get()));
        while (vectors_.size() <= highest_order)
            vectors_.emplace_back(N_VClone(vectors_.front().get()));
        std::mt19937_64 random(7);
        std::uniform_real_distribution<double> number(-1.0, 1.0);
        for (auto& vector : vectors_) {
            auto& plain = plain_.emplace_back(capacity);
            for (std::size_t i = 0; i < capacity; ++i)
                plain[i] = group_entries(vector.get())[i] = number(random);
        }
    }
    [[nodiscard]] N_Vector v(std::size_t j) const { return vectors_[j].get(); }

    /// z_to += a z_from, of both kinds.
    void add(std::size_t to, double a, std::size_t from) {
        if (a == 1.0)
            N_VLinearSum(1.0, v(to), 1.0, v(from), v(to));
        else
            N_VLinearSum(a, v(from), 1.0, v(to), v(to));
        for (std::size_t i = 0; i < in_use_; ++i) plain_[to][i] += a * plain_[from][i];
    }
    /// As CVODE predicts from z_0..z_q.
    void predict(std::size_t q) {
        for (std::size_t k = 1; k <= q; ++k)
            for (std::size_t j = q; j >= k; --j) add(j - 1, 1.0, j);
    }
    void expect_equal(const std::string& what) const {
        for (std::size_t j = 0; j < vectors_.size(); ++j)
            for (std::size_t i = 0; i < capacity; ++i)
                ASSERT_EQ(group_entries(v(j))[i], plain_[j][i]) << what << ": " << j << ", " << i;
    }

    std::size_t in_use_ = 40;  // whole blocks, in an odd number
    Context context_ = make_context();
    std::vector<Vector> vectors_;
    std::vector<std::vector<double>> plain_;
};

TEST_F(group_vector, predicts_to_the_bit_at_every_order_and_leaves_what_is_not_in_use) {
    for (std::size_t q = 1; q <= highest_order; ++q) {
        predict(q);
        expect_equal("order " + std::to_string(q));
    }
}

TEST_F(group_vector, sums_that_are_no_prediction_are_carried_out_in_their_order) {
    add(0, 1.0, 1);
    add(1, 1.0, 0);
    add(2, 1.0, 1);
    expect_equal("no second pass");
    add(1, 1.0, 0);
    add(0, 1.0, 1);
    add(1, 1.0, 0);
    expect_equal("a cycle");
    add(4, 1.0, 4);
    expect_equal("itself");
    predict(3);
    add(5, 1.0, 0);
    expect_equal("a prediction and one more");
    predict(4);
    predict(4);
    expect_equal("two predictions");
    for (std::size_t times = 0; times < 100; ++times) add(6 + times % 2, 1.0, 7 - times % 2);
    expect_equal("more than any prediction has");
}

TEST_F(group_vector, sums_come_before_what_follows_them) {
    predict(2);
    add(3, 0.5, 0);
    expect_equal("a sum with a factor");
    predict(2);
    double most = 0.0;
    for (std::size_t i = 0; i < in_use_; ++i)
        most = std::max(most, std::abs(plain_[0][i] * plain_[4][i]));
    EXPECT_EQ(N_VWrmsNorm(v(0), v(4)), most);
    predict(2);
    N_VScale(1.0, v(0), v(5));
    for (std::size_t i = 0; i < in_use_; ++i) plain_[5][i] = plain_[0][i];
    expect_equal("a copy");
}

TEST_F(group_vector, a_maximum_sees_every_place_in_use_and_no_other) {
    for (std::size_t at = 0; at < capacity; ++at) {
        N_VConst(0.0, v(0));
        for (std::size_t i = in_use_; i < capacity; ++i) group_entries(v(0))[i] = 0.0;
        group_entries(v(0))[at] = at % 2 == 0 ? -3.0 : 3.0;
        EXPECT_EQ(N_VMaxNorm(v(0)), at < in_use_ ? 3.0 : 0.0) << at;
    }
}

}  // namespace
}  // namespace essmap::solver
