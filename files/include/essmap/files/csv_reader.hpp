#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "essmap/files/byte_stream.hpp"
#include "essmap/model/parameters.hpp"

namespace essmap::files {

/// Reads the rows of a table in CSV (RFC 4180), whose lines may end in LF too, and which may begin
/// with the byte order mark of UTF-8. A row has at most 64 fields, a field at most 65536 bytes.
class CsvReader {
public:
    /// Opens a table. @throws IoError where it cannot be read
    explicit CsvReader(const std::string& path);

    /// Reads the next row. @return false at the end
    /// @throws DataError naming file and line where it is no CSV; IoError
    bool next();
    /// The number of fields in the row.
    [[nodiscard]] std::size_t size() const { return count_; }
    /// A field of the row without its quotes. @pre i < size()
    [[nodiscard]] const std::string& field(std::size_t i) const { return fields_[i]; }
    /// The line on which the row begins, from 1 on.
    [[nodiscard]] std::size_t line() const { return line_; }
    /// @throws DataError "FILE:LINE: KEY = GIVEN is not allowed: ALLOWED", always
    [[noreturn]] void refuse(const std::string& key, const std::string& given,
                             const std::string& allowed) const;
    /// @throws DataError "FILE:LINE: " and the message of `error`, always
    [[noreturn]] void fail(const model::InvalidValue& error) const;

private:
    bool read_field();
    void read_quoted(std::string& field);
    void add(std::string& field, char c);

    static constexpr std::size_t most_fields = 64;

    std::string path_;
    ByteStream bytes_;
    std::vector<std::string> fields_;  ///< more than count_ after a longer row
    std::size_t count_ = 0;
    std::size_t line_ = 1;   ///< on which the row begins
    std::size_t lines_ = 0;  ///< which it takes
};

}  // namespace essmap::files
