#include "essmap/shapley/payout.hpp"

#include <fmt/format.h>

#include "essmap/files/errors.hpp"
#include "essmap/model/guarded/payout.hpp"
#include "essmap/shapley/payout_weights.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::shapley {

namespace {

Payout pay_out(const ShapleyFindings& f, std::int64_t pot) {
    namespace guarded = model::guarded;
    Payout paid;
    paid.pot = pot;
    const auto& fractions = f.values.exact.fractions;
    std::vector<std::string> members;  // in messages
    for (const std::string& name : f.specification.members)
        members.push_back(text::shortened(text::visible(name), 40));
    paid.weights = f.plain || fractions.empty() ? payout_weights(f.shares, members)
                                                : payout_weights(fractions, members);
    paid.amounts = guarded::payouts(pot, paid.weights);
    const std::vector<model::CheckedInteger> weights(paid.weights.begin(), paid.weights.end());
    const auto terms = guarded::payout_terms(pot, weights);
    paid.total = terms.total.value();
    paid.cut_remainder = terms.cut.remainder.value();
    paid.cut_number = terms.cut.number.value();
    return paid;
}

/// What [improved] makes of the values, and what that breaks.
void improve(ShapleyFindings& f) {
    const auto& game = *f.specification.game;
    const auto& improvement = *f.specification.improvement;
    const auto improved = corrector(f);
    for (std::size_t i = 0; i < game.size(); ++i)
        f.dummies.push_back(game.is_dummy(i, f.values.value(i)));
    f.plain =
        improved.shares(improvement.factors, improvement.weights.lambda, improvement.correction);
    f.broken = improved.broken(*f.plain, f.dummies);
    f.shares = improvement.repair ? improved.repaired(*f.plain) : *f.plain;
}

}  // namespace

std::string ShapleyFindings::order_note() const {
    const auto& better = specification.only_in_other_order;
    if (!better) return "";
    const bool by_size = *specification.order == CoalitionOrder::size;
    return fmt::format(
        "in {1} the values would be {0}, as read they are not: is order = \"{2}\" meant?", *better,
        by_size ? "binary order" : "order of size", by_size ? "binary" : "size");
}

std::optional<double> ShapleyFindings::part(std::size_t member) const {
    const double total = specification.game->grand_value();
    return total != 0.0 ? std::optional(shares[member] / total) : std::nullopt;
}

ImprovedShapley corrector(const ShapleyFindings& f) {
    ShapleyGame game;
    game.alone = f.alone;
    game.total = f.specification.game->grand_value();
    game.costs = f.specification.game->costs();
    for (std::size_t i = 0; i < f.alone.size(); ++i) game.phi.push_back(f.values.value(i));
    return ImprovedShapley(std::move(game));
}

ShapleyFindings find_shares(const ShapleySpecification& specification,
                            const ShapleyReport& values) {
    const auto& game = *specification.game;
    ShapleyFindings f{specification, values};
    for (std::size_t i = 0; i < game.size(); ++i) {
        f.alone.push_back(game.alone(i));
        f.shares.push_back(values.value(i));
    }
    try {
        if (specification.improvement) improve(f);
    } catch (const model::InvalidValue& error) {
        throw files::DataError(fmt::format("{}: {}", specification.name, error.what()));
    }
    if (!specification.pot) return f;
    try {
        f.paid = pay_out(f, *specification.pot);
    } catch (const model::InvalidValue& error) {
        f.payout_refused =
            fmt::format("payout.pot = {} is not paid out: {}", *specification.pot, error.what());
    }
    return f;
}

}  // namespace essmap::shapley
