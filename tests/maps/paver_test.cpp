#include "essmap/maps/paver.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "essmap/model/certification.hpp"
#include "essmap/solver/closed_form.hpp"
#include "essmap/solver/round_map.hpp"

namespace {

using namespace essmap;
using maps::Axis;
using maps::Paver;
using maps::PavingBox;
using maps::PavingDescription;
using maps::PavingNode;
using maps::Region;
using maps::Spacing;

Axis range(const std::string& name, double from, double to, long long count = 2,
           Spacing spacing = Spacing::linear) {
    return Axis::from_range(name, spacing, from, to, count);
}
Axis points(const std::string& name, std::vector<double> values, bool discrete = false) {
    return Axis::from_values(name, std::move(values), discrete);
}

/// All cases occur, coexistence too (mu < -Delta), and all six axes have width.
PavingDescription cases(const std::string& benefit) {
    PavingDescription paving;
    paving.axes = {range("r", 2, 6, 3),
                   range("theta", 0, 4),
                   points("mu", {-8, -1.5, 8}),
                   range("k", 0.1, 0.5),
                   benefit == "U" ? range("U", 2, 10) : range("C", 5, 1000, 3, Spacing::log),
                   range("gamma", -8, 8)};
    return paving;
}
PavingDescription saturations(double within) {
    PavingDescription paving;
    paving.region = Region::saturates;
    paving.within = within;
    paving.axes = {range("r", 3, 6),
                   range("theta", 0, 4),
                   range("mu", -6, 8),
                   range("k", 0.1, 0.5),
                   range("C", 10, 1e5, 2, Spacing::log),
                   range("gamma", -8, 8)};
    return paving;
}
PavingDescription loops(Region region) {
    PavingDescription paving;
    paving.region = region;
    paving.axes = {range("r", 3, 5),       points("theta", {0}), range("mu", 4, 8),
                   range("k", 0.15, 0.35), range("U", 8, 10),    range("gamma", 0, 6),
                   range("N", 0.5, 3)};
    if (region == Region::keeps) return paving;
    // Boxes of stability are small: some axes are narrow.
    paving.axes[maps::dim_r] = range("r", 4, 4.1);
    paving.axes[maps::dim_mu] = range("mu", 7.8, 8);
    paving.axes[maps::dim_k] = range("k", 0.25, 0.255);
    paving.axes.push_back(range("damping", 0.5, 1));
    return paving;
}

struct Leaf {
    PavingBox box;
    int label;
    int depth;
};

/// The leaves of all roots, split down to `threshold`.
std::vector<Leaf> leaves_of(const PavingDescription& paving, int threshold) {
    Paver paver(paving);
    std::vector<Leaf> leaves;
    for (std::int64_t root = 0; root < paving.roots(); ++root) {
        std::vector<PavingNode> tree;
        paver.refine(paver.root(root), 0, threshold, tree);
        std::vector<PavingBox> waiting{paver.root(root)};
        maps::walk_tree(tree, 0, [&](PavingNode node, int depth) {
            const PavingBox box = waiting.back();
            waiting.pop_back();
            if (!maps::is_split(node)) {
                leaves.push_back({box, node, depth});
                return;
            }
            const auto [lower, upper] =
                paver.halves(box, static_cast<std::size_t>(node - maps::split_node));
            waiting.push_back(upper);
            waiting.push_back(lower);
        });
        EXPECT_TRUE(waiting.empty());
    }
    return leaves;
}

/// A point of a box: any, or a vertex, where a label that is wrong shows first.
std::array<double, maps::max_paving_axes> point_of(const PavingBox& box, std::mt19937& draw) {
    std::uniform_real_distribution<double> share(0.0, 1.0);
    const bool vertex = share(draw) < 0.5;
    std::array<double, maps::max_paving_axes> point{};
    for (std::size_t d = 0; d < point.size(); ++d) {
        const double s = vertex ? std::round(share(draw)) : share(draw);
        point[d] = s == 1.0 ? box.hi[d] : box.lo[d] + s * (box.hi[d] - box.lo[d]);
    }
    return point;
}

model::PointGame game_at(const PavingDescription& paving,
                         const std::array<double, maps::max_paving_axes>& p) {
    return model::PointGame({p[maps::dim_r],
                             p[maps::dim_theta],
                             p[maps::dim_gamma],
                             p[maps::dim_mu],
                             p[maps::dim_k],
                             1.0,
                             {paving.benefit_kind(), p[maps::dim_benefit]}});
}

/// The label that a point has by the library's own functions of points.
int label_at(const PavingDescription& paving, const std::array<double, maps::max_paving_axes>& p) {
    if (paving.region == Region::strategy) return static_cast<int>(game_at(paving, p).outcome());
    if (paving.region == Region::saturates)
        return solver::time_to_saturation(game_at(paving, p), paving.x0, paving.saturation) <=
                       paving.within
                   ? 1
                   : 2;
    const solver::RoundMap loop({p[maps::dim_r], 0.0, p[maps::dim_gamma], p[maps::dim_mu],
                                 p[maps::dim_k], 1.0, p[maps::dim_benefit]},
                                paving.x0, paving.saturation);
    const double N = p[maps::dim_N];
    if (paving.region == Region::keeps)
        return loop.case_1_edge() > 0.0 && N < loop.largest_invariant_numerator() ? 1 : 2;
    const auto fixed = loop.fixed_point(N);
    if (!fixed) return 2;
    return p[maps::dim_damping] * (1.0 + loop.elasticity(*fixed)) < 2.0 ? 1 : 2;
}

/// Random points of random decided leaves have their labels. @return labels seen
std::array<int, maps::paving_labels> expect_true_labels(const PavingDescription& paving,
                                                        const std::vector<Leaf>& leaves,
                                                        int samples) {
    std::mt19937 draw(7);
    std::uniform_int_distribution<std::size_t> any(0, leaves.size() - 1);
    std::array<int, maps::paving_labels> seen{};
    for (int sample = 0; sample < samples;) {
        const Leaf& leaf = leaves[any(draw)];
        if (leaf.label == 0) continue;
        const auto point = point_of(leaf.box, draw);
        const int label = label_at(paving, point);
        ++seen[static_cast<std::size_t>(leaf.label)];
        ++sample;
        if (label != leaf.label) {
            ADD_FAILURE() << "a box of label " << leaf.label << " has a point of label " << label
                          << ": r " << point[0] << " theta " << point[1] << " mu " << point[2]
                          << " k " << point[3] << " benefit " << point[4] << " gamma " << point[5]
                          << " N " << point[6] << " damping " << point[7];
            return seen;
        }
    }
    return seen;
}

TEST(paver, decides_a_box_of_a_case_exactly_where_the_exact_certificate_does) {
    for (const char* benefit : {"U", "C"}) {
        const auto paving = cases(benefit);
        const auto leaves = leaves_of(paving, 13);
        std::array<int, maps::paving_labels> seen{};
        const auto kind = paving.benefit_kind();
        const auto side = [](const PavingBox& b, std::size_t d) {
            return model::Range{model::Decimal(b.lo[d]), model::Decimal(b.hi[d])};
        };
        for (const auto& [b, label, depth] : leaves) {
            const model::Box box{side(b, maps::dim_r),
                                 side(b, maps::dim_theta),
                                 side(b, maps::dim_mu),
                                 side(b, maps::dim_k),
                                 model::BenefitPoint({kind, b.lo[maps::dim_benefit]}),
                                 model::BenefitPoint({kind, b.hi[maps::dim_benefit]})};
            const auto certificate = model::certify(box, side(b, maps::dim_gamma));
            ASSERT_EQ(static_cast<int>(certificate), label);
            ASSERT_TRUE(label != 0 || depth == 13);
            ++seen[static_cast<std::size_t>(label)];
        }
        for (const int count : seen) EXPECT_GT(count, 20) << benefit;
    }
}

TEST(paver, decided_boxes_of_a_case_have_it_at_every_point) {
    for (const char* benefit : {"U", "C"}) {
        const auto paving = cases(benefit);
        const auto seen = expect_true_labels(paving, leaves_of(paving, 14), 60000);
        for (std::size_t label = 1; label < seen.size(); ++label) EXPECT_GT(seen[label], 100);
    }
}

TEST(paver, decided_boxes_saturate_in_time_at_every_point_or_at_none) {
    for (const double within : {0.5, 3.0}) {
        const auto paving = saturations(within);
        const auto seen = expect_true_labels(paving, leaves_of(paving, 13), 100000);
        EXPECT_GT(seen[1], 1000);
        EXPECT_GT(seen[2], 1000);
    }
}

TEST(paver, decided_loops_keep_case_1_or_are_stable_at_every_point_or_at_none) {
    for (const Region region : {Region::keeps, Region::stable}) {
        const auto paving = loops(region);
        const auto seen = expect_true_labels(paving, leaves_of(paving, 15), 100000);
        EXPECT_GT(seen[1], 1000);
        EXPECT_GT(seen[2], 1000);
    }
}

/// Where growth hardly depends on U and r (theta* near r (1 - k), mu large), eps does, by U/r
/// alone: its corners have no slack to hide behind.
TEST(paver, decided_loops_are_so_where_stability_hangs_on_the_slope_alone) {
    auto paving = loops(Region::stable);
    for (const auto& [d, value] :
         {std::pair{maps::dim_mu, 0.0}, {maps::dim_k, 0.001}, {maps::dim_gamma, -2.0}})
        paving.axes[d] = points(paving.axes[d].name(), {value});
    paving.axes[maps::dim_benefit] = range("U", 1, 6);
    for (const bool wide_r : {false, true}) {
        paving.axes[maps::dim_r] = wide_r ? range("r", 3, 5) : points("r", {4});
        paving.axes[maps::dim_N] = wide_r ? range("N", 6, 11) : range("N", 8.6, 8.7);
        paving.axes[maps::dim_damping] = range("damping", 0.3, 1);
        for (const int threshold : {6, 10}) {
            const auto seen = expect_true_labels(paving, leaves_of(paving, threshold), 20000);
            EXPECT_GT(seen[1], 100);
            EXPECT_GT(seen[2], wide_r ? -1 : 100);
        }
    }
}

/// What stays undecided is crossed: two of its vertices differ. In a loop an enclosure is wider
/// than what it encloses, so that more stays.
TEST(paver, undecided_boxes_are_crossed) {
    const auto crossed_share = [](const PavingDescription& paving, int threshold) {
        int undecided = 0;
        int crossed = 0;
        for (const Leaf& leaf : leaves_of(paving, threshold)) {
            if (leaf.label != 0) continue;
            ++undecided;
            int first = 0;
            for (unsigned vertex = 0; vertex < 1U << paving.axes.size(); ++vertex) {
                std::array<double, maps::max_paving_axes> point{};
                for (std::size_t d = 0; d < paving.axes.size(); ++d)
                    point[d] = ((vertex >> d) & 1U) != 0 ? leaf.box.hi[d] : leaf.box.lo[d];
                const int label = label_at(paving, point);
                if (first == 0) first = label;
                if (label != first) {
                    ++crossed;
                    break;
                }
            }
        }
        return static_cast<double>(crossed) / undecided;
    };
    EXPECT_GT(crossed_share(saturations(1.0), 8), 0.99);
    auto flat = loops(Region::keeps);
    flat.axes[maps::dim_mu] = points("mu", {8});
    flat.axes[maps::dim_r] = points("r", {4});
    EXPECT_GT(crossed_share(flat, 11), 0.5);
    auto stable = loops(Region::stable);
    for (const auto& [d, value] :
         {std::pair{maps::dim_mu, 8.0}, {maps::dim_r, 4.0}, {maps::dim_k, 0.25}})
        stable.axes[d] = points(stable.axes[d].name(), {value});
    EXPECT_GT(crossed_share(stable, 13), 0.4);
}

TEST(paver, leaves_tile_the_roots) {
    const auto paving = cases("C");
    ASSERT_EQ(paving.roots(), 2 * 2 * 2);
    Paver paver(paving);
    maps::PavingTally tally;
    for (std::int64_t root = 0; root < paving.roots(); ++root) {
        std::vector<PavingNode> tree;
        paver.refine(paver.root(root), 0, 12, tree);
        tally.add(tree);
    }
    for (const int depth : {0, 5, 12}) {
        mpz_class volume = 0;
        for (std::size_t label = 0; label < maps::paving_labels; ++label)
            volume += tally.volume(label, depth);
        EXPECT_EQ(volume, mpz_class(8) << maps::max_paving_depth) << depth;
    }
    // Every point of a root lies in a leaf, and in several only on their faces.
    const auto leaves = leaves_of(paving, 7);
    std::mt19937 draw(3);
    for (int sample = 0; sample < 2000; ++sample) {
        const PavingBox root = paver.root(std::uniform_int_distribution<std::int64_t>(0, 7)(draw));
        std::array<double, maps::max_paving_axes> p{};
        for (std::size_t d = 0; d < paving.axes.size(); ++d)
            p[d] = std::uniform_real_distribution<double>(root.lo[d], root.hi[d])(draw);
        int inside = 0;
        for (const Leaf& leaf : leaves) {
            bool in = true;
            for (std::size_t d = 0; d < paving.axes.size() && in; ++d)
                in = leaf.box.lo[d] <= p[d] && p[d] <= leaf.box.hi[d];
            inside += in ? 1 : 0;
        }
        ASSERT_EQ(inside, 1);
    }
}

/// So any rank may split any part of a root, to any depth, and what lies deeper may be cut off.
TEST(paver, a_part_of_a_tree_is_the_tree_of_the_part) {
    for (const auto& paving : {cases("C"), saturations(1.0), loops(Region::stable)}) {
        Paver paver(paving);
        std::vector<PavingNode> whole;
        paver.refine(paver.root(0), 0, 10, whole);
        std::vector<PavingNode> shallow;
        paver.refine(paver.root(0), 0, 4, shallow);
        EXPECT_EQ(maps::truncated(whole, 0, 4), shallow);
        maps::SplitCounts splits;
        std::vector<PavingNode> joined;
        std::uint64_t path = 0;
        int last = 0;
        bool from_split = true;
        maps::walk_tree(shallow, 0, [&](PavingNode node, int depth) {
            if (depth > 0)
                path = from_split ? path << 1U : path >> static_cast<unsigned>(last - depth) | 1U;
            from_split = maps::is_split(node);
            last = depth;
            if (node != 0 || depth < 4) {
                joined.push_back(node);
                return;
            }
            Paver other(paving);
            other.refine(other.descend(0, path, 4, splits), 4, 10, joined);
            EXPECT_EQ(maps::depth_of(splits), 4);
        });
        EXPECT_EQ(joined, whole);
    }
}

TEST(paver, splits_at_the_middle_of_an_axis_in_its_own_scale) {
    EXPECT_EQ(maps::middle(Spacing::linear, -8, 2), -3.0);
    EXPECT_EQ(maps::middle(Spacing::values, 1, 2), 1.5);
    EXPECT_EQ(maps::middle(Spacing::log, 10, 1000), 100.0);
}

/// mu has no say in a, nor k in a + b: no box is split along them for their sake.
TEST(paver, splits_only_along_axes_that_have_a_say) {
    auto paving = cases("U");
    paving.axes[maps::dim_mu] = range("mu", 20, 40);  // a + b > 0 everywhere
    Paver paver(paving);
    std::vector<PavingNode> tree;
    paver.refine(paver.root(0), 0, 14, tree);
    maps::PavingTally tally;
    tally.add(tree);
    const auto finest = tally.finest(14);
    EXPECT_EQ(finest[maps::dim_mu], 0);
    for (const std::size_t d : {maps::dim_theta, maps::dim_k, maps::dim_benefit, maps::dim_gamma})
        EXPECT_GT(finest[d], 1) << d;
    // Nothing to split: a = 0 all over a box that only mu makes wide.
    PavingDescription thin;
    thin.axes = {points("r", {4}),    points("theta", {2}), range("mu", 1, 2),
                 points("k", {0.25}), points("U", {10}),    points("gamma", {2.5})};
    tree.clear();
    Paver(thin).refine(Paver(thin).root(0), 0, 20, tree);
    EXPECT_EQ(tree, std::vector<PavingNode>{0});
}

}  // namespace
