#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "essmap/files/byte_stream.hpp"
#include "essmap/model/parameters.hpp"

namespace essmap::files {

/// Rows of a table in CSV (RFC 4180), whose lines may end in LF too, and which may begin with
/// UTF-8's mark. Every failure is a DataError that names file and line.
class CsvReader {
public:
    /// @throws IoError, as next()
    explicit CsvReader(const std::string& path);

    /// Reads the next row into fields(). @return false at the end
    bool next();
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] const std::string& field(std::size_t i) const { return fields_[i]; }
    /// On which the row begins, from 1 on.
    [[nodiscard]] std::size_t line() const { return line_; }
    /// "FILE:LINE: KEY = GIVEN is not allowed: ALLOWED"
    [[noreturn]] void refuse(const std::string& key, const std::string& given,
                             const std::string& allowed) const;
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
