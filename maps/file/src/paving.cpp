#include "essmap/maps/paving.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "essmap/maps/digest.hpp"

namespace essmap::maps {

bool PavingDescription::has_width(std::size_t d) const { return axes[d].has_width(); }

std::size_t PavingDescription::roots_along(std::size_t d) const {
    return axes[d].size() - (has_width(d) ? 1 : 0);
}

std::int64_t PavingDescription::roots() const {
    std::int64_t product = 1;
    for (std::size_t d = 0; d < axes.size(); ++d) {
        product *= static_cast<std::int64_t>(roots_along(d));
        if (product > max_roots)
            throw model::InvalidValue("axes", fmt::format("more than {} root boxes", max_roots),
                                      "fewer points: boxes are bisected where it takes more");
    }
    return product;
}

model::BenefitKind PavingDescription::benefit_kind() const {
    return axes[dim_benefit].name() == "C" ? model::BenefitKind::from_cost
                                           : model::BenefitKind::given;
}

std::string canonical_description(const PavingDescription& paving) {
    std::string text = fmt::format("paving of region: {}\n", region_info(paving.region).name);
    for (const Axis& axis : paving.axes)
        text += fmt::format("axis {} {}{}: {}\n", axis.name(), spacing_name(axis.spacing()),
                            axis.discrete() ? " discrete" : "", fmt::join(axis.points(), " "));
    if (paving.region != Region::strategy)
        text += fmt::format("x0: {}\nsaturation: {}\n", paving.x0, paving.saturation);
    if (paving.region == Region::saturates) text += fmt::format("within: {}\n", paving.within);
    return text + fmt::format("undecided: {}\nmax_boxes: {}\n", paving.undecided, paving.max_boxes);
}

PavingTally& PavingTally::operator+=(const PavingTally& other) {
    for (std::size_t d = 0; d < splits.size(); ++d) {
        splits[d] += other.splits[d];
        for (std::size_t label = 0; label < paving_labels; ++label)
            leaves[d][label] += other.leaves[d][label];
        for (std::size_t axis = 0; axis < max_paving_axes; ++axis)
            along[d][axis] = std::max(along[d][axis], other.along[d][axis]);
    }
    return *this;
}

std::int64_t PavingTally::boxes(std::size_t label, int at, int depth) const {
    if (label == 0 && at == depth) return crossed(at);
    return leaves[static_cast<std::size_t>(at)][label];
}

std::array<std::int64_t, paving_labels> PavingTally::boxes(int depth) const {
    std::array<std::int64_t, paving_labels> sum{};
    for (std::size_t label = 0; label < paving_labels; ++label)
        for (int at = 0; at <= depth; ++at) sum[label] += boxes(label, at, depth);
    return sum;
}

mpz_class PavingTally::volume(std::size_t label, int depth) const {
    mpz_class sum = 0;
    for (int at = 0; at <= depth; ++at)
        sum += mpz_class(static_cast<long>(boxes(label, at, depth)))
               << static_cast<unsigned long>(max_paving_depth - at);
    return sum;
}

SplitCounts PavingTally::finest(int depth) const {
    SplitCounts most{};
    for (int at = 0; at < depth; ++at)
        for (std::size_t d = 0; d < most.size(); ++d)
            most[d] = std::max(most[d], along[static_cast<std::size_t>(at)][d]);
    return most;
}

void PavingTally::add(std::span<const PavingNode> tree, const SplitCounts& above) {
    SplitCounts counts = above;
    std::array<std::size_t, max_paving_depth + 1> axes{};  // of the splits on the way here
    int level = depth_of(above);
    walk_tree(tree, level, [&](PavingNode node, int at) {
        while (level > at) --counts[axes[static_cast<std::size_t>(--level)]];
        const auto i = static_cast<std::size_t>(at);
        if (!is_split(node)) {
            ++leaves[i][static_cast<std::size_t>(node)];
            return;
        }
        const auto axis = static_cast<std::size_t>(node - split_node);
        ++splits[i];
        axes[i] = axis;
        ++level;
        along[i][axis] = std::max(along[i][axis], ++counts[axis]);
    });
}

std::vector<PavingNode> truncated(std::span<const PavingNode> tree, int depth, int threshold) {
    std::vector<PavingNode> result;
    walk_tree(tree, depth, [&](PavingNode node, int at) {
        if (at < threshold || (at == threshold && !is_split(node)))
            result.push_back(node);
        else if (at == threshold)
            result.push_back(0);
    });
    return result;
}

}  // namespace essmap::maps
