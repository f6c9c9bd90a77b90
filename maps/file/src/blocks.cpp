#include "essmap/maps/blocks.hpp"

#include <algorithm>

namespace essmap::maps {

std::size_t Block::cells() const {
    std::size_t product = 1;
    for (const std::size_t n : count) product *= n;
    return product;
}

Blocking::Blocking(const Index& shape, std::size_t target)
    : shape_(shape), extent_(shape.size()), per_dimension_(shape.size()) {
    std::size_t room = std::max<std::size_t>(target, 1);
    for (std::size_t d = shape_.size(); d-- > 0;) {
        extent_[d] = std::min(shape_[d], room);
        room = extent_[d] == shape_[d] ? room / shape_[d] : 1;
        room = std::max<std::size_t>(room, 1);
        per_dimension_[d] = (shape_[d] + extent_[d] - 1) / extent_[d];
        size_ *= static_cast<std::int64_t>(per_dimension_[d]);
    }
}

Block Blocking::block(std::int64_t number) const {
    Block result{number, Index(shape_.size()), Index(shape_.size())};
    auto rest = static_cast<std::size_t>(number);
    for (std::size_t d = shape_.size(); d-- > 0;) {
        result.start[d] = rest % per_dimension_[d] * extent_[d];
        result.count[d] = std::min(extent_[d], shape_[d] - result.start[d]);
        rest /= per_dimension_[d];
    }
    return result;
}

}  // namespace essmap::maps
