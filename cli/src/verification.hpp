#pragma once

#include <optional>
#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"

/// What `essmap verify` finds and how it is told.
namespace essmap::cli {

/// A property and what became of it.
struct Finding {
    const verify::Property* property = nullptr;
    verify::Verdict verdict;
    std::optional<verify::SecondOpinion> second;

    [[nodiscard]] bool decided() const { return verdict.result != verify::Result::unknown; }
    /// Decided as expected, of satisfiable assumptions, and not contradicted.
    [[nodiscard]] bool as_expected() const;
};

/// What became of them all.
struct Tally {
    std::size_t proved = 0;
    std::size_t refuted = 0;
    std::size_t undecided = 0;
    std::size_t unexpected = 0;

    explicit Tally(const std::vector<Finding>& findings);
};

/// 1 where a result is not the expected one, 75 where a signal ended the work, 2 where a result is
/// unknown, else 0. Where the limit ended the work, that is said on standard error.
int exit_code(const std::vector<Finding>& findings, const verify::Limit& limit);

/// JUnit XML: one test case per property.
std::string to_junit(const std::vector<Finding>& findings);
/// docs/proofs.md: the properties in plain words.
/// @param peers what `bench/proof-peers` has written, or empty: the page then has no section of
/// them
std::string proofs_page(const std::vector<verify::Property>& properties, const std::string& peers);
/// The section "Beside other tools" of docs/proofs.md.
/// @param file written by `bench/proof-peers`; files::DataError where it is not of that kind
std::string peers_section(const std::string& file);
/// `essmap verify --synthesize SPEC`: prints the trade-off and its proof; returns the exit code.
int synthesize(const std::string& specification, const verify::DecideOptions& options, bool json);

}  // namespace essmap::cli
