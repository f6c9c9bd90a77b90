#pragma once

#include <optional>
#include <string>

#include "essmap/maps/map_description.hpp"
#include "essmap/maps/paving.hpp"
#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// A sweep as a user writes it: TOML (docs/specification.md).
struct Specification {
    std::string name;     ///< file name, for messages
    std::string text;     ///< as read, kept in the map
    std::string title{};  ///< empty where it has none
    maps::MapDescription map;
    std::optional<maps::PavingDescription> paving;  ///< of the table [paving]
    std::string engine_origin = "default";          ///< default, file or command line
};

/// Reads `text`. @param engine overrides the file's
/// @throws files::DataError "NAME:LINE: KEY = VALUE is not allowed: ..." for anything it must not
/// hold: unknown, missing, repeated or mistyped keys, values outside their domains, more than 2^63
/// cells.
Specification parse_specification(const std::string& name, const std::string& text,
                                  std::optional<maps::Engine> engine = std::nullopt);

/// The whole file, which no output replaces from now on (files::note_input). @throws files::IoError
std::string read_text_file(const std::string& path);
/// The same on every rank, read by one. Collective.
std::string read_text_file(const MpiSession& mpi, const std::string& path);

/// Title that a specification's text gives itself; empty where it has none.
std::string title_of(const std::string& specification);

/// Engine by its name. @throws model::InvalidValue
maps::Engine engine_by_name(const std::string& name);

}  // namespace essmap::sweep
