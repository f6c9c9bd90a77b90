#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "essmap/solver/rank_mixture.hpp"

namespace essmap::solver {

namespace {

constexpr double sum_tolerance = 1e-9;
constexpr double largest_exponent = 30.0;
constexpr std::uint64_t most_members = 1ULL << 53U;  // whole numbers a double holds

void validate_ranks(std::size_t ranks) {
    if (ranks < 1 || ranks > most_ranks)
        throw model::InvalidValue("ranks", std::to_string(ranks),
                                  "1 <= ranks <= " + std::to_string(most_ranks));
}

DoubleDouble sum(std::span<const DoubleDouble> values) {
    DoubleDouble result;
    for (const auto& value : values) result = result + value;
    return result;
}

/// Lines and fields of a table; every refusal names the table and the line.
class Table {
public:
    Table(std::string_view name, std::string_view text) : name_(name), rest_(text) {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // byte order mark
    }

    /// Reads the next line into fields(). @return false at the end.
    bool next() {
        if (rest_.empty()) return false;
        ++line_;
        const auto end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find('"') != std::string_view::npos) refuse("line", line, "no quotes");
        fields_.clear();
        for (;;) {
            const auto comma = line.find(',');
            fields_.push_back(line.substr(0, comma));
            if (comma == std::string_view::npos) return true;
            line.remove_prefix(comma + 1);
        }
    }
    [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }

    [[nodiscard]] std::uint64_t whole(std::size_t column, const std::string& what, std::uint64_t lo,
                                      std::uint64_t hi) const {
        const std::string_view text = fields_[column];
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < lo || value > hi)
            refuse(what, text,
                   "a whole number, " + std::to_string(lo) + " to " + std::to_string(hi));
        return value;
    }
    [[noreturn]] void refuse(const std::string& what, std::string_view given,
                             const std::string& allowed) const {
        constexpr std::size_t longest = 60;
        const std::string shown = given.empty() ? "(empty)"
                                  : given.size() > longest
                                      ? std::string(given.substr(0, longest - 3)) + "..."
                                      : std::string(given);
        throw model::InvalidValue(
            name_ + ":" + std::to_string(std::max<std::size_t>(line_, 1)) + ": " + what, shown,
            allowed);
    }

private:
    std::string name_;
    std::string_view rest_;
    std::vector<std::string_view> fields_;
    std::size_t line_ = 0;
};

}  // namespace

RankShares::RankShares(std::vector<DoubleDouble> weights) : shares_(std::move(weights)) {
    const DoubleDouble total = sum(shares_);
    for (auto& share : shares_) share = share / total;
}

RankShares RankShares::given(std::span<const double> p) {
    validate_ranks(p.size());
    std::vector<DoubleDouble> weights;
    weights.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!(p[i] >= 0.0 && p[i] <= 1.0))
            throw model::InvalidValue("share of rank " + std::to_string(i + 1),
                                      model::shortest(p[i]), "0 <= share <= 1");
        weights.push_back(model::Decimal(p[i]).value);
    }
    const double total = sum(weights).value();
    if (!(std::abs(total - 1.0) <= sum_tolerance))
        throw model::InvalidValue("sum of the shares", model::shortest(total), "1 to within 1e-9");
    return RankShares(std::move(weights));
}

RankShares RankShares::uniform(std::size_t ranks) {
    validate_ranks(ranks);
    return RankShares(std::vector<DoubleDouble>(ranks, DoubleDouble(1.0)));
}

RankShares RankShares::zipf(std::size_t ranks, double s) {
    validate_ranks(ranks);
    if (!(std::abs(s) <= largest_exponent))
        throw model::InvalidValue("s", model::shortest(s), "-30 <= s <= 30");
    std::vector<DoubleDouble> weights;
    weights.reserve(ranks);
    for (std::size_t r = 1; r <= ranks; ++r)
        weights.emplace_back(std::pow(static_cast<double>(r), -s));
    return RankShares(std::move(weights));
}

RankShares RankShares::from_csv(std::string_view name, std::string_view text) {
    Table table(name, text);
    if (!table.next()) table.refuse("header", "", "a line that names the column rank");
    const std::vector<std::string_view> header = table.fields();
    const auto column = [&](std::string_view wanted) {
        if (std::ranges::count(header, wanted) > 1)
            table.refuse("header", wanted, "one column of a name");
        return static_cast<std::size_t>(std::ranges::find(header, wanted) - header.begin());
    };
    const std::size_t rank_at = column("rank");
    const std::size_t count_at = column("count");
    if (rank_at == header.size())
        table.refuse("header", header.front(), "a line that names the column rank");
    std::vector<std::uint64_t> counts;
    std::uint64_t members = 0;
    while (table.next()) {
        if (table.fields().size() != header.size())
            table.refuse("fields", std::to_string(table.fields().size()),
                         std::to_string(header.size()) + " as in the header");
        const auto rank = static_cast<std::size_t>(table.whole(rank_at, "rank", 1, most_ranks));
        const std::uint64_t count =
            count_at < header.size() ? table.whole(count_at, "count", 0, most_members) : 1;
        if (count > most_members - members)
            table.refuse("members", std::to_string(members + count), "at most 2^53");
        members += count;
        counts.resize(std::max(counts.size(), rank));
        counts[rank - 1] += count;
    }
    if (members == 0) table.refuse("members", "0", "at least 1");
    std::vector<DoubleDouble> weights;
    weights.reserve(counts.size());
    for (const std::uint64_t count : counts) weights.emplace_back(static_cast<double>(count));
    return RankShares(std::move(weights));
}

RankMixture::RankMixture(RankShares shares, model::ParameterValues values)
    : shares_(std::move(shares)) {
    values.r = 1.0;
    model::validate(values);
    const model::Decimal theta(values.theta);
    const model::Decimal gamma(values.gamma);
    const model::Decimal mu(values.mu);
    const model::Decimal k(values.k);
    const model::Decimal nobody(0.0);
    const model::BenefitPoint benefit(values.benefit);
    a_.reserve(size());
    for (std::size_t r = 1; r <= size(); ++r) {
        const model::Decimal rank(static_cast<double>(r));
        a_.push_back(model::GrowthLevel<>(rank, theta, mu, k, benefit, nobody).growth(gamma));
    }
    b_ = model::value_affine(model::decimal_value(values.k), model::decimal_value(values.mu),
                             values.benefit);
}

std::optional<double> RankMixture::threshold(std::size_t rank) const {
    if (b_ == DoubleDouble(0.0)) return std::nullopt;
    return (-a_.at(rank - 1) / b_).value();
}

}  // namespace essmap::solver
