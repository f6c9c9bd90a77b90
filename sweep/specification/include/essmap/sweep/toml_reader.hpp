#pragma once

#include <toml++/toml.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "essmap/maps/axis.hpp"
#include "essmap/maps/interval.hpp"

namespace essmap::sweep {

/// @throws files::DataError "NAME:LINE: ..." where the text is not TOML
toml::table parse_toml(const std::string& name, const std::string& text);

/// Reads nodes of one file; every failure is a files::DataError that names file, line, key, value
/// and what is allowed.
class TomlReader {
public:
    /// A reader of the file of this name, which its messages begin with.
    explicit TomlReader(std::string name) : name_(std::move(name)) {}

    /// Throws files::DataError "NAME:LINE: KEY = VALUE is not allowed: ALLOWED".
    [[noreturn]] void refuse(const toml::node& node, const std::string& key,
                             const std::string& allowed) const;
    /// Throws files::DataError "NAME:LINE: MESSAGE".
    [[noreturn]] void fail(const toml::node& node, const std::string& message) const;
    /// Throws files::DataError "NAME: KEY is missing: WHAT".
    [[noreturn]] void missing(const std::string& key, const std::string& what) const;
    /// Runs `make`; an InvalidValue it throws is reported at `node` under `prefix`.
    template <class Make>
    auto at(const toml::node& node, const std::string& prefix, Make make) const {
        try {
            return make();
        } catch (const model::InvalidValue& error) {
            fail(node, prefix + error.what());
        }
    }

    /// @param prefix of the keys, such as "axes."
    void only(const toml::table& table, const std::string& prefix,
              const std::vector<std::string_view>& keys) const;
    /// The table of that name; nullptr if there is none. @param prefix of the key
    [[nodiscard]] const toml::table* table(const toml::table& root, const std::string& name,
                                           const std::string& prefix = "") const;
    /// Keys and values in the order in which they are written.
    [[nodiscard]] static std::vector<std::pair<std::string, const toml::node*>> as_written(
        const toml::table& table);
    /// The value of a key that must be a number. @throws files::DataError for another type
    [[nodiscard]] double number(const toml::node& node, const std::string& key) const;
    /// The value of a key that must be an integer. @throws files::DataError for another type
    [[nodiscard]] long long integer(const toml::node& node, const std::string& key) const;
    /// The value of a key that must be a string. @throws files::DataError for another type
    [[nodiscard]] std::string string(const toml::node& node, const std::string& key) const;
    /// The value of a key that must be true or false. @throws files::DataError for another type
    [[nodiscard]] bool boolean(const toml::node& node, const std::string& key) const;
    /// A number or an array of numbers.
    [[nodiscard]] std::vector<double> numbers(const toml::node& node, const std::string& key) const;
    /// Which of C and U a table has; it must have one. @param name of the table
    [[nodiscard]] model::BenefitKind benefit_kind(const toml::table& table,
                                                  const std::string& name) const;
    /// A number, or [least, largest], within the parameter's domain.
    [[nodiscard]] maps::Interval range(const std::string& prefix, const std::string& name,
                                       const toml::node& node) const;
    /// A number, an array, {from, to, count[, scale][, discrete]} or {values[, discrete]}.
    [[nodiscard]] maps::Axis axis(const std::string& prefix, const std::string& name,
                                  const toml::node& node) const;

private:
    [[nodiscard]] maps::Axis axis_from_table(const std::string& prefix, const std::string& name,
                                             const toml::table& table) const;

    std::string name_;
};

}  // namespace essmap::sweep
