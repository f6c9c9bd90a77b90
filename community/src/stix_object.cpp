#include "stix_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "essmap/files/byte_stream.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/files/names.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::community {

using nlohmann::json;
using Kind = PropertyValue::Kind;

namespace {

std::string name_of(Property property) {
    return std::string(property_names[static_cast<std::size_t>(property)]);
}

/// The events of a JSON text that is a bundle: an object whose array "objects" holds objects.
class BundleEvents {
public:
    BundleEvents(const std::string& path, const std::function<void(const StixObject&)>& take)
        : path_(path), take_(take), bundle_(path), object_(path) {}

    bool null() { return scalar({Kind::other, false, "null", 0.0}); }
    bool boolean(bool value) {
        return scalar({Kind::truth, false, value ? "true" : "false", value ? 1.0 : 0.0});
    }
    bool number_integer(json::number_integer_t value) {
        return scalar({Kind::number, false, std::to_string(value), static_cast<double>(value)});
    }
    bool number_unsigned(json::number_unsigned_t value) {
        return scalar({Kind::number, false, std::to_string(value), static_cast<double>(value)});
    }
    bool number_float(json::number_float_t value, const std::string&) {
        return scalar({Kind::number, false, model::shortest(value), value});
    }
    bool string(std::string& value) { return scalar({Kind::text, false, std::move(value), 0.0}); }
    bool binary(json::binary_t&) { return false; }  // not in JSON
    bool start_object(std::size_t) {
        if (depth_ == 0) in_bundle_ = true;
        if (depth_ == 2 && in_objects_)
            object_.clear();
        else
            nested("an object");
        ++depth_;
        return true;
    }
    bool end_object() {
        --depth_;
        if (depth_ == 2 && in_objects_) take_(object_);
        wanted_ = nullptr;
        return true;
    }
    bool start_array(std::size_t) {
        if (depth_ == 1 && in_bundle_ && at_objects_)
            in_objects_ = true;
        else
            nested("an array");
        ++depth_;
        return true;
    }
    bool end_array() {
        --depth_;
        if (depth_ == 1) in_objects_ = false;
        wanted_ = nullptr;
        return true;
    }
    bool key(std::string& name) {
        wanted_ = nullptr;
        const bool of_object = depth_ == 3 && in_objects_;
        if (depth_ != 1 && !of_object) return true;
        if (depth_ == 1) {
            at_objects_ = name == "objects";
            if (at_objects_ && std::exchange(had_objects_, true))
                bundle_.fail("objects = (given twice) is not allowed: once");
        }
        const auto* const found = std::ranges::find(property_names, name);
        if (found == property_names.end()) return true;
        wanted_ =
            &(of_object ? object_ : bundle_)[static_cast<Property>(found - property_names.begin())];
        wanted_->repeated = wanted_->kind != Kind::none;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const json::exception& error) {
        throw files::DataError(fmt::format("{}: byte {}: not JSON: {}", path_, position,
                                           files::json_cause(error.what())));
    }

    void finish() const {
        if (!in_bundle_) bundle_.fail("it holds no JSON object, so no STIX bundle");
        bundle_.refuse_repeated();
        if (!bundle_.is(Property::type, "bundle")) bundle_.refuse(Property::type, "\"bundle\"");
        static_cast<void>(bundle_.uuid(Property::id, "bundle"));
    }

private:
    bool scalar(PropertyValue&& value) {
        refuse_where_objects_belong(value.text);
        if (wanted_ != nullptr) {
            value.repeated = wanted_->repeated;
            *wanted_ = std::move(value);
        }
        wanted_ = nullptr;
        return true;
    }
    void nested(const char* what) {
        refuse_where_objects_belong(what);
        if (wanted_ != nullptr) *wanted_ = {Kind::other, wanted_->repeated, what, 0.0};
        wanted_ = nullptr;
    }
    void refuse_where_objects_belong(const std::string& given) const {
        if (in_objects_ ? depth_ == 2 : depth_ == 1 && in_bundle_ && at_objects_)
            bundle_.fail(
                model::InvalidValue("objects", files::shown_text(given), "an array of objects")
                    .what());
    }

    std::string path_;
    const std::function<void(const StixObject&)>& take_;
    StixObject bundle_;
    StixObject object_;
    PropertyValue* wanted_ = nullptr;
    std::size_t depth_ = 0;
    bool in_bundle_ = false;
    bool at_objects_ = false;
    bool had_objects_ = false;
    bool in_objects_ = false;
};

}  // namespace

void StixObject::clear() {
    for (auto& value : values_) {
        value.kind = Kind::none;
        value.repeated = false;
    }
}

const std::string& StixObject::text(Property property) const {
    if (!has(property)) fail(name_of(property) + " is missing");
    if (value(property).kind != Kind::text) refuse(property, "a string");
    return value(property).text;
}

bool StixObject::is(Property property, std::string_view text) const {
    return value(property).kind == Kind::text && value(property).text == text;
}

double StixObject::day(Property property) const {
    const std::string& given = text(property);
    const auto day = given.ends_with('Z') && given.size() > 10 && given[10] == 'T'
                         ? text::day_from_text(given)
                         : std::nullopt;
    if (!day) refuse(property, "a time in UTC, 2017-05-12T07:44:00.000Z");
    return *day;
}

double StixObject::whole(Property property, double lo, double hi, double otherwise) const {
    const auto& given = value(property);
    if (given.kind == Kind::none) return otherwise;
    if (given.kind != Kind::number || !(given.number >= lo && given.number <= hi) ||
        given.number != std::floor(given.number))
        refuse(property, fmt::format("a whole number from {} to {}", lo, hi));
    return given.number;
}

bool StixObject::truth(Property property) const {
    const auto& given = value(property);
    if (given.kind == Kind::none) return false;
    if (given.kind != Kind::truth) refuse(property, "true or false");
    return given.number != 0.0;
}

std::array<std::uint64_t, 2> StixObject::uuid(Property property, std::string_view type) const {
    const std::string& given = text(property);
    const std::string allowed = fmt::format(
        "{}--UUID, such as {}--"
        "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        type, type);
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (given.size() != type.size() + 2 + shape.size() || !given.starts_with(type) ||
        given.compare(type.size(), 2, "--") != 0)
        refuse(property, allowed);
    std::array<std::uint64_t, 2> uuid{};
    std::size_t digits = 0;
    const char* next = given.data() + type.size() + 2;
    for (const char expected : shape) {
        const char* const c = next++;
        if (expected == '-' && *c == '-') continue;
        unsigned digit = 0;
        const auto [end, error] = std::from_chars(c, c + 1, digit, 16);
        if (expected == '-' || error != std::errc()) refuse(property, allowed);
        auto& half = uuid[digits++ / 16];
        half = half << 4U | digit;
    }
    return uuid;
}

void StixObject::refuse_repeated() const {
    for (std::size_t i = 0; i < values_.size(); ++i)
        if (values_[i].repeated)
            fail(fmt::format("{} = (given twice) is not allowed: once", property_names[i]));
}

void StixObject::refuse(Property property, const std::string& allowed) const {
    if (!has(property)) fail(fmt::format("{} is missing: {}", name_of(property), allowed));
    const auto& given = value(property);
    fail(model::InvalidValue(name_of(property),
                             given.kind == Kind::text ? files::shown_text(given.text) : given.text,
                             allowed)
             .what());
}

void StixObject::fail(const std::string& message) const {
    const auto& id = value(Property::id);
    const std::string which = id.kind == Kind::text ? files::shown_text(id.text) + ": " : "";
    throw files::DataError(fmt::format("{}: {}{}", file_, which, message));
}

void read_bundle(const std::string& path, const std::function<void(const StixObject&)>& take) {
    files::ByteStream bytes(path);
    BundleEvents events(path, take);
    json::sax_parse(files::ByteIterator(bytes), files::ByteIterator(), &events);
    events.finish();
}

}  // namespace essmap::community
