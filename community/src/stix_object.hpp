#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace essmap::community {

/// Properties of STIX objects that are read. All else is passed over.
enum class Property : std::uint8_t {
    type,
    id,
    spec_version,
    created,
    modified,
    created_by_ref,
    revoked,
    name,
    pattern,
    pattern_type,
    valid_from,
    valid_until,
    confidence,
};
inline constexpr std::array<std::string_view, 13> property_names{
    "type", "id",      "spec_version", "created",    "modified",    "created_by_ref", "revoked",
    "name", "pattern", "pattern_type", "valid_from", "valid_until", "confidence"};

/// What a property was given as.
struct PropertyValue {
    enum class Kind : std::uint8_t { none, text, number, truth, other };
    Kind kind = Kind::none;
    bool repeated = false;
    std::string text;     ///< of text; else the value as messages show it
    double number = 0.0;  ///< of number; of truth 0 or 1
};

/// One object: its own properties, without those of objects in it.
class StixObject {
public:
    /// @param file in messages
    explicit StixObject(std::string file) : file_(std::move(file)) {}

    void clear();
    PropertyValue& operator[](Property property) { return at(property); }
    [[nodiscard]] bool has(Property property) const {
        return value(property).kind != PropertyValue::Kind::none;
    }
    /// A text it must have. These throw files::DataError "FILE: ID: ...".
    [[nodiscard]] const std::string& text(Property property) const;
    [[nodiscard]] bool is(Property property, std::string_view text) const;
    /// A time in UTC, as the standard has it, in days since 1970.
    [[nodiscard]] double day(Property property) const;
    /// A whole number, lo to hi; `otherwise` where there is none.
    [[nodiscard]] double whole(Property property, double lo, double hi, double otherwise) const;
    [[nodiscard]] bool truth(Property property) const;
    /// The UUID of "TYPE--UUID", as two numbers.
    [[nodiscard]] std::array<std::uint64_t, 2> uuid(Property property, std::string_view type) const;
    /// Refuses properties given twice: which counts?
    void refuse_repeated() const;
    [[noreturn]] void refuse(Property property, const std::string& allowed) const;
    [[noreturn]] void fail(const std::string& message) const;

private:
    PropertyValue& at(Property property) { return values_[static_cast<std::size_t>(property)]; }
    [[nodiscard]] const PropertyValue& value(Property property) const {
        return values_[static_cast<std::size_t>(property)];
    }

    std::string file_;
    std::array<PropertyValue, property_names.size()> values_;
};

/// Reads one bundle and hands over its objects, one after the other. It keeps no more than one, and
/// one bit for each level of nesting.
/// @throws files::DataError where the file is no bundle, files::IoError
void read_bundle(const std::string& path, const std::function<void(const StixObject&)>& take);

}  // namespace essmap::community
