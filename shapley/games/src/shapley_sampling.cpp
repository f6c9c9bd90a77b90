#include "essmap/shapley/shapley_sampling.hpp"

#include <Random123/philox.h>

#include <Random123/conventional/Engine.hpp>
#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "essmap/model/parameters.hpp"

namespace essmap::shapley {

using model::InvalidValue;
using model::shortest;
using Philox = r123::Philox4x64;

namespace {

constexpr auto names = std::to_array<std::pair<std::string_view, SamplingScheme>>({
    {"permutations", SamplingScheme::permutations},
    {"antithetic", SamplingScheme::antithetic},
    {"cyclic-latin", SamplingScheme::cyclic_latin},
    {"stratified", SamplingScheme::stratified},
});

/// Most that the number of replicates grows from one look to the next.
constexpr double largest_growth = 8.0;
/// More than those estimated to be needed, so that one look more is rarely too little.
constexpr double reserve = 1.05;

/// Skewness from moments, G^2; 0 where all values are alike.
double squared_skewness(const Moments& m, double count) {
    if (!(m.squares > 0.0)) return 0.0;
    return m.cubes * m.cubes * count / (m.squares * m.squares * m.squares);
}

/// `size` replicates more, whose moments these are.
void merge_of(SampleState& state, std::span<const Moments> block, std::int64_t size) {
    const auto a = static_cast<double>(state.replicates);
    const auto b = static_cast<double>(size);
    const double n = a + b;
    for (std::size_t i = 0; i < block.size(); ++i) {
        Moments& m = state.members[i];
        const Moments& o = block[i];
        const double d = o.mean - m.mean;
        m.cubes += o.cubes + d * d * d * a * b * (a - b) / (n * n) +
                   3.0 * d * (a * o.squares - b * m.squares) / n;
        m.squares += o.squares + d * d * a * b / n;
        m.mean += d * b / n;
    }
    state.replicates += size;
}

}  // namespace

SamplingScheme sampling_scheme_by_name(std::string_view name) {
    for (const auto& [known, scheme] : names)
        if (known == name) return scheme;
    throw InvalidValue("scheme", std::string(name),
                       "permutations, antithetic, cyclic-latin or stratified");
}

std::string_view name_of(SamplingScheme scheme) {
    return std::ranges::find(names, scheme, &std::pair<std::string_view, SamplingScheme>::second)
        ->first;
}

void validate(const SamplingOptions& options) {
    const auto within = [](const char* name, double value, double lo, double hi) {
        if (!(value >= lo && value <= hi))
            throw InvalidValue(name, shortest(value), shortest(lo) + " to " + shortest(hi));
    };
    within("precision", options.precision, 1e-9, 1.0);
    within("delta", options.delta, 1e-9, 0.5);
    within("confidence", options.confidence, 0.5, 1.0 - 1e-9);
    const std::int64_t least = ShapleySampling::block_size * ShapleySampling::first_blocks;
    if (options.max_replicates < least)
        throw InvalidValue("max_replicates", std::to_string(options.max_replicates),
                           "at least " + std::to_string(least));
}

/// One replicate after the other, in one thread.
class ShapleySampling::Draw {
public:
    Draw(const CoalitionGame& game, SamplingScheme scheme)
        : n_(game.size()), scheme_(scheme), assembly_(game.assembly()), order_(n_), sums_(n_) {}

    /// Estimates of all members.
    const std::vector<double>& replicate(std::uint64_t seed, std::uint64_t number) {
        random_ = r123::Engine<Philox>(Philox::ukey_type{{seed, number}});
        std::iota(order_.begin(), order_.end(), std::uint32_t{0});
        std::ranges::fill(sums_, 0.0);
        double orders = 1.0;
        if (scheme_ == SamplingScheme::stratified) {
            stratify();
            return sums_;
        }
        shuffle(n_);
        add_order(0);
        if (scheme_ == SamplingScheme::antithetic) {
            std::ranges::reverse(order_);
            add_order(0);
            orders = 2.0;
        } else if (scheme_ == SamplingScheme::cyclic_latin) {
            for (std::size_t first = 1; first < n_; ++first) add_order(first);
            orders = static_cast<double>(n_);
        }
        for (double& sum : sums_) sum /= orders;
        return sums_;
    }

private:
    /// The first `count` of the order, drawn at random from all of it (Fisher and Yates).
    void shuffle(std::size_t count) {
        using Index = boost::random::uniform_int_distribution<std::size_t>;
        for (std::size_t i = 0; i < count && i + 1 < order_.size(); ++i)
            std::swap(order_[i], order_[Index(i, order_.size() - 1)(random_)]);
    }
    /// Marginal contributions along the order, from its element `first` on and round.
    void add_order(std::size_t first) {
        assembly_->clear();
        double before = 0.0;
        for (std::size_t place = 0; place < n_; ++place) {
            const std::size_t at = first + place;
            const std::uint32_t member = order_[at < n_ ? at : at - n_];
            const double now = assembly_->join(member);
            sums_[member] += now - before;
            before = now;
        }
    }
    void stratify() {
        for (std::uint32_t member = 0; member < n_; ++member) {
            for (std::size_t size = 0; size < n_; ++size) {
                order_.resize(n_ - 1);
                std::iota(order_.begin(), order_.begin() + member, std::uint32_t{0});
                std::iota(order_.begin() + member, order_.end(), member + 1);
                shuffle(size);
                assembly_->clear();
                double before = 0.0;
                for (std::size_t i = 0; i < size; ++i) before = assembly_->join(order_[i]);
                sums_[member] += assembly_->join(member) - before;
            }
            sums_[member] /= static_cast<double>(n_);
        }
        order_.resize(n_);
    }

    std::size_t n_;
    SamplingScheme scheme_;
    std::unique_ptr<Assembly> assembly_;
    std::vector<std::uint32_t> order_;
    std::vector<double> sums_;
    r123::Engine<Philox> random_{Philox::ukey_type{{0, 0}}};
};

ShapleySampling::ShapleySampling(const CoalitionGame& game, const SamplingOptions& options)
    : game_(game), options_(options), eps_(options.precision * std::abs(game.grand_value())) {
    validate(options);
    if (!(std::isfinite(eps_) && eps_ > 0.0))
        throw InvalidValue("v(N)", shortest(game.grand_value()),
                           "other than 0: the precision is a share of it");
    bounds_.reserve(game.size());
    for (std::size_t i = 0; i < game.size(); ++i) bounds_.push_back(game.marginal_bounds(i));
}

void ShapleySampling::draw(std::int64_t number, std::span<Moments> moments) const {
    Draw draw(game_, options_.scheme);
    SampleState state{0, std::vector<Moments>(game_.size())};
    std::vector<Moments> one(game_.size());
    for (std::int64_t i = 0; i < block_size; ++i) {
        const auto k = static_cast<std::uint64_t>(number * block_size + i);
        const auto& values = draw.replicate(options_.seed, k);
        for (std::size_t m = 0; m < values.size(); ++m) one[m].mean = values[m];
        merge_of(state, one, 1);
    }
    std::ranges::copy(state.members, moments.begin());
}

void ShapleySampling::merge(SampleState& state, std::span<const Moments> block) {
    merge_of(state, block, block_size);
}

double ShapleySampling::standard_error(const SampleState& state, std::size_t member) const {
    const auto count = static_cast<double>(state.replicates);
    return std::sqrt(state.members[member].squares / (count - 1.0) / count);
}

/// Were all replicates the same but for rounding?
bool ShapleySampling::flat(const SampleState& state, std::size_t member) const {
    return standard_error(state, member) <= rounding();
}

double ShapleySampling::joint_half_width(const SampleState& state) const {
    const boost::math::students_t t(static_cast<double>(state.replicates - 1));
    const auto n = static_cast<double>(game_.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < game_.size(); ++i)
        largest = std::max(largest, standard_error(state, i));
    return largest * boost::math::quantile(boost::math::complement(t, options_.delta / (2.0 * n)));
}

/// An estimate from those drawn; at most so many if, and only if, that is enough.
std::int64_t ShapleySampling::replicates_needed(const SampleState& state) const {
    const auto count = static_cast<double>(state.replicates);
    const double wide = joint_half_width(state) / eps_;
    double needed = wide * wide * count;
    for (std::size_t i = 0; i < game_.size(); ++i) {
        const double range = bounds_[i].largest - bounds_[i].least;
        // Rounding has no skewness worth the name, and all alike says nothing of rare values.
        needed =
            std::max(needed, flat(state, i) ? std::min(3.0 * range / eps_, largest_growth * count)
                                            : 25.0 * squared_skewness(state.members[i], count));
    }
    return static_cast<std::int64_t>(std::min(std::ceil(needed), 1e18));
}

bool ShapleySampling::precise(const SampleState& state) const {
    return state.replicates > 0 && replicates_needed(state) <= state.replicates;
}

std::int64_t ShapleySampling::blocks_wanted(const SampleState& state) const {
    const std::int64_t drawn = state.replicates / block_size;
    const std::int64_t most = options_.max_replicates / block_size;
    if (drawn == 0) return first_blocks;
    if (drawn >= most || precise(state)) return drawn;
    const double wanted = std::min(reserve * static_cast<double>(replicates_needed(state)),
                                   largest_growth * static_cast<double>(state.replicates));
    const auto blocks = static_cast<std::int64_t>(std::ceil(wanted / block_size));
    return std::clamp(blocks, drawn + 1, most);
}

std::vector<Estimate> ShapleySampling::estimates(const SampleState& state) const {
    const double alpha = 1.0 - options_.confidence;
    const auto count = static_cast<double>(state.replicates);
    const boost::math::students_t t(count - 1.0);
    const double quantile = boost::math::quantile(boost::math::complement(t, alpha / 2.0));
    const double rare = -std::expm1(std::log(alpha) / count);  // 1 - alpha^(1/b)
    std::vector<Estimate> result;
    result.reserve(game_.size());
    for (std::size_t i = 0; i < game_.size(); ++i) {
        const double mean = state.members[i].mean;
        double below = quantile * standard_error(state, i);
        double above = below;
        if (flat(state, i)) {
            below = rare * (mean - bounds_[i].least);
            above = rare * (bounds_[i].largest - mean);
        }
        const double lo = mean - below - rounding();
        const double hi = mean + above + rounding();
        result.push_back({mean, std::min(std::max(lo, bounds_[i].least), mean),
                          std::max(std::min(hi, bounds_[i].largest), mean)});
    }
    return result;
}

SampleState ShapleySampling::run() const {
    const std::size_t n = game_.size();
    constexpr std::int64_t at_once = 1024;
    SampleState state{0, std::vector<Moments>(n)};
    std::vector<Moments> blocks;
    std::int64_t drawn = 0;
    for (std::int64_t wanted = 0; (wanted = blocks_wanted(state)) > drawn;) {
        while (drawn < wanted) {
            const std::int64_t count = std::min(at_once, wanted - drawn);
            blocks.assign(static_cast<std::size_t>(count) * n, {});
#pragma omp parallel for schedule(dynamic)
            for (std::int64_t i = 0; i < count; ++i)
                draw(drawn + i, std::span(blocks).subspan(static_cast<std::size_t>(i) * n, n));
            for (std::int64_t i = 0; i < count; ++i)
                merge(state, std::span(blocks).subspan(static_cast<std::size_t>(i) * n, n));
            drawn += count;
        }
    }
    return state;
}

}  // namespace essmap::shapley
