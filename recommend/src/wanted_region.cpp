#include "essmap/recommend/wanted_region.hpp"

#include <algorithm>

#include "essmap/solver/closed_form.hpp"

namespace essmap::recommend {

namespace {

model::ParameterValues corner(const ParameterBox& box, bool least, bool largest_benefit) {
    const auto end = [&](std::size_t d) { return least ? riskiest(box, d) : safest(box, d); };
    const maps::Interval& benefit = box[maps::dim_benefit];
    return {end(maps::dim_r),
            end(maps::dim_theta),
            end(maps::dim_gamma),
            end(maps::dim_mu),
            end(maps::dim_k),
            1.0,
            {box.benefit, largest_benefit ? benefit.hi : benefit.lo}};
}

double time_at(const model::ParameterValues& values, const Wishes& wishes) {
    return solver::time_to_saturation(model::PointGame(values), wishes.x0->lo, wishes.saturation);
}

}  // namespace

std::string ParameterBox::name(std::size_t dimension) const {
    return maps::game_axes(benefit)[dimension];
}

model::ParameterValues ParameterBox::least_growth(bool largest_benefit) const {
    return corner(*this, true, largest_benefit);
}

model::ParameterValues ParameterBox::greatest_growth(bool largest_benefit) const {
    return corner(*this, false, largest_benefit);
}

model::Certificate ParameterBox::certificate() const {
    const auto range = [&](std::size_t d) {
        return model::Range{model::Decimal(ends[d].lo), model::Decimal(ends[d].hi)};
    };
    const auto U = [&](double value) { return model::BenefitPoint({benefit, value}); };
    const model::Box box{
        range(maps::dim_r), range(maps::dim_theta),        range(maps::dim_mu),
        range(maps::dim_k), U(ends[maps::dim_benefit].lo), U(ends[maps::dim_benefit].hi)};
    return model::certify(box, range(maps::dim_gamma));
}

double safest(const ParameterBox& box, std::size_t dimension) {
    return favours_sharing(dimension) ? box[dimension].hi : box[dimension].lo;
}

double riskiest(const ParameterBox& box, std::size_t dimension) {
    return favours_sharing(dimension) ? box[dimension].lo : box[dimension].hi;
}

void set_riskiest(ParameterBox& box, std::size_t dimension, double value) {
    (favours_sharing(dimension) ? box[dimension].lo : box[dimension].hi) = value;
}

double longest_time(const ParameterBox& box, const Wishes& wishes) {
    return std::max(time_at(box.least_growth(false), wishes),
                    time_at(box.least_growth(true), wishes));
}

model::ParameterValues slowest_point(const ParameterBox& box, const Wishes& wishes) {
    const auto low = box.least_growth(false);
    const auto high = box.least_growth(true);
    return time_at(high, wishes) > time_at(low, wishes) ? high : low;
}

double shortest_time(const ParameterBox& box, const Wishes& wishes) {
    const model::PointGame low(box.greatest_growth(false));
    const model::PointGame high(box.greatest_growth(true));
    const double a = std::max(low.a().value(), high.a().value());
    const double q = std::max(low.q().value(), high.q().value());
    if (wishes.x0->hi >= wishes.saturation) return 0.0;
    const auto path = solver::Path::between(wishes.x0->hi, wishes.saturation);
    return solver::travel_time(path, solver::Growth::along(path, {a, q - a, q}));
}

std::optional<Wish> broken_wish(const ParameterBox& box, const Wishes& wishes) {
    if (box.certificate() != model::Certificate::all_share) return Wish::case_1;
    if (wishes.within && !(longest_time(box, wishes) <= *wishes.within * (1.0 - 1e-12)))
        return Wish::within;
    return std::nullopt;
}

}  // namespace essmap::recommend
