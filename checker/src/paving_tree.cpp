#include "paving_tree.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace checker {

PavingTrees::PavingTrees(const std::vector<FileAxis>& axes, int labels)
    : axes_(axes), labels_(labels) {
    for (std::size_t d = 0; d < axes.size(); ++d) {
        roots_ *= roots_along(d);
        if (roots_ > most_roots) throw Unreadable("it has more than 2^20 root boxes");
    }
}

std::size_t PavingTrees::roots_along(std::size_t d) const {
    const FileAxis& axis = axes_[d];
    return axis.discrete || axis.size() == 1 ? axis.size() : axis.size() - 1;
}

PavingTrees::TreeNode PavingTrees::root_box(std::size_t number) const {
    TreeNode place;
    for (std::size_t d = axes_.size(); d-- > 0;) {
        const std::size_t i = number % roots_along(d);
        number /= roots_along(d);
        const bool wide = roots_along(d) < axes_[d].size();
        place.box.lo[d] = axes_[d].points[i];
        place.box.hi[d] = axes_[d].points[wide ? i + 1 : i];
    }
    return place;
}

void PavingTrees::split(const TreeNode& place, std::size_t axis) {
    const double lo = place.box.lo[axis];
    const double hi = place.box.hi[axis];
    const double middle = axes_[axis].spacing == "log" ? std::sqrt(lo * hi) : 0.5 * (lo + hi);
    if (!(lo < middle && middle < hi))
        throw Unreadable(
            fmt::format("a box is split along {}, where it cannot be", axes_[axis].name));
    if (place.depth == deepest) throw Unreadable("a tree is deeper than 62 splits");
    TreeNode half = place;
    finest_[axis] = std::max(finest_[axis], ++half.splits[axis]);
    ++half.depth;
    half.box.lo[axis] = middle;
    waiting_.push_back(half);
    half.box.lo[axis] = lo;
    half.box.hi[axis] = middle;
    waiting_.push_back(half);
}

std::optional<Leaf> PavingTrees::take(std::int8_t node) {
    if (waiting_.empty()) {
        if (root_ == roots_) throw Unreadable("it has more nodes than its trees");
        waiting_.push_back(root_box(root_++));
    }
    const TreeNode place = waiting_.back();
    waiting_.pop_back();
    if (node >= 64) {
        const auto axis = static_cast<std::size_t>(node - 64);
        if (axis >= axes_.size()) throw Unreadable("a box is split along an axis that is none");
        split(place, axis);
        return std::nullopt;
    }
    if (node < 0 || node >= labels_) throw Unreadable(fmt::format("a box has the label {}", node));
    const auto label = static_cast<std::size_t>(int{node});
    ++boxes_[label];
    volumes_[label] += mpz_class(1) << static_cast<unsigned>(deepest - place.depth);
    depth_ = std::max(depth_, place.depth);
    return Leaf{place.box, node};
}

Rational PavingTrees::share(std::size_t label) const {
    Rational share(volumes_[label], (mpz_class(1) << deepest) * static_cast<unsigned long>(roots_));
    share.canonicalize();
    return share;
}

double PavingTrees::dense_cells() const {
    return std::ldexp(static_cast<double>(roots_),
                      std::accumulate(finest_.begin(), finest_.end(), 0));
}

}  // namespace checker
