#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "essmap/community/indicator_files.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/names.hpp"
#include "essmap/model/parameters.hpp"
#include "stix_object.hpp"

namespace essmap::community {

namespace {

using Uuid = std::array<std::uint64_t, 2>;
struct UuidHash {
    std::size_t operator()(const Uuid& uuid) const {
        return std::hash<std::uint64_t>{}(uuid[0] ^ uuid[1] * 0x9E3779B97F4A7C15U);
    }
};

/// The newest version of an object that has been read.
struct Version {
    double modified = -std::numeric_limits<double>::infinity();
};
struct Indicator : Version {
    bool revoked = false;
    IndicatorReport report;  ///< of a pattern and a creator, by number
};
struct Identity : Version {
    std::string name;
};

/// Names that were numbered, numbered again in the order of their use.
class NamesInUse {
public:
    explicit NamesInUse(std::vector<std::string> names)
        : names_(std::move(names)), numbers_(names_.size(), unused) {}

    std::uint32_t number(std::uint32_t before) {
        if (numbers_[before] == unused) {
            numbers_[before] = static_cast<std::uint32_t>(in_use_.size());
            in_use_.push_back(std::move(names_[before]));
        }
        return numbers_[before];
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(in_use_); }

private:
    static constexpr std::uint32_t unused = std::numeric_limits<std::uint32_t>::max();

    std::vector<std::string> names_, in_use_;
    std::vector<std::uint32_t> numbers_;
};

/// What all bundles say.
class Bundles {
public:
    void read(const std::string& path) {
        path_ = path;
        read_bundle(path, [&](const StixObject& object) { take(object); });
    }
    IndicatorReports reports();

private:
    void take(const StixObject& object);
    void take_indicator(const StixObject& object);
    void take_identity(const StixObject& object);
    std::uint32_t creator(const StixObject& object);
    [[nodiscard]] std::vector<std::string> member_names(
        const std::vector<std::string>& creators) const;

    std::string path_;  ///< of the bundle being read
    files::Names patterns_;
    files::Names creators_;  ///< references to identities; "file PATH" of reports that have none
    std::unordered_map<Uuid, std::size_t, UuidHash> places_;  ///< in indicators_
    std::vector<Indicator> indicators_;
    std::unordered_map<std::string, Identity> identities_;
};

/// Is this the newest version of the object so far?
bool newest(const StixObject& object, Version& version) {
    const double modified = object.day(Property::modified);
    if (!(modified > version.modified)) return false;
    version.modified = modified;
    return true;
}

void Bundles::take(const StixObject& object) {
    const bool indicator = object.is(Property::type, "indicator");
    if (!indicator && !object.is(Property::type, "identity")) {
        static_cast<void>(object.text(Property::type));
        return;
    }
    object.refuse_repeated();
    if (!object.is(Property::spec_version, "2.1")) object.refuse(Property::spec_version, "\"2.1\"");
    static_cast<void>(object.day(Property::created));
    try {
        if (indicator)
            take_indicator(object);
        else
            take_identity(object);
    } catch (const model::InvalidValue& error) {
        object.fail(error.what());
    }
}

void Bundles::take_indicator(const StixObject& object) {
    const Uuid uuid = object.uuid(Property::id, "indicator");
    static_cast<void>(object.text(Property::pattern_type));
    IndicatorReport report;
    report.indicator =
        patterns_.number("pattern", normalised_pattern(object.text(Property::pattern)));
    report.member = creator(object);
    report.seen_day = object.day(Property::valid_from);
    if (object.has(Property::valid_until)) {
        report.until_day = object.day(Property::valid_until);
        if (!(report.until_day > report.seen_day))
            object.refuse(Property::valid_until, "later than valid_from");
    }
    report.confidence = object.whole(Property::confidence, 0.0, 100.0, report.confidence);
    const auto place = places_.emplace(uuid, indicators_.size());
    if (place.second) indicators_.emplace_back();
    Indicator& known = indicators_[place.first->second];
    const bool revoked = object.truth(Property::revoked);
    if (!newest(object, known)) return;
    known.revoked = revoked;
    known.report = report;
}

void Bundles::take_identity(const StixObject& object) {
    static_cast<void>(object.uuid(Property::id, "identity"));
    Identity& known = identities_[object.text(Property::id)];
    const std::string& name = object.text(Property::name);
    files::validate_name("name", name);
    if (newest(object, known)) known.name = name;
}

std::uint32_t Bundles::creator(const StixObject& object) {
    if (!object.has(Property::created_by_ref)) return creators_.number("file", "file " + path_);
    static_cast<void>(object.uuid(Property::created_by_ref, "identity"));
    return creators_.number("created_by_ref", object.text(Property::created_by_ref));
}

std::vector<std::string> Bundles::member_names(const std::vector<std::string>& creators) const {
    constexpr std::string_view file = "file ";
    std::unordered_map<std::string, std::string> owners;
    std::vector<std::string> names;
    names.reserve(creators.size());
    for (const std::string& creator : creators) {
        const auto identity = identities_.find(creator);
        if (creator.starts_with(file))
            names.push_back(std::filesystem::path(creator.substr(file.size())).stem().string());
        else
            names.push_back(identity == identities_.end() ? creator : identity->second.name);
        const auto [owner, added] = owners.emplace(names.back(), creator);
        if (!added)
            throw files::DataError(fmt::format(
                "{}: member = {} is not allowed: {} has that name", files::shown_text(creator),
                files::shown_text(names.back()), files::shown_text(owner->second)));
    }
    return names;
}

IndicatorReports Bundles::reports() {
    NamesInUse patterns(patterns_.take());
    NamesInUse creators(creators_.take());
    IndicatorReports result;
    result.reports.reserve(indicators_.size());
    for (const auto& indicator : indicators_) {
        if (indicator.revoked) continue;
        auto report = indicator.report;
        report.member = creators.number(report.member);
        report.indicator = patterns.number(report.indicator);
        result.reports.push_back(report);
    }
    result.members = member_names(creators.take());
    result.indicators = patterns.take();
    return result;
}

}  // namespace

IndicatorReports read_stix_bundles(std::span<const std::string> paths) {
    Bundles bundles;
    for (const auto& path : paths) bundles.read(path);
    auto reports = bundles.reports();
    if (reports.reports.empty())
        throw files::DataError(
            fmt::format("{}: indicators = 0 is not allowed: at least 1 that is not revoked",
                        fmt::join(paths, ", ")));
    return reports;
}

std::string normalised_pattern(std::string_view pattern) {
    constexpr std::string_view space = " \t\r\n\f\v";
    constexpr std::string_view marks = "[]()=<>!,";
    std::string result;
    char quote = 0;  // the one that is open
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (quote == 0 && space.find(c) != std::string_view::npos) continue;
        if (quote == 0 && i > 0 && !result.empty() &&
            space.find(pattern[i - 1]) != std::string_view::npos &&
            marks.find(c) == std::string_view::npos &&
            marks.find(result.back()) == std::string_view::npos)
            result += ' ';
        result += c;
        if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
        else if (quote != 0 && c == '\\' && i + 1 < pattern.size())
            result += pattern[++i];
    }
    return result;
}

}  // namespace essmap::community
