#include "essmap/maps/paver.hpp"

#include <cmath>
#include <utility>

#include "case_judge.hpp"
#include "time_judge.hpp"

namespace essmap::maps {

std::unique_ptr<const BoxJudge> make_judge(const PavingDescription& paving) {
    if (paving.region == Region::strategy) return std::make_unique<CaseJudge>(paving);
    return std::make_unique<TimeJudge>(paving);
}

Paver::Paver(const PavingDescription& paving) : paving_(paving), judge_(make_judge(paving)) {}

double middle(Spacing spacing, double lo, double hi) {
    return spacing == Spacing::log ? std::sqrt(lo * hi) : 0.5 * (lo + hi);
}

double Paver::benefit(double value) {
    const auto kind = paving_.benefit_kind();
    if (kind == model::BenefitKind::given) return value;
    constexpr std::size_t most = std::size_t{1} << 20;
    const auto found = benefits_.find(value);
    if (found != benefits_.end()) return found->second;
    if (benefits_.size() >= most) benefits_.clear();
    return benefits_[value] = model::benefit_value({kind, value}).hi;
}

PavingBox Paver::root(std::int64_t number) const {
    PavingBox box;
    for (std::size_t d = paving_.axes.size(); d-- > 0;) {
        const auto count = static_cast<std::int64_t>(paving_.roots_along(d));
        const auto i = static_cast<std::size_t>(number % count);
        number /= count;
        box.lo[d] = paving_.axes[d].points()[i];
        box.hi[d] = paving_.axes[d].points()[paving_.has_width(d) ? i + 1 : i];
    }
    const auto kind = paving_.benefit_kind();
    box.U_lo = model::benefit_value({kind, box.lo[dim_benefit]}).hi;
    box.U_hi = model::benefit_value({kind, box.hi[dim_benefit]}).hi;
    return box;
}

std::pair<PavingBox, PavingBox> Paver::halves(const PavingBox& box, std::size_t axis) {
    std::pair<PavingBox, PavingBox> both{box, box};
    const double at = middle(paving_.axes[axis].spacing(), box.lo[axis], box.hi[axis]);
    both.first.hi[axis] = both.second.lo[axis] = at;
    if (axis == dim_benefit) both.first.U_hi = both.second.U_lo = benefit(at);
    return both;
}

PavingBox Paver::descend(std::int64_t number, std::uint64_t path, int depth, SplitCounts& splits) {
    PavingBox box = root(number);
    splits = {};
    for (int level = depth; level-- > 0;) {
        const auto axis = static_cast<std::size_t>(judge_->node(box, false) - split_node);
        ++splits[axis];
        auto [lower, upper] = halves(box, axis);
        box = ((path >> static_cast<unsigned>(level)) & 1U) != 0 ? upper : lower;
    }
    return box;
}

void Paver::refine(const PavingBox& box, int depth, int threshold, std::vector<PavingNode>& tree) {
    std::vector<std::pair<PavingBox, int>> upper;  // halves to come
    upper.reserve(max_paving_depth + 1);
    PavingBox now = box;
    while (true) {
        const PavingNode node = judge_->node(now, depth >= threshold);
        if (is_split(node) && depth < threshold) {
            tree.push_back(node);
            auto [first, second] = halves(now, static_cast<std::size_t>(node - split_node));
            upper.emplace_back(second, ++depth);
            now = first;
            continue;
        }
        tree.push_back(is_split(node) ? PavingNode{0} : node);
        if (upper.empty()) return;
        std::tie(now, depth) = upper.back();
        upper.pop_back();
    }
}

}  // namespace essmap::maps
