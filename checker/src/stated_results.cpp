#include "stated_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "claims_check.hpp"
#include "guard.hpp"

namespace checker {

namespace {

using nlohmann::json;

/// What doubles may err where a number was computed from others.
bool near(double a, double b, double scale) { return std::abs(a - b) <= 1e-11 * std::abs(scale); }

double lo(const json& range) { return range.at(0).get<double>(); }
double hi(const json& range) { return range.at(1).get<double>(); }
double width(const json& range) { return hi(range) - lo(range); }

/// Does the one range hold the other, rounding forgiven?
bool holds(const json& outer, double from, double to) {
    const double slack = 1e-11 * std::max({width(outer), std::abs(from), std::abs(to)});
    return lo(outer) - slack <= from && to <= hi(outer) + slack;
}

/// Two boxes share more than a face.
bool overlap(const json& a, const json& b) {
    return std::ranges::all_of(a.items(), [&](const auto& axis) {
        const json& other = b.at(axis.key());
        const double from = std::max(lo(axis.value()), lo(other));
        const double to = std::min(hi(axis.value()), hi(other));
        return width(axis.value()) == 0.0 ? from == to : from < to;
    });
}

class StatedResults {
public:
    explicit StatedResults(const json& all)
        : all_(all),
          claims_(all.at("claims")),
          environment_(all.at("problem").at("environment")),
          controls_(all.at("problem").at("controls")),
          wishes_(all.at("problem").at("wishes")) {
        range_ = environment_;
        range_.erase("x0");
        for (const auto& [name, ends] : controls_.items())
            if (name != "N") range_[name] = ends;
    }

    void check(Report& report) {
        if (!all_.at("qualifies").get<bool>()) {
            say(report, refusal(), "a wish is broken at the safest corner, as claimed");
            report.leave("relaxations: by the digest only");
            return;
        }
        const json& box = all_.at("box");
        say(report,
            within_range(box) && wanted(box) && measured(all_) &&
                largest(box, all_.at("gap").get<double>()),
            "box: in the range, wanted and the largest, as claimed");
        say(report, point(), "point and margin: in a box that is claimed");
        say(report,
            std::ranges::all_of(all_.at("boundaries"), [&](const json& b) { return boundary(b); }),
            "boundaries: a wish is broken behind each, as claimed");
        say(report,
            std::ranges::all_of(all_.value("trade_offs", json::array()),
                                [&](const json& t) { return trade_off(t); }),
            "trade_offs: wanted, and a wish is broken 3e-8 of the range above, as claimed");
        say(report,
            std::ranges::all_of(all_.at("policy"),
                                [&](const json& cell) {
                                    return wanted(cell.at("box")) && measured(cell) &&
                                           largest(cell.at("box"), 1e-4);
                                }),
            "policy: each box wanted and the largest, as claimed");
        if (!all_.at("regulation").is_null())
            say(report, regulation(), "regulation: N as claimed, on all of the box");
        if (all_.contains("contract")) {
            say(report, contract(), "contract: its numbers stand for a box that is claimed");
            guard(report);
        }
        report.leave(
            "t_sat of trade_offs, distances, units and rules that the game does not bound: by the "
            "digest only");
    }

private:
    static void say(Report& report, bool so, const std::string& what) {
        report.decide(so, what, "not claimed as stated: " + what);
    }
    template <class Matches>
    [[nodiscard]] bool claimed(const char* kind, Matches matches) const {
        return std::ranges::any_of(claims_, [&](const json& claim) {
            return claim.at("claim") == kind && matches(claim);
        });
    }
    [[nodiscard]] bool timed_alike(const json& claim) const {
        return claim.at("within") <= wishes_.at("within") &&
               claim.at("saturation") == wishes_.at("saturation") &&
               claim.at("x0") == environment_.at("x0");
    }
    /// All wishes are claimed of a box that holds this one.
    [[nodiscard]] bool wanted(const json& box) const {
        const auto covers = [&](const json& claim) {
            return std::ranges::all_of(box.items(), [&](const auto& axis) {
                return holds(claim.at("box").at(axis.key()), lo(axis.value()), hi(axis.value()));
            });
        };
        const auto same = [&](const json& claim) {
            return claim.at("box").size() == box.size() &&
                   claim.at("box").contains("C") == box.contains("C") && covers(claim);
        };
        return claimed("case", [&](const json& c) { return c.at("case") == 1 && same(c); }) &&
               (!wishes_.contains("within") ||
                claimed("saturates", [&](const json& c) { return timed_alike(c) && same(c); }));
    }
    [[nodiscard]] bool largest(const json& box, double gap) const {
        return claimed("largest", [&](const json& c) {
            json chosen = controls_;
            chosen.erase("N");
            return c.at("box") == box && c.at("gap") <= gap && c.at("controls") == chosen &&
                   c.at("weights") == all_.at("problem").at("weights") &&
                   c.contains("within") == wishes_.contains("within") &&
                   (!c.contains("within") || timed_alike(c));
        });
    }
    [[nodiscard]] bool measured(const json& stated) const {
        double measure = 1.0;
        for (const auto& [name, weight] : all_.at("problem").at("weights").items())
            measure *= std::pow(width(stated.at("box").at(name)) / width(controls_.at(name)),
                                weight.get<double>());
        return near(measure, stated.at("measure").get<double>(), measure);
    }
    /// The environment as a whole, controls within what they may be.
    [[nodiscard]] bool within_range(const json& box) const {
        return box.size() == range_.size() &&
               std::ranges::all_of(box.items(), [&](const auto& axis) {
                   const json& ends = range_.at(axis.key());
                   return controls_.contains(axis.key())
                              ? holds(ends, lo(axis.value()), hi(axis.value()))
                              : ends == axis.value();
               });
    }

    [[nodiscard]] bool point() const {
        json around = range_;
        const double margin = all_.at("margin").get<double>();
        for (const auto& [name, value] : all_.at("point").items()) {
            const double off = margin * width(controls_.at(name));
            around[name] = {value.get<double>() - off, value.get<double>() + off};
        }
        return margin >= 0.0 &&
               all_.at("point").size() == all_.at("problem").at("weights").size() &&
               within_range(around) && wanted(around);
    }
    /// A claim that a wish is broken at one point, which lies in a box.
    template <class At>
    [[nodiscard]] bool broken(const std::string& wish, At at) const {
        const auto placed = [&](const json& claim) {
            return std::ranges::all_of(claim.at("box").items(), [&](const auto& axis) {
                return width(axis.value()) == 0.0 && at(axis.key(), lo(axis.value()));
            });
        };
        if (wish == "strategy case 1")
            return claimed("case", [&](const json& c) { return c.at("case") != 1 && placed(c); });
        return claimed("slower", [&](const json& c) {
            return c.at("within") == wishes_.at("within") &&
                   c.at("saturation") == wishes_.at("saturation") &&
                   lo(c.at("x0")) == lo(environment_.at("x0")) && placed(c);
        });
    }
    [[nodiscard]] bool boundary(const json& stated) const {
        const auto name = stated.at("parameter").get<std::string>();
        const double at = stated.at("at").get<double>();
        const double distance = std::abs(at - stated.at("value").get<double>());
        return broken(stated.at("wish"), [&](const std::string& axis, double value) {
            if (axis == name) return std::abs(value - at) <= 1e-8 * distance + 1e-11;
            if (all_.at("point").contains(axis))
                return near(all_.at("point").at(axis).get<double>(), value, width(range_.at(axis)));
            return holds(range_.at(axis), value, value);
        });
    }
    [[nodiscard]] bool trade_off(const json& stated) const {
        json box = range_;
        for (const char* name : {"mu", "k"})
            if (controls_.contains(name)) {
                const double safest = name[0] == 'm' ? hi(range_.at(name)) : lo(range_.at(name));
                box[name] = {safest, safest};
            }
        for (const char* name : {"theta", "gamma"}) box[name] = {stated.at(name), stated.at(name)};
        const double gamma = stated.at("gamma").get<double>();
        const json& gammas = range_.at("gamma");
        const double little = 3e-8 * width(gammas);
        const auto above = [&](const std::string& axis, double value) {
            if (axis == "gamma") return value > gamma && value <= gamma + little;
            return holds(box.at(axis), value, value);
        };
        return within_range(box) && wanted(box) &&
               (gamma + little >= hi(gammas) || broken("strategy case 1", above) ||
                broken("saturation in time", above));
    }
    [[nodiscard]] bool refusal() const {
        return broken(all_.at("broken"), [&](const std::string& axis, double value) {
            if (!controls_.contains(axis)) return holds(range_.at(axis), value, value);
            return value == (axis == "mu" ? hi(range_.at(axis)) : lo(range_.at(axis)));
        });
    }
    /// N keeps theta in the box, and is stable on parts that fill it.
    [[nodiscard]] bool regulation() const {
        const json& N = all_.at("regulation").at("N");
        const json& box = all_.at("box");
        const auto alike = [&](const json& c) {
            return c.at("N") == N && c.at("x0") == environment_.at("x0") &&
                   c.at("saturation") == wishes_.at("saturation");
        };
        if (!claimed("keeps", [&](const json& c) { return alike(c) && c.at("box") == box; }))
            return false;
        std::vector<json> parts;
        for (const auto& c : claims_)
            if (c.at("claim") == "stable" && alike(c) && c.at("damping") == 1)
                parts.push_back(c.at("box"));
        double filled = 0.0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            parts[i].erase("theta");  // of no use to theta*
            double share = 1.0;
            for (const auto& [name, ends] : parts[i].items()) {
                if (!holds(box.at(name), lo(ends), hi(ends))) return false;
                if (width(box.at(name)) > 0.0) share *= width(ends) / width(box.at(name));
            }
            filled += share;
            for (std::size_t j = 0; j < i; ++j)
                if (overlap(parts[j], parts[i])) return false;
        }
        return near(filled, 1.0, 10.0);
    }
    /// The rules are the bounds of the contract's box, counted. It lies inside the box but for
    /// ranks, which it may only widen; its one U is at most the largest, and its stock at least the
    /// largest.
    [[nodiscard]] bool contract() const {
        const json& stated = all_.at("contract");
        const json& rules = stated.at("rules");
        const json& units = stated.at("units");
        const json& own = stated.at("box");
        const json& box = all_.at("box");
        const auto worth = [&](const char* rule, double unit) {
            return rules.at(rule).get<double>() * unit;
        };
        const double part = 1.0 / units.at("scale").get<double>();
        const double point = units.at("point").get<double>();
        const auto is = [&](double bound, const char* rule, double unit) {
            return near(bound, worth(rule, unit), std::max(std::abs(bound), unit));
        };
        const auto benefit = [&](double value) {
            return box.contains("C") ? std::log1p(value) : value;
        };
        const json& given = box.at(box.contains("C") ? "C" : "U");
        return wanted(own) && is(lo(own.at("r")), "rank_min", 1) &&
               is(hi(own.at("r")), "rank_max", 1) && is(lo(own.at("theta")), "theta_min", part) &&
               is(hi(own.at("theta")), "theta_max", part) &&
               is(lo(own.at("gamma")), "gamma_min", point) &&
               is(hi(own.at("gamma")), "gamma_max", point) && is(lo(own.at("mu")), "mu", point) &&
               is(hi(own.at("mu")), "mu", point) &&
               is(hi(own.at("k")) * hi(own.at("U")), "stock_max", point) &&
               is(lo(own.at("U")), "benefit", point) && is(hi(own.at("U")), "benefit", point) &&
               near(rules.at("scale").get<double>() * part, 1.0, 1.0) &&
               hi(own.at("U")) <= benefit(hi(given)) * (1.0 + 1e-12) &&
               hi(own.at("k")) * hi(own.at("U")) >=
                   hi(box.at("k")) * benefit(hi(given)) * (1.0 - 1e-12) &&
               holds(own.at("r"), lo(box.at("r")), hi(box.at("r"))) &&
               holds(box.at("theta"), lo(own.at("theta")), hi(own.at("theta"))) &&
               holds(box.at("gamma"), lo(own.at("gamma")), hi(own.at("gamma"))) &&
               (all_.at("regulation").is_null() ||
                worth("numerator", part * units.at("tick").get<double>()) <=
                    all_.at("regulation").at("N").get<double>() * (1.0 + 1e-11));
    }

    /// The rules pass the guard of the contract, and their review is the one that was asked for.
    void guard(Report& report) const {
        const json& rules = all_.at("contract").at("rules");
        if (!rules.contains("quorum")) {
            report.find(
                "contract: its rules are of an older contract: run essmap recommend again for ones "
                "with quorum, window, penalty, effort_max, detection_min and error_max");
            return;
        }
        const Guard guard(rules);
        say(report, guard.as_asked(all_.at("contract").at("units")),
            "review: as it was asked for, chances rounded to the safe side");
        const std::string what =
            guard.reviewed()
                ? "honest sharing pays more than keeping and than junk, within the rules' bounds"
                : "sharing pays more than keeping; there is no review, so junk pays as work does";
        report.decide(guard.holds(), "guard: " + what, "guard: not so by these rules: " + what);
    }

    const json& all_;
    const json& claims_;
    const json& environment_;
    const json& controls_;
    const json& wishes_;
    json range_;  ///< of all six parameters
};

}  // namespace

void check_said(const json& recommendation, Report& report) {
    const auto malformed = [&](const std::exception& error) {
        report.find(
            fmt::format("what it says is not as essmap recommend writes it: {}", error.what()));
    };
    try {
        StatedResults(recommendation).check(report);
    } catch (const json::exception& error) {
        malformed(error);
    } catch (const BadClaim& error) {
        malformed(error);
    }
}

}  // namespace checker
