#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "essmap/files/process_apart.hpp"
#include "essmap/maps/blocks.hpp"

namespace essmap::maps {

/// A NetCDF file, read with mistrust: NetCDF and HDF5 follow some damaged files round in circles,
/// and fail on others, so they run in a process of their own. What a file says of its sizes is held
/// against its own.
class NetcdfReader {
public:
    /// Other types are as good as not there.
    enum class Type : std::uint8_t { text, int8, int32, int64, float32, float64 };
    struct Attribute {
        Type type;
        std::vector<std::uint8_t> bytes;
    };
    struct Variable {
        int id = -1;
        Type type = Type::text;
        std::vector<std::string> dimensions;
        Index shape;
        Index chunk;      ///< empty: not in chunks
        int deflate = 0;  ///< level; 0: not compressed
        [[nodiscard]] std::size_t size() const;
    };

    /// Reads names, shapes and attributes. @throws IoError where it cannot be opened or is no
    /// regular file, DataError where it is no NetCDF file or is damaged
    explicit NetcdfReader(const std::string& path);

    /// nullptr where there is none.
    [[nodiscard]] const Variable* find(const std::string& name) const;
    /// Of a variable, or of the file (""). nullopt where there is none, or of another type.
    [[nodiscard]] std::optional<std::string> text(const std::string& variable,
                                                  const std::string& name) const;
    [[nodiscard]] std::optional<double> number(const std::string& variable,
                                               const std::string& name) const;

    /// Values as the file has them, in the order of dimensions. @throws DataError
    [[nodiscard]] std::vector<std::byte> read(const Variable& variable, const Index& start,
                                              const Index& count) const;
    /// Values of a whole variable of doubles, at most `most`; nullopt where it is none.
    [[nodiscard]] std::optional<std::vector<double>> doubles(const std::string& name,
                                                             std::size_t most) const;

private:
    [[nodiscard]] const Attribute* attribute(const std::string& variable,
                                             const std::string& name) const;

    files::ProcessApart library_;
    std::map<std::string, Variable> variables_;
    std::map<std::pair<std::string, std::string>, Attribute> attributes_;
};

std::size_t width_of(NetcdfReader::Type type);

}  // namespace essmap::maps
