#include "map_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string_view>

#include "map_rows.hpp"

namespace checker {

namespace {

class MapCheck {
public:
    MapCheck(const NetcdfFile& file, const MapFrame& map, Report& report)
        : file_(file), map_(map), report_(report), rows_(map) {
        for (const double x0 : map.x0) x0_.push_back(decimal(x0));
    }

    void run() {
        Sum digest;
        digest.add(sha256(description_of(map_)));
        std::vector<std::size_t> shape;
        for (const auto& axis : map_.axes) shape.push_back(axis.size());
        std::size_t parts = 1;
        for_each_block(shape, map_.regimes ? 256 : 65536,
                       [&](std::size_t number, const CellBlock& block) {
                           read(number, block, digest);
                           parts += map_.layers.size();
                           if (!map_.regimes) check_block(block);
                       });
        check_content(file_, digest.text(), fmt::format("{} parts", parts), report_);
        tell();
    }

private:
    /// A recomputed layer: how many values, and how many of them are not so.
    struct Count {
        std::size_t values = 0;
        std::size_t wrong = 0;
    };
    using Signs = std::vector<SignsAlong>;

    [[nodiscard]] bool has(const char* layer) const { return data_.contains(layer); }

    void read(std::size_t number, const CellBlock& block, Sum& digest) {
        for (const LayerKind* kind : map_.layers) {
            auto start = block.start;
            auto count = block.count;
            if (kind->by_x0) {
                start.insert(start.begin(), 0);
                count.insert(count.begin(), map_.x0.size());
            }
            auto& bytes = data_[kind->name];
            file_.read(*file_.find(kind->name), start, count, bytes);
            digest.add_part(fmt::format("{} {}", kind->name, number), bytes.data(), bytes.size());
        }
    }

    void check_block(const CellBlock& block) {
        const bool points = has("case") || has("eta") || has("margin") || has("attractor");
        if (!points && !has("certified")) return;
        block_ = &block;
        along_ = {block.start[5], block.count[5]};
        std::size_t offset = 0;
        for (std::size_t i = 0; i < block.count[0] * block.count[1]; ++i) {
            at_[0] = block.start[0] + i / block.count[1];
            at_[1] = block.start[1] + i % block.count[1];
            plane_ = rows_.plane(at_[0], at_[1]);
            find_signs(points);
            for (std::size_t mu = 0; mu < block.count[2]; ++mu)
                for (std::size_t k = 0; k < block.count[3]; ++k)
                    for (std::size_t U = 0; U < block.count[4]; ++U, offset += along_.count)
                        check_row(mu, k, U, offset);
        }
    }

    /// a does not depend on mu, q not on k: each once for its rows.
    void find_signs(bool points) {
        const std::size_t nU = block_->count[4];
        const auto find = [&](Signs& signs, std::size_t lines, std::size_t dimension, int x,
                              bool cells) {
            signs.resize(lines * nU);
            for (std::size_t i = 0; i < signs.size(); ++i) {
                const std::size_t line = block_->start[dimension] + i / nU;
                const std::size_t mu = dimension == 2 ? line : block_->start[2];
                const std::size_t k = dimension == 3 ? line : block_->start[3];
                const std::size_t U = block_->start[4] + i % nU;
                signs[i] = cells ? rows_.cell_signs(plane_, mu, k, U, x, along_)
                                 : rows_.signs(rows_.level(plane_, mu, k, U, x), along_);
            }
        };
        if (points) {
            find(a_, block_->count[3], 3, 0, false);
            find(q_, block_->count[2], 2, 1, false);
        }
        if (has("certified")) {
            find(cell_a_, block_->count[3], 3, 0, true);
            find(cell_q_, block_->count[2], 2, 1, true);
        }
    }

    void check_row(std::size_t mu, std::size_t k, std::size_t U, std::size_t offset) {
        at_[2] = block_->start[2] + mu;
        at_[3] = block_->start[3] + k;
        at_[4] = block_->start[4] + U;
        const std::size_t nU = block_->count[4];
        const auto cases = [&](const char* layer, const Signs& a, const Signs& q) {
            compare(layer, offset, 0, [&](std::size_t j) {
                return case_of_signs(a[k * nU + U].sign(j), q[mu * nU + U].sign(j));
            });
        };
        if (has("case")) cases("case", a_, q_);
        if (has("certified")) cases("certified", cell_a_, cell_q_);
        if (has("attractor"))
            for (std::size_t i = 0; i < x0_.size(); ++i)
                check_attractor(i, a_[k * nU + U], q_[mu * nU + U], offset);
        if (has("eta") || has("margin")) check_reals(a_[k * nU + U], q_[mu * nU + U], offset);
    }

    void check_attractor(std::size_t start, const SignsAlong& a, const SignsAlong& q,
                         std::size_t offset) {
        const bool rests = x0_[start] == 0 || x0_[start] == 1;
        SignsAlong from;
        if (!rests)
            from = rows_.signs(rows_.level(plane_, at_[2], at_[3], at_[4], x0_[start]), along_);
        compare("attractor", start * block_->cells + offset, start, [&](std::size_t j) {
            return rests ? 3 : attractor_of_signs(a.sign(j), q.sign(j), from.sign(j));
        });
    }

    /// eta = a/(a - q) where a and q differ in sign, else NaN; margin = min(|a|, |q|), negative
    /// outside case 1.
    void check_reals(const SignsAlong& a, const SignsAlong& q, std::size_t offset) {
        const Level none = rows_.level(plane_, at_[2], at_[3], at_[4], 0);
        const Level all = rows_.level(plane_, at_[2], at_[3], at_[4], 1);
        for (std::size_t j = 0; j < along_.count; ++j) {
            const double at_none = none.above(rows_.gamma(along_.first + j));
            const double at_all = all.above(rows_.gamma(along_.first + j));
            const int outcome = case_of_signs(a.sign(j), q.sign(j));
            const double distance =
                outcome == 0 ? 0.0 : std::min(std::abs(at_none), std::abs(at_all));
            if (has("margin"))
                compare("margin", offset + j, j, outcome == 1 ? distance : -distance);
            if (has("eta"))
                compare("eta", offset + j, j,
                        a.sign(j) * q.sign(j) < 0 ? at_none / (at_none - at_all) : std::nan(""));
        }
    }

    template <class Value>
    void compare(const char* layer, std::size_t offset, std::size_t start, Value value) {
        Count& count = counts_[layer];
        const std::byte* stated = data_[layer].data() + offset;
        for (std::size_t j = 0; j < along_.count; ++j) {
            const int found = value(j);
            if (std::to_integer<int>(stated[j]) == found) continue;
            ++count.wrong;
            report_.find(fmt::format("{} at {}: stated {}, found {}", layer, place(layer, j, start),
                                     static_cast<int>(static_cast<signed char>(stated[j])), found));
        }
        count.values += along_.count;
    }

    /// One real, equal to 2^-49 of its size (2^-22 in single precision).
    void compare(const char* layer, std::size_t offset, std::size_t j, double found) {
        Count& count = counts_[layer];
        ++count.values;
        double stated = 0.0;
        if (map_.real_bytes == 4) {
            float single = 0.0F;
            std::memcpy(&single, data_[layer].data() + 4 * offset, 4);
            stated = single;
        } else {
            std::memcpy(&stated, data_[layer].data() + 8 * offset, 8);
        }
        const double near = map_.real_bytes == 4 ? 0x1p-22 : 0x1p-49;
        const double least = map_.real_bytes == 4 ? 0x1p-148 : 0.0;  // below: rounds to nothing
        if (std::isnan(found) ? std::isnan(stated)
                              : std::abs(stated - found) <= near * std::abs(found) + least)
            return;
        if (map_.real_bytes == 4 && std::isinf(stated) && std::abs(found) > 3e38) return;
        ++count.wrong;
        report_.find(fmt::format("{} at {}: stated {}, found {}", layer, place(layer, j, 0),
                                 shown(stated), shown(found)));
    }

    [[nodiscard]] std::string place(std::string_view layer, std::size_t j,
                                    std::size_t start) const {
        std::string text = layer == "attractor" ? fmt::format("x0 = {}, ", map_.x0[start]) : "";
        for (std::size_t d = 0; d < 5; ++d)
            text += fmt::format("{} = {}, ", map_.axes[d].name, map_.axes[d].points[at_[d]]);
        return text + fmt::format("gamma = {}", map_.axes[5].points[along_.first + j]);
    }

    void tell() {
        static const std::map<std::string_view, const char*> how{
            {"case", "exact"},
            {"certified", "exact, in both directions"},
            {"attractor", "exact"},
            {"eta", "to its last digits"},
            {"margin", "to its last digits"}};
        std::string left;
        for (const LayerKind* kind : map_.layers) {
            const auto count = counts_.find(kind->name);
            if (count == counts_.end())
                left += (left.empty() ? "" : ", ") + std::string(kind->name);
            else if (count->second.wrong == 0)
                report_.confirm(fmt::format("{}: {} values, {}", kind->name, count->second.values,
                                            how.at(kind->name)));
        }
        if (!left.empty()) report_.leave(left + ": by the digest only, not computed again");
        report_.leave("that the specification is the one of this grid");
    }

    const NetcdfFile& file_;
    const MapFrame& map_;
    Report& report_;
    MapRows rows_;
    std::vector<Rational> x0_;
    std::map<std::string, std::vector<std::byte>, std::less<>> data_;
    std::map<std::string, Count, std::less<>> counts_;
    const CellBlock* block_ = nullptr;
    MapRows::IndexRange along_{};
    MapRows::Plane plane_;
    std::array<std::size_t, 5> at_{};
    Signs a_, q_, cell_a_, cell_q_;
};

}  // namespace

void check_map(const NetcdfFile& file, Report& report) {
    const MapFrame map = read_frame(file);
    report.is(fmt::format("{} map of essmap {}, {} cells, engine {}",
                          map.regimes ? "regime" : "region",
                          file.text("", "essmap_version").value_or("?").substr(0, 40), map.cells,
                          file.text("", "engine").value_or("?").substr(0, 40)));
    check_seals(file, report);
    for (const auto& axis : map.axes) check_bounds(file, axis, report);
    check_bounds(file, map.omega, report);
    for (const LayerKind* kind : map.layers)
        if (!kind->real) check_flags(file, kind->name, kind->meanings, report);
    if (report.findings() == 0)
        report.confirm(fmt::format("bounds of {} axes, bit for bit; meanings of all flags",
                                   map.axes.size() + 1));
    MapCheck(file, map, report).run();
}

}  // namespace checker
