#include "netcdf_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netcdf.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "digest.hpp"
#include "report.hpp"

namespace checker {

namespace {

constexpr std::size_t most_names = 256;             // variables, dimensions, attributes of one
constexpr std::size_t most_attribute = 16U << 20U;  // bytes
constexpr std::size_t deflate_ratio = 1100;         // deflate packs at most 1032 bytes into one

/// While it lives the library may compute for seconds; SIGPROF ends a process that takes longer:
/// HDF5 follows some damaged files round in circles.
class Limit {
public:
    Limit() { arm(5); }
    ~Limit() { arm(0); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

private:
    static void arm(long seconds) {
        const itimerval timer{{0, 0}, {seconds, 0}};
        ::setitimer(ITIMER_PROF, &timer, nullptr);
    }
};

void check(int status, const std::string& what) {
    if (status != NC_NOERR)
        throw Unreadable(fmt::format("{} cannot be read: {}", what, nc_strerror(status)));
}

std::size_t product(const std::vector<std::size_t>& shape) {
    std::size_t result = 1;
    for (const std::size_t n : shape)
        if (__builtin_mul_overflow(result, n, &result))
            throw Unreadable("a variable has more than 2^64 values");
    return result;
}

}  // namespace

std::size_t width_of(int type) {
    switch (type) {
        case NC_BYTE:
        case NC_CHAR: return 1;
        case NC_INT:
        case NC_FLOAT: return 4;
        case NC_INT64:
        case NC_DOUBLE: return 8;
        default: return 0;
    }
}

std::size_t NetcdfFile::Variable::size() const { return product(shape); }

NetcdfFile::NetcdfFile(const std::string& path) {
    std::error_code error;
    const auto file_size = static_cast<std::size_t>(std::filesystem::file_size(path, error));
    if (error) throw Unreadable(error.message());
    const Limit limit;
    // By a name in which the library finds no meaning: it takes backslashes for slashes.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw Unreadable(std::strerror(errno));
    const int status =
        nc_open(fmt::format("/proc/self/fd/{}", descriptor).c_str(), NC_NOWRITE, &file_);
    ::close(descriptor);
    check(status, "it");
    try {
        read_structure(file_size);
    } catch (...) {
        nc_close(file_);
        throw;
    }
}

NetcdfFile::~NetcdfFile() { nc_close(file_); }

void NetcdfFile::read_structure(std::size_t file_size) {
    int dimensions = 0;
    int variables = 0;
    int groups = 0;
    int types = 0;
    check(nc_inq(file_, &dimensions, &variables, nullptr, nullptr), "it");
    check(nc_inq_grps(file_, &groups, nullptr), "it");
    check(nc_inq_typeids(file_, &types, nullptr), "it");
    if (groups > 0 || types > 0) throw Unreadable("it has groups or types of its own");
    if (std::max(dimensions, variables) > static_cast<int>(most_names))
        throw Unreadable("it has too many variables");
    std::vector<std::string> names;
    std::vector<std::size_t> lengths;
    for (int i = 0; i < dimensions; ++i) {
        char name[NC_MAX_NAME + 1] = "";
        std::size_t length = 0;
        check(nc_inq_dim(file_, i, name, &length), "a dimension");
        names.emplace_back(name);
        lengths.push_back(length);
        dimensions_[name] = length;
    }
    std::size_t bytes = 0;
    read_attributes(NC_GLOBAL, "");
    for (int id = 0; id < variables; ++id) {
        char name[NC_MAX_NAME + 1] = "";
        int rank = 0;
        check(nc_inq_varndims(file_, id, &rank), "a variable");
        if (rank > 64) throw Unreadable("a variable has too many dimensions");
        std::vector<int> dims(static_cast<std::size_t>(rank));
        Variable variable{id, 0, {}, {}};
        check(nc_inq_var(file_, id, name, &variable.type, nullptr, dims.data(), nullptr),
              "a variable");
        for (const int dim : dims) {
            if (dim < 0 || dim >= dimensions) throw Unreadable("a variable lacks a dimension");
            variable.dimensions.push_back(names[static_cast<std::size_t>(dim)]);
            variable.shape.push_back(lengths[static_cast<std::size_t>(dim)]);
        }
        if (width_of(variable.type) == 0) throw Unreadable("a variable has a type of another kind");
        if (__builtin_add_overflow(bytes, product(variable.shape), &bytes) ||
            bytes / deflate_ratio > file_size)
            throw Unreadable("its dimensions are larger than its bytes can hold");
        variables_[name] = std::move(variable);
        read_attributes(id, name);
    }
}

void NetcdfFile::read_attributes(int variable, const std::string& owner) {
    int count = 0;
    check(nc_inq_varnatts(file_, variable, &count), "its attributes");
    if (count > static_cast<int>(most_names)) throw Unreadable("it has too many attributes");
    for (int i = 0; i < count; ++i) {
        char name[NC_MAX_NAME + 1] = "";
        Attribute attribute;
        check(nc_inq_attname(file_, variable, i, name), "an attribute");
        check(nc_inq_att(file_, variable, name, &attribute.type, &attribute.count), name);
        const std::size_t width = width_of(attribute.type);
        if (width == 0 || attribute.count > most_attribute / width)
            throw Unreadable(
                fmt::format("attribute {} is of a type or size of another kind", name));
        attribute.bytes.resize(attribute.count * width);
        if (attribute.count > 0)
            check(nc_get_att(file_, variable, name, attribute.bytes.data()), name);
        attributes_[{owner, name}] = std::move(attribute);
    }
}

const NetcdfFile::Variable* NetcdfFile::find(const std::string& name) const {
    const auto at = variables_.find(name);
    return at == variables_.end() ? nullptr : &at->second;
}

const NetcdfFile::Attribute* NetcdfFile::attribute(const std::string& variable,
                                                   const std::string& name) const {
    const auto at = attributes_.find({variable, name});
    return at == attributes_.end() ? nullptr : &at->second;
}

template <class Value>
std::optional<Value> NetcdfFile::value_of(const Attribute* found, int type) {
    if (found == nullptr || found->type != type || found->count != 1) return std::nullopt;
    Value value{};
    std::memcpy(&value, found->bytes.data(), sizeof value);
    return value;
}

std::optional<std::string> NetcdfFile::text(const std::string& variable,
                                            const std::string& name) const {
    const Attribute* found = attribute(variable, name);
    if (found == nullptr || found->type != NC_CHAR) return std::nullopt;
    return std::string(found->bytes.begin(), found->bytes.end());
}

std::optional<double> NetcdfFile::number(const std::string& variable,
                                         const std::string& name) const {
    return value_of<double>(attribute(variable, name), NC_DOUBLE);
}

std::optional<std::int64_t> NetcdfFile::whole(const std::string& variable,
                                              const std::string& name) const {
    return value_of<std::int64_t>(attribute(variable, name), NC_INT64);
}

std::vector<std::int8_t> NetcdfFile::flags(const std::string& variable,
                                           const std::string& name) const {
    const Attribute* found = attribute(variable, name);
    std::vector<std::int8_t> values;
    if (found == nullptr || found->type != NC_BYTE) return values;
    for (const unsigned char byte : found->bytes) values.push_back(static_cast<std::int8_t>(byte));
    return values;
}

std::string NetcdfFile::attributes_digest() const {
    std::vector<std::string> lines;
    for (const auto& [names, value] : attributes_)
        if (names.second != "attributes_sha256" || !names.first.empty())
            lines.push_back(fmt::format("{}@{} {} {} {:02x}\n", names.first, names.second,
                                        value.type, value.count, fmt::join(value.bytes, "")));
    std::ranges::sort(lines);
    return hex(sha256(fmt::format("{}", fmt::join(lines, ""))));
}

std::vector<double> NetcdfFile::doubles(const std::string& name, std::size_t most) const {
    const Variable* variable = find(name);
    if (variable == nullptr || variable->type != NC_DOUBLE || variable->size() > most)
        throw Unreadable(fmt::format("variable {} is missing, or of another kind", name));
    std::vector<double> values(variable->size());
    const Limit limit;
    check(nc_get_var_double(file_, variable->id, values.data()), name);
    return values;
}

void NetcdfFile::read(const Variable& variable, const std::vector<std::size_t>& start,
                      const std::vector<std::size_t>& count, std::vector<std::byte>& bytes) const {
    bytes.resize(product(count) * width_of(variable.type));
    const Limit limit;
    check(nc_get_vara(file_, variable.id, start.data(), count.data(), bytes.data()), "a variable");
}

}  // namespace checker
