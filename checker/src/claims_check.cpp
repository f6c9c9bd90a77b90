#include "claims_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <istream>
#include <map>
#include <set>

#include "axes.hpp"
#include "digest.hpp"
#include "stated_results.hpp"

namespace checker {

namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = std::size_t{64} << 20U;
constexpr int deepest = 64;

/// Parses JSON that is neither too large, nor nested too deep, nor says anything twice.
json parsed(std::istream& stream) {
    std::string text;
    std::vector<char> piece(1 << 16);
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())),
           stream.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > most_bytes) throw Unreadable("it is larger than 64 MB");
    }
    if (text.find_first_not_of(" \t\r\n") == std::string::npos ||
        text[text.find_first_not_of(" \t\r\n")] != '{')
        throw Unreadable("it is neither NetCDF-4 nor JSON");
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > deepest) throw Unreadable("it is nested too deep");
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end) keys.pop_back();
        if (event == json::parse_event_t::key &&
            !keys.back().insert(value.get<std::string>()).second)
            throw Unreadable("it has the key " + value.get<std::string>() + " twice");
        return true;
    };
    try {
        return json::parse(text, watch);
    } catch (const json::exception& error) {
        throw Unreadable(fmt::format("it is no JSON: {}", error.what()));
    }
}

std::string box_line(const json& claim) {
    const auto box = claim.find("box");
    return box == claim.end() ? "" : " on " + box->dump().substr(0, 300);
}

/// Is the claim proved?
bool holds(Statements& statements, const Claim& claim, const std::string& kind) {
    if (kind == "largest") return is_largest(statements, claim);
    const Box box = claim.box();
    if (kind == "case") {
        const auto& stated = claim.at("case");
        if (!stated.is_number_integer() || stated < 0 || stated > 4)
            throw BadClaim("case is not 0 to 4");
        if (stated == 0 && !box.is_point()) throw BadClaim("case 0 is for a single point");
        return statements.game().case_of(box) == stated.get<int>();
    }
    const Run run = claim.run();
    if (kind == "saturates") return statements.saturates(box, run, claim.number("within"));
    if (kind == "slower") return statements.slower(box, run, claim.number("within"));
    const Rational N = claim.number("N");
    if (kind == "keeps") return statements.stays_below(box, run, N, box.theta.hi);
    return statements.stable(box, run, {N, N}, claim.number("damping"));
}

const std::set<std::string> kinds{"case", "saturates", "slower", "keeps", "stable", "largest"};

void check_claim(const json& object, std::size_t number, Statements& statements, Report& report,
                 std::map<std::string, std::size_t>& proved) {
    std::string kind = "?";
    try {
        if (!object.is_object()) throw BadClaim("is no object");
        const Claim claim(object);
        kind = claim.text("claim");
        if (!kinds.contains(kind)) throw BadClaim("is of no known kind");
        if (holds(statements, claim, kind))
            ++proved[kind];
        else
            report.find(fmt::format("claim {} ({}): stated, but not proved{}", number, kind,
                                    box_line(object)));
    } catch (const BadClaim& error) {
        report.find(fmt::format("claim {} ({}): {}", number, kind, error.what()));
    }
}

}  // namespace

Rational number_of(const json& value, const std::string& name) {
    constexpr std::int64_t largest = std::int64_t{1} << 53U;
    if (!value.is_number()) throw BadClaim(name + " is no number");
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{largest})
        throw BadClaim(name + " is a whole number beyond 2^53");
    if (value.is_number_integer() && !value.is_number_unsigned() &&
        value.get<std::int64_t>() < -largest)
        throw BadClaim(name + " is a whole number beyond 2^53");
    const auto number = value.get<double>();
    if (!std::isfinite(number)) throw BadClaim(name + " is not finite");
    return decimal(number);
}

Interval range_of(const json& value, const std::string& name) {
    if (!value.is_array() || value.size() != 2) throw BadClaim(name + " is no range [lo, hi]");
    Interval range{number_of(value[0], name), number_of(value[1], name)};
    if (range.lo > range.hi) throw BadClaim(name + " is an empty range");
    for (const auto& end : value)
        if (!in_domain(name, end.get<double>())) throw BadClaim(name + " is outside its domain");
    return range;
}

const json& Claim::at(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) throw BadClaim(std::string(key) + " is missing");
    return *found;
}

std::string Claim::text(const char* key) const {
    if (!at(key).is_string()) throw BadClaim(std::string(key) + " is no text");
    return at(key).get<std::string>();
}

Rational Claim::number(const char* key) const {
    const Rational value = number_of(at(key), key);
    if (!in_domain(key, at(key).get<double>()))
        throw BadClaim(std::string(key) + " is outside its domain");
    return value;
}

Box Claim::box() const {
    const json& box = at("box");
    if (!box.is_object()) throw BadClaim("box is no object");
    const auto range = [&](const char* name) {
        if (!box.contains(name)) throw BadClaim(fmt::format("box has no {}", name));
        return range_of(box.at(name), name);
    };
    const bool cost = box.contains("C");
    if (box.size() != 6) throw BadClaim("box has not the six parameters");
    const Interval benefit = range(cost ? "C" : "U");
    return {range("r"),  range("theta"), range("gamma"),
            range("mu"), range("k"),     {Benefit{cost, benefit.lo}, Benefit{cost, benefit.hi}}};
}

Run Claim::run() const { return {range_of(at("x0"), "x0"), number("saturation")}; }

void check_claims(std::istream& stream, Report& report) {
    json object = parsed(stream);
    const json what = object.value("essmap", json());
    const bool alone = what == "claims";
    if (!alone && what != "recommendation") throw Unreadable("it is no recommendation of essmap");
    if (object.value("format", json()) != 1) throw Unreadable("its format is not 1");
    const auto claims = object.find("claims");
    if (claims == object.end() || !claims->is_array()) throw Unreadable("it has no claims");
    report.is(
        fmt::format("{} {} claims", alone ? "list of" : "recommendation with", claims->size()));
    if (alone)
        for (const auto& [key, value] : object.items())
            if (!std::set<std::string>{"essmap", "format", "title", "claims", "digest"}.contains(
                    key))
                report.find(fmt::format("{}: says something besides its claims", key));
    const json stated = object.value("digest", json());
    json rest = object;
    rest.erase("digest");
    std::string text;
    try {
        text = rest.dump();
    } catch (const json::exception&) {
        throw Unreadable("it is not UTF-8");
    }
    const std::string found = hex(sha256(text));
    report.decide(stated == found, "the content has its digest",
                  fmt::format("digest: stated {}, found {}", stated.dump().substr(0, 80), found));
    Statements statements;
    std::map<std::string, std::size_t> proved;
    std::size_t number = 0;
    for (const auto& claim : *claims) check_claim(claim, ++number, statements, report, proved);
    for (const auto& [kind, count] : proved)
        report.confirm(
            fmt::format("{} of the claims '{}', proved between exact rationals", count, kind));
    if (!alone) check_said(object, report);
}

}  // namespace checker
