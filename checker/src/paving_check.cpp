#include "paving_check.hpp"

#include <fmt/format.h>
#include <netcdf.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "digest.hpp"
#include "paving_tree.hpp"
#include "statements.hpp"

namespace checker {

namespace {

struct Region {
    const char* name;
    const char* labels;
    std::size_t axes;
};
constexpr Region regions[] = {
    {"case", "undecided everyone_shares nobody_shares bistable coexistence", 6},
    {"saturates", "undecided saturates_within slower_or_never", 6},
    {"keeps", "undecided keeps_case_1 does_not", 7},
    {"stable", "undecided stable unstable_or_none", 8},
};

class PavingCheck {
public:
    PavingCheck(const NetcdfFile& file, Report& report) : file_(file), report_(report) {
        const std::string name = file.text("", "region").value_or("");
        const auto* const known = std::ranges::find(regions, name, &Region::name);
        if (known == std::end(regions)) throw Unreadable("it is of no known region");
        region_ = known;
        if (file.number("", "schema_version") != 1.0) throw Unreadable("schema_version is not 1");
        for (const char* axis : {"r", "theta", "mu", "k", "benefit", "gamma", "N", "damping"}) {
            if (axes_.size() == region_->axes) break;
            const bool benefit = std::string(axis) == "benefit";
            axes_.push_back(
                read_axis(file, benefit ? (file.find("C") != nullptr ? "C" : "U") : axis));
        }
        if (timed()) {
            const Rational x0 = setting("x0");
            run_ = {{x0, x0}, setting("saturation")};
        }
        if (name == "saturates") within_ = setting("within");
        refuse_others();
    }

    void run() {
        report_.is(fmt::format("paving of essmap {}, region '{}'",
                               file_.text("", "essmap_version").value_or("?").substr(0, 40),
                               region_->name));
        check_seals(file_, report_);
        check_labels();
        const std::string description = description_of();
        if (file_.text("", "description") != description)
            report_.find("description: not the one of its axes and settings");
        Sum digest;
        digest.add(sha256(description));
        walk(digest);
        tell();
    }

private:
    static constexpr std::size_t part = std::size_t{1} << 20U;  // nodes

    [[nodiscard]] bool timed() const { return std::string_view(region_->name) != "case"; }

    [[nodiscard]] Rational setting(const char* name) const {
        const auto value = file_.number("", name);
        if (!value || !in_domain(name, *value))
            throw Unreadable(fmt::format("{} is missing or outside its domain", name));
        return decimal(*value);
    }

    void refuse_others() const {
        const auto* tree = file_.find("tree");
        const auto* first = file_.find("first_node");
        const auto is = [](const NetcdfFile::Variable* variable, const char* dimension, int type) {
            return variable != nullptr && variable->type == type &&
                   variable->dimensions == std::vector<std::string>{dimension};
        };
        if (!is(tree, "node", NC_BYTE) || !is(first, "root", NC_INT64))
            throw Unreadable("tree or first_node is missing, or of another kind");
        if (file_.variables().size() != axes_.size() + 2 ||
            file_.dimensions().size() != axes_.size() + 2)
            throw Unreadable("it has variables that are none of a paving's");
    }

    void check_labels() {
        std::string meanings = region_->labels;
        std::vector<std::int8_t> values;
        for (auto label = std::ranges::count(meanings, ' ') + 1; label > 0; --label)
            values.push_back(static_cast<std::int8_t>(values.size()));
        labels_ = static_cast<int>(values.size());
        for (std::size_t d = 0; d < axes_.size(); ++d) {
            values.push_back(static_cast<std::int8_t>(64 + d));
            meanings += " split_along_" + axes_[d].name;
        }
        report_.decide(file_.text("tree", "flag_meanings") == meanings &&
                           file_.flags("tree", "flag_values") == values,
                       "meanings of all labels", "tree@flag_meanings: not those of its region");
    }

    [[nodiscard]] std::string description_of() const {
        std::string text = fmt::format("paving of region: {}\n", region_->name);
        for (const auto& axis : axes_)
            text += fmt::format("axis {} {}{}: {}\n", axis.name, axis.spacing,
                                axis.discrete ? " discrete" : "", fmt::join(axis.points, " "));
        const auto line = [&](const char* name, const char* attribute) {
            const auto value = file_.number("", attribute);
            text += fmt::format("{}: {}\n", name, value ? shown_number(*value) : "none");
        };
        if (timed()) {
            line("x0", "x0");
            line("saturation", "saturation");
        }
        if (std::string_view(region_->name) == "saturates") line("within", "within");
        line("undecided", "undecided_bound");
        text += fmt::format("max_boxes: {}\n", file_.whole("", "max_boxes").value_or(-1));
        return text;
    }
    static std::string shown_number(double value) { return fmt::format("{}", value); }

    void walk(Sum& digest) {
        const auto& tree = *file_.find("tree");
        const auto& first = *file_.find("first_node");
        PavingTrees trees(axes_, labels_);
        if (first.size() != trees.roots())
            throw Unreadable("first_node is not as long as its roots");
        std::vector<std::byte> bytes;
        file_.read(first, {0}, {first.size()}, bytes);
        std::vector<std::int64_t> firsts(first.size());
        std::memcpy(firsts.data(), bytes.data(), bytes.size());
        std::vector<Leaf> leaves;
        for (std::size_t from = 0; from < tree.size(); from += part) {
            const std::size_t count = std::min(part, tree.size() - from);
            file_.read(tree, {from}, {count}, bytes);
            digest.add_part(fmt::format("tree {}", from / part), bytes.data(), count);
            leaves.clear();
            for (std::size_t i = 0; i < count; ++i) {
                if (trees.between_roots() && trees.root() < firsts.size() &&
                    firsts[trees.root()] != static_cast<std::int64_t>(from + i))
                    report_.find(fmt::format("first_node[{}]: stated {}, found {}", trees.root(),
                                             firsts[trees.root()], from + i));
                const auto leaf = trees.take(std::to_integer<std::int8_t>(bytes[i]));
                if (leaf && leaf->label != 0) leaves.push_back(*leaf);
            }
            check(leaves);
        }
        if (!trees.between_roots() || trees.root() != trees.roots())
            throw Unreadable("a tree is cut off");
        check_content(file_, digest.text(), fmt::format("{} nodes", tree.size()), report_);
        compare(trees);
    }

    void check(const std::vector<Leaf>& leaves) {
        std::vector<char> proved(leaves.size());
        const auto count = static_cast<std::int64_t>(leaves.size());
#pragma omp parallel
        {
            Statements statements;
#pragma omp for schedule(dynamic, 64)
            for (std::int64_t i = 0; i < count; ++i) {
                const auto at = static_cast<std::size_t>(i);
                proved[at] = holds(statements, leaves[at]) ? 1 : 0;
            }
        }
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            ++checked_;
            if (proved[i] != 0) continue;
            ++wrong_;
            std::string place;
            for (std::size_t d = 0; d < axes_.size(); ++d)
                place += fmt::format("{}{} in [{}, {}]", d > 0 ? ", " : "", axes_[d].name,
                                     leaves[i].box.lo[d], leaves[i].box.hi[d]);
            report_.find(fmt::format("box {}: stated {}, not proved", place, leaves[i].label));
        }
    }

    [[nodiscard]] bool holds(Statements& statements, const Leaf& leaf) const {
        const auto range = [&](std::size_t d) {
            const Rational lo = decimal(leaf.box.lo[d]);
            return Interval{lo, leaf.box.hi[d] == leaf.box.lo[d] ? lo : decimal(leaf.box.hi[d])};
        };
        const bool cost = axes_[4].name == "C";
        const Interval U = range(4);
        const Box box{range(0), range(1), range(5),
                      range(2), range(3), {Benefit{cost, U.lo}, Benefit{cost, U.hi}}};
        const bool first = leaf.label == 1;
        if (!timed()) return statements.game().case_of(box) == leaf.label;
        if (region_->axes == 6)
            return first ? statements.saturates(box, run_, within_)
                         : statements.slower(box, run_, within_);
        const Interval N = range(6);
        if (region_->axes == 7)
            return first ? statements.keeps(box, run_, N) : statements.loses(box, run_, N);
        const Interval damping = range(7);
        return first ? statements.stable(box, run_, N, damping.hi)
                     : statements.unstable(box, run_, N, damping.lo);
    }

    /// What the attributes say of the trees.
    void compare(const PavingTrees& trees) {
        std::int64_t decided = 0;
        for (std::size_t label = 1; label < 5; ++label) decided += trees.boxes(label);
        const auto same = [&](const char* name, std::int64_t found) {
            const auto stated = file_.whole("", name);
            if (stated != found)
                report_.find(
                    fmt::format("{}: stated {}, found {}", name, stated.value_or(-1), found));
        };
        same("decided_boxes", decided);
        same("undecided_boxes", trees.boxes(0));
        const std::size_t before = report_.findings();
        const double share = trees.share(0).get_d();
        const double stated = file_.number("", "undecided_share").value_or(NAN);
        if (!(std::abs(stated - share) <= 0x1p-50 * share))
            report_.find(fmt::format("undecided_share: stated {}, found {}", stated, share));
        if (trees.depth() > file_.whole("", "depth").value_or(PavingTrees::deepest))
            report_.find(fmt::format("depth: found {}", trees.depth()));
        const auto dense = file_.number("", "dense_cells");
        if (dense && *dense != trees.dense_cells())
            report_.find(
                fmt::format("dense_cells: stated {}, found {}", *dense, trees.dense_cells()));
        if (report_.findings() == before)
            report_.confirm(fmt::format("{} roots, {} boxes decided, {} not: {} of the volume",
                                        trees.roots(), decided, trees.boxes(0), share));
    }

    void tell() {
        if (wrong_ == 0)
            report_.confirm(
                fmt::format("the label of each of {} boxes, between exact rationals", checked_));
        report_.leave("undecided boxes: nothing is claimed of them");
        report_.leave("that the specification is the one of these axes");
    }

    const NetcdfFile& file_;
    Report& report_;
    const Region* region_ = nullptr;
    std::vector<FileAxis> axes_;
    Run run_;
    Rational within_;
    int labels_ = 0;
    std::size_t checked_ = 0;
    std::size_t wrong_ = 0;
};

}  // namespace

void check_paving(const NetcdfFile& file, Report& report) { PavingCheck(file, report).run(); }

}  // namespace checker
