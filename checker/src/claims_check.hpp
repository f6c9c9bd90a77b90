#pragma once

#include <iosfwd>

#include "report.hpp"
#include "statements.hpp"

namespace checker {

/// A claim that is not written as docs/certificates.md says.
class BadClaim : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One claim of a recommendation, its numbers as the decimals that they are. Every access checks
/// that the value is there, is a number and lies in its domain. @throws BadClaim
class Claim {
public:
    explicit Claim(const nlohmann::json& object) : object_(object) {}

    [[nodiscard]] bool has(const char* key) const { return object_.contains(key); }
    [[nodiscard]] std::string text(const char* key) const;
    [[nodiscard]] const nlohmann::json& at(const char* key) const;
    /// A number of the parameter's domain (that of `key`, where it is one).
    [[nodiscard]] Rational number(const char* key) const;
    [[nodiscard]] Box box() const;
    [[nodiscard]] Run run() const;

private:
    const nlohmann::json& object_;
};

/// The decimal of a JSON number. @throws BadClaim
Rational number_of(const nlohmann::json& value, const std::string& name);
/// [lo, hi], lo <= hi. @throws BadClaim
Interval range_of(const nlohmann::json& value, const std::string& name);

/// Checks a recommendation of essmap recommend: its digest, and every claim by exact rational
/// enclosures. @throws Unreadable
void check_claims(std::istream& stream, Report& report);

/// No box of controls that keeps case 1 (and T <= within) measures above (1 + gap) times this one:
/// by Lagrange's dual of a concave problem. @throws BadClaim
bool is_largest(Statements& statements, const Claim& claim);

}  // namespace checker
