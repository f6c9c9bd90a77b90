#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "essmap/files/netcdf_writer.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/maps/paving.hpp"

/// The paving file: NetCDF-4, the trees of all root boxes one after another (docs/paving.md).
namespace essmap::maps {

inline constexpr int paving_schema_version = 1;

/// Nodes of `tree` that make one part of the content's digest.
inline constexpr std::int64_t paving_part = std::int64_t{1} << 20;
/// Adds the part of nodes number paving_part .. (number + 1) paving_part.
void add_paving_part(ContentDigest& digest, std::int64_t number, std::span<const PavingNode> nodes);

/// Makes `path`, whatever it holds, a paving file without nodes. `name` is what messages call it.
/// @param first_node of each root @param nodes of all trees
/// @return where in the file its nodes go, one byte each @throws IoError
std::uint64_t make_paving_file(const std::string& path, const std::string& name,
                               const PavingDescription& paving,
                               const std::vector<std::int64_t>& first_node, std::int64_t nodes,
                               const files::FileAttributes& attributes);

/// Writes the digests, of content and attributes, into a file whose nodes are written. @throws
/// IoError
void seal_paving_file(const std::string& path, const std::string& name, const std::string& digest);

class NetcdfReader;

/// A paving file, for reading. It may be damaged: whatever it holds, a call ends.
class PavingFile {
public:
    /// @throws IoError where it cannot be opened, DataError where it is no paving or is damaged
    explicit PavingFile(const std::string& path);
    ~PavingFile();
    PavingFile(const PavingFile&) = delete;
    PavingFile& operator=(const PavingFile&) = delete;

    /// Text attribute of the file; empty where absent.
    [[nodiscard]] std::string attribute(const std::string& name) const;
    /// Parts of its digest.
    [[nodiscard]] std::int64_t parts() const { return (nodes_ + paving_part - 1) / paving_part; }
    /// Nodes of one. @throws DataError
    [[nodiscard]] std::vector<PavingNode> part(std::int64_t number) const;
    /// Has it the axes of `paving`, and does first_node, which no digest covers, say where the
    /// trees begin? @throws DataError
    [[nodiscard]] bool has_frame_of(const PavingDescription& paving) const;

private:
    std::string path_;
    std::unique_ptr<NetcdfReader> file_;
    std::int64_t nodes_ = 0;
};

}  // namespace essmap::maps
