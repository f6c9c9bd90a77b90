#pragma once

#include <span>
#include <string>
#include <string_view>

#include "essmap/community/shared_indicators.hpp"

/// Files of shared threat indicators. They are read as streams: memory is in proportion to the
/// reports, not to the files. Members and indicators come in the order of their first report. Names
/// are UTF-8, not empty; times are RFC 3339.
namespace essmap::community {

/// A table (RFC 4180) under the header
///
///     member,indicator,seen[,until][,confidence][,worth]
///
/// with its columns in any order and no other. seen and until are timestamps or dates, until the
/// later one; confidence is in 0..100, worth in 0..1e100; an empty field of the last three is as if
/// not given. Indicators that begin with [ are normalised as STIX patterns.
/// @throws files::DataError "FILE:LINE: KEY = VALUE is not allowed: ...", also for no reports
/// @throws files::IoError
IndicatorReports read_indicator_csv(const std::string& path);

/// Bundles of STIX 2.1: an `indicator` is a report of its normalised pattern, seen at valid_from,
/// until valid_until, of its confidence (100 where not given). Its member is the `identity` that
/// created_by_ref names, wherever in the bundles that is, by its name; the reference itself where
/// it is in none; and the file's name up to the last dot where there is no reference. Of an
/// object's versions the latest `modified` counts, the first of equals; revoked ones are left out,
/// and so is all that is neither indicator nor identity.
/// @throws files::DataError "FILE: OBJECT: KEY = VALUE is not allowed: ..." for what is not JSON or
/// breaks the standard, for two members of one name, and for no reports
/// @throws files::IoError
IndicatorReports read_stix_bundles(std::span<const std::string> paths);

/// A pattern without the white space between its words and marks; where it parts two words it is
/// one blank. What stands in quotes stays.
std::string normalised_pattern(std::string_view pattern);

}  // namespace essmap::community
