#include "netcdf_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netcdf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"

namespace essmap::maps {

namespace {

using nlohmann::json;

constexpr int most_names = 256;                     // variables, dimensions, attributes of one
constexpr std::size_t most_attribute = 16U << 20U;  // bytes
constexpr std::size_t deflate_ratio = 1100;         // deflate packs at most 1032 bytes into one
constexpr std::size_t most_at_once = 4U << 20U;     // values of one question
constexpr long base_seconds = 5;                    // of an answer, and
constexpr std::size_t chunks_a_second = 50;         // for what it has to unpack

std::optional<NetcdfReader::Type> type_of(nc_type type) {
    switch (type) {
        case NC_CHAR: return NetcdfReader::Type::text;
        case NC_BYTE: return NetcdfReader::Type::int8;
        case NC_INT: return NetcdfReader::Type::int32;
        case NC_INT64: return NetcdfReader::Type::int64;
        case NC_FLOAT: return NetcdfReader::Type::float32;
        case NC_DOUBLE: return NetcdfReader::Type::float64;
        default: return std::nullopt;
    }
}

void check(int status) {
    if (status != NC_NOERR) throw files::DataError(nc_strerror(status));
}

std::size_t product(const Index& shape) {
    std::size_t result = 1;
    for (const std::size_t n : shape)
        if (__builtin_mul_overflow(result, n, &result))
            throw files::DataError("a variable has more than 2^64 values");
    return result;
}

/// What runs apart.
class Library {
public:
    explicit Library(std::string path) : path_(std::move(path)) {}

    /// "": names, shapes and attributes; else the bytes of a hyperslab: [variable, start, count].
    std::string answer(std::string_view question) {
        if (question.empty()) return structure();
        const json asked = json::from_cbor(question);
        const Index start = asked.at(1);
        const Index count = asked.at(2);
        nc_type type = NC_NAT;
        check(nc_inq_vartype(file_, asked.at(0), &type));
        std::string bytes(product(count) * width_of(type_of(type).value()), '\0');
        check(nc_get_vara(file_, asked.at(0), start.data(), count.data(), bytes.data()));
        return bytes;
    }

private:
    std::string structure() {
        const files::File file(path_, O_RDONLY);
        if (const int status = nc_open(file.alias().c_str(), NC_NOWRITE, &file_);
            status != NC_NOERR)
            throw files::DataError(
                fmt::format("it is not a NetCDF file ({})", nc_strerror(status)));
        int dimensions = 0;
        int variables = 0;
        check(nc_inq(file_, &dimensions, &variables, nullptr, nullptr));
        if (std::max(dimensions, variables) > most_names)
            throw files::DataError("it has too many variables");
        for (int i = 0; i < dimensions; ++i) {
            char name[NC_MAX_NAME + 1] = "";
            std::size_t length = 0;
            check(nc_inq_dim(file_, i, name, &length));
            dimensions_.emplace_back(name, length);
        }
        json result{{"attributes", attributes_of(NC_GLOBAL)}, {"variables", json::array()}};
        for (int id = 0; id < variables; ++id)
            if (json variable = variable_of(id); !variable.is_null())
                result["variables"].push_back(std::move(variable));
        std::string bytes;
        json::to_cbor(result, bytes);
        return bytes;
    }

    json variable_of(int id) {
        char name[NC_MAX_NAME + 1] = "";
        int rank = 0;
        nc_type type = NC_NAT;
        check(nc_inq_varndims(file_, id, &rank));
        if (rank < 0 || rank > 64) throw files::DataError("a variable has too many dimensions");
        std::vector<int> dims(static_cast<std::size_t>(rank));
        check(nc_inq_var(file_, id, name, &type, nullptr, dims.data(), nullptr));
        const auto known = type_of(type);
        if (!known) return nullptr;
        std::vector<std::string> names;
        Index shape;
        for (const int dim : dims) {
            if (dim < 0 || static_cast<std::size_t>(dim) >= dimensions_.size())
                throw files::DataError("a variable lacks a dimension");
            const auto& [dimension, length] = dimensions_[static_cast<std::size_t>(dim)];
            names.push_back(dimension);
            shape.push_back(length);
        }
        int storage = NC_CONTIGUOUS;
        int shuffle = 0;
        int deflate = 0;
        int level = 0;
        Index chunk(dims.size());
        check(nc_inq_var_chunking(file_, id, &storage, chunk.data()));
        check(nc_inq_var_deflate(file_, id, &shuffle, &deflate, &level));
        if (storage != NC_CHUNKED) chunk.clear();
        return {{"id", id},
                {"name", bytes_of(name)},
                {"type", static_cast<int>(*known)},
                {"shape", shape},
                {"dimensions", names},
                {"chunk", chunk},
                {"level", deflate != 0 ? level : 0},
                {"attributes", attributes_of(id)}};
    }

    json attributes_of(int variable) {
        int count = 0;
        check(nc_inq_varnatts(file_, variable, &count));
        if (count > most_names) throw files::DataError("it has too many attributes");
        json result = json::array();
        for (int i = 0; i < count; ++i) {
            char name[NC_MAX_NAME + 1] = "";
            nc_type type = NC_NAT;
            std::size_t values = 0;
            check(nc_inq_attname(file_, variable, i, name));
            check(nc_inq_att(file_, variable, name, &type, &values));
            const auto known = type_of(type);
            if (!known) continue;
            if (values > most_attribute / width_of(*known))
                throw files::DataError("an attribute is too large");
            std::vector<std::uint8_t> bytes(values * width_of(*known));
            if (values > 0) check(nc_get_att(file_, variable, name, bytes.data()));
            result.push_back({bytes_of(name), static_cast<int>(*known), json::binary(bytes)});
        }
        return result;
    }

    /// A name of a damaged file need not be UTF-8.
    static json bytes_of(const char* name) {
        return json::binary({name, name + std::strlen(name)});
    }

    std::string path_;
    int file_ = -1;
    std::vector<std::pair<std::string, std::size_t>> dimensions_;
};

std::string text_of(const json& bytes) {
    const auto& binary = bytes.get_binary();
    return {binary.begin(), binary.end()};
}

/// @return its size @throws IoError
std::size_t readable_size(const std::string& path) {
    struct stat status {};
    errno = 0;
    if (::stat(path.c_str(), &status) != 0)
        throw files::IoError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    if (!S_ISREG(status.st_mode))
        throw files::IoError(fmt::format("cannot read {}: it is no regular file", path));
    if (!std::ifstream(path).is_open())
        throw files::IoError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    return static_cast<std::size_t>(status.st_size);
}

}  // namespace

std::size_t width_of(NetcdfReader::Type type) {
    switch (type) {
        case NetcdfReader::Type::text:
        case NetcdfReader::Type::int8: return 1;
        case NetcdfReader::Type::int32:
        case NetcdfReader::Type::float32: return 4;
        default: return 8;
    }
}

std::size_t NetcdfReader::Variable::size() const { return product(shape); }

NetcdfReader::NetcdfReader(const std::string& path)
    : library_([library = std::make_shared<Library>(path)](std::string_view question) {
          return library->answer(question);
      }) {
    const std::size_t file_size = readable_size(path);
    const json structure = json::from_cbor(library_.ask("", base_seconds));
    const auto keep = [&](const std::string& owner, const json& attributes) {
        for (const auto& [name, type, bytes] :
             attributes.get<std::vector<std::tuple<json, int, json>>>())
            attributes_[{owner, text_of(name)}] = {Type{static_cast<std::uint8_t>(type)},
                                                   bytes.get_binary()};
    };
    keep("", structure.at("attributes"));
    std::size_t bytes = 0;
    for (const json& one : structure.at("variables")) {
        const std::string name = text_of(one.at("name"));
        Variable variable{one.at("id"),         Type{one.at("type").get<std::uint8_t>()},
                          one.at("dimensions"), one.at("shape"),
                          one.at("chunk"),      one.at("level")};
        if (__builtin_add_overflow(bytes, variable.size(), &bytes) ||
            bytes / deflate_ratio > file_size)
            throw files::DataError("its dimensions are larger than its bytes can hold");
        keep(name, one.at("attributes"));
        variables_[name] = std::move(variable);
    }
}

const NetcdfReader::Variable* NetcdfReader::find(const std::string& name) const {
    const auto at = variables_.find(name);
    return at == variables_.end() ? nullptr : &at->second;
}

const NetcdfReader::Attribute* NetcdfReader::attribute(const std::string& variable,
                                                       const std::string& name) const {
    const auto at = attributes_.find({variable, name});
    return at == attributes_.end() ? nullptr : &at->second;
}

std::optional<std::string> NetcdfReader::text(const std::string& variable,
                                              const std::string& name) const {
    const Attribute* found = attribute(variable, name);
    if (found == nullptr || found->type != Type::text) return std::nullopt;
    return std::string(found->bytes.begin(), found->bytes.end());
}

std::optional<double> NetcdfReader::number(const std::string& variable,
                                           const std::string& name) const {
    const Attribute* found = attribute(variable, name);
    if (found == nullptr || found->bytes.size() != width_of(found->type)) return std::nullopt;
    const auto as = [&]<class Value>(Value value) {
        std::memcpy(&value, found->bytes.data(), sizeof value);
        return static_cast<double>(value);
    };
    switch (found->type) {
        case Type::int8: return as(std::int8_t{});
        case Type::int32: return as(std::int32_t{});
        case Type::int64: return as(std::int64_t{});
        case Type::float32: return as(float{});
        case Type::float64: return as(double{});
        case Type::text: break;
    }
    return std::nullopt;
}

std::vector<std::byte> NetcdfReader::read(const Variable& variable, const Index& start,
                                          const Index& count) const {
    std::vector<std::byte> bytes(product(count) * width_of(variable.type));
    const Blocking pieces(count, most_at_once);
    std::size_t done = 0;
    for (std::int64_t i = 0; i < pieces.size() && !bytes.empty(); ++i) {
        Block piece = pieces.block(i);
        std::size_t chunks = 1;
        for (std::size_t d = 0; d < count.size(); ++d) {
            piece.start[d] += start[d];
            if (!variable.chunk.empty())
                chunks *= piece.count[d] / std::max<std::size_t>(variable.chunk[d], 1) + 1;
        }
        std::string question;
        json::to_cbor({variable.id, piece.start, piece.count}, question);
        const std::string part =
            library_.ask(question, base_seconds + static_cast<long>(chunks / chunks_a_second));
        std::memcpy(bytes.data() + done, part.data(), std::min(part.size(), bytes.size() - done));
        done += part.size();
    }
    return bytes;
}

std::optional<std::vector<double>> NetcdfReader::doubles(const std::string& name,
                                                         std::size_t most) const {
    const Variable* variable = find(name);
    if (variable == nullptr || variable->type != Type::float64 || variable->size() > most)
        return std::nullopt;
    const auto bytes = read(*variable, Index(variable->shape.size(), 0), variable->shape);
    std::vector<double> values(variable->size());
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

}  // namespace essmap::maps
