#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text for languages that would interpret parts of it. What each gives is shown as visible
/// shows it.
namespace essmap::text {

/// A field of a CSV file (RFC 4180) that a spreadsheet takes as text: one that begins, blanks
/// apart, with = + - @ or their full-width forms gets an apostrophe before it, which spreadsheets
/// read as "text follows". Not for numbers: they are written as they are.
std::string csv_field(std::string_view text);

/// A string expression of gnuplot, of at most `most` characters, in which neither commands nor
/// escapes are expanded.
std::string gnuplot_string(std::string_view text, std::size_t most);

/// The same for the label of a tic, which gnuplot takes as a printf format.
std::string gnuplot_tic_label(std::string_view text, std::size_t most);

/// A name of NetCDF, of at most 60 characters: without slashes, and without what may not stand at
/// its beginning or end. Different texts may get one name.
std::string netcdf_name(std::string_view text);

/// A picture in SVG as gnuplot draws it, whose labels are text alone: gnuplot lets character
/// references by hexadecimal code and ]]> through.
std::string gnuplot_svg(std::string_view drawn);

/// Text of HTML and XML, and of an attribute in quotes.
std::string html(std::string_view text);

/// JSON for a script element of HTML. @pre json is JSON; its "<" are all within strings
std::string json_in_html(std::string_view json);

}  // namespace essmap::text
