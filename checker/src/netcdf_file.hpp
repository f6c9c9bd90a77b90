#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace checker {

/// A NetCDF-4 file of essmap, read with mistrust: no size of it is believed that the bytes of the
/// file could not hold, and the library may compute for seconds only at a time (SIGPROF ends the
/// process, which has this file alone to check).
class NetcdfFile {
public:
    /// @throws Unreadable
    explicit NetcdfFile(const std::string& path);
    ~NetcdfFile();
    NetcdfFile(const NetcdfFile&) = delete;
    NetcdfFile& operator=(const NetcdfFile&) = delete;

    struct Variable {
        int id = -1;
        int type = 0;
        std::vector<std::string> dimensions;
        std::vector<std::size_t> shape;

        [[nodiscard]] std::size_t size() const;
    };

    [[nodiscard]] const std::map<std::string, Variable>& variables() const { return variables_; }
    [[nodiscard]] const Variable* find(const std::string& name) const;
    [[nodiscard]] const std::map<std::string, std::size_t>& dimensions() const {
        return dimensions_;
    }

    /// An attribute of a variable, or of the file (""): NC_CHAR, one NC_DOUBLE, one NC_INT64.
    [[nodiscard]] std::optional<std::string> text(const std::string& variable,
                                                  const std::string& name) const;
    [[nodiscard]] std::optional<double> number(const std::string& variable,
                                               const std::string& name) const;
    [[nodiscard]] std::optional<std::int64_t> whole(const std::string& variable,
                                                    const std::string& name) const;
    /// Bytes of an attribute of type NC_BYTE.
    [[nodiscard]] std::vector<std::int8_t> flags(const std::string& variable,
                                                 const std::string& name) const;
    /// SHA-256 over all attributes but itself, as attributes_sha256 has it.
    [[nodiscard]] std::string attributes_digest() const;

    /// All values of a small variable of type NC_DOUBLE. @throws Unreadable
    [[nodiscard]] std::vector<double> doubles(const std::string& name, std::size_t most) const;
    /// A hyperslab in the bytes it has in the file. @throws Unreadable
    void read(const Variable& variable, const std::vector<std::size_t>& start,
              const std::vector<std::size_t>& count, std::vector<std::byte>& bytes) const;

private:
    struct Attribute {
        int type = 0;
        std::vector<unsigned char> bytes;
        std::size_t count = 0;
    };
    /// The one value of an attribute of this type.
    template <class Value>
    static std::optional<Value> value_of(const Attribute* found, int type);
    void read_structure(std::size_t file_size);
    void read_attributes(int variable, const std::string& name);
    [[nodiscard]] const Attribute* attribute(const std::string& variable,
                                             const std::string& name) const;

    int file_ = -1;
    std::map<std::string, Variable> variables_;
    std::map<std::string, std::size_t> dimensions_;
    std::map<std::pair<std::string, std::string>, Attribute> attributes_;
};

/// Bytes of one value of a NetCDF type; 0 for the types that essmap does not use.
std::size_t width_of(int type);

}  // namespace checker
