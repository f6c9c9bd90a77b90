#include "essmap/maps/map_file.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <type_traits>

#include "essmap/maps/errors.hpp"
#include "essmap/maps/schema.hpp"
#include "essmap/maps/whole_file.hpp"

namespace essmap::maps {

namespace {

/// Closes the file unless the reader was made whole.
class Closing {
public:
    explicit Closing(int& file) : file_(file) {}
    ~Closing() {
        if (!kept_) nc_close(file_);
    }
    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;
    void keep() { kept_ = true; }

private:
    int& file_;
    bool kept_ = false;
};

}  // namespace

MapFile::MapFile(const std::string& path) : path_(path) {
    note_input(path);
    errno = 0;
    if (!std::ifstream(path).is_open())
        throw IoError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    if (nc_open(path.c_str(), NC_NOWRITE, &file_) != NC_NOERR) not_a_map("it is not a NetCDF file");
    Closing closing(file_);
    read_description();
    closing.keep();
}

MapFile::~MapFile() { nc_close(file_); }

void MapFile::not_a_map(const std::string& why) const {
    throw DataError(fmt::format("{} is not a map of essmap: {}", path_, why));
}

std::string MapFile::text_of(int variable, const std::string& name) const {
    std::size_t size = 0;
    nc_type type = NC_NAT;
    if (nc_inq_att(file_, variable, name.c_str(), &type, &size) != NC_NOERR || type != NC_CHAR)
        return "";
    std::string text(size, '\0');
    nc_get_att_text(file_, variable, name.c_str(), text.data());
    return text;
}

std::string MapFile::attribute(const std::string& name) const { return text_of(NC_GLOBAL, name); }

double MapFile::number(const std::string& name) const {
    double value = 0.0;
    std::size_t size = 0;
    if (nc_inq_attlen(file_, NC_GLOBAL, name.c_str(), &size) != NC_NOERR || size != 1 ||
        nc_get_att_double(file_, NC_GLOBAL, name.c_str(), &value) != NC_NOERR)
        not_a_map("attribute " + name + " is missing");
    return value;
}

bool MapFile::has_attribute(const std::string& name) const {
    return nc_inq_attid(file_, NC_GLOBAL, name.c_str(), nullptr) == NC_NOERR;
}

bool MapFile::has_variable(const std::string& name) const {
    int id = -1;
    return nc_inq_varid(file_, name.c_str(), &id) == NC_NOERR;
}

std::vector<double> MapFile::read_coordinate(const std::string& name) const {
    int dim = -1;
    int id = -1;
    std::size_t size = 0;
    int rank = 0;
    if (nc_inq_dimid(file_, name.c_str(), &dim) != NC_NOERR ||
        nc_inq_dimlen(file_, dim, &size) != NC_NOERR ||
        nc_inq_varid(file_, name.c_str(), &id) != NC_NOERR ||
        nc_inq_varndims(file_, id, &rank) != NC_NOERR || rank != 1 || size > Axis::max_points)
        not_a_map("axis " + name + " is missing");
    std::vector<double> values(size);
    if (nc_get_var_double(file_, id, values.data()) != NC_NOERR)
        not_a_map("axis " + name + " cannot be read");
    return values;
}

Axis MapFile::read_axis(const std::string& name) const {
    const std::vector<double> points = read_coordinate(name);
    int id = -1;
    nc_inq_varid(file_, name.c_str(), &id);
    Spacing spacing = Spacing::values;
    for (const auto candidate : {Spacing::linear, Spacing::log})
        if (text_of(id, "spacing") == spacing_name(candidate)) spacing = candidate;
    try {
        return Axis::restored(name, spacing, points, text_of(id, "discrete") == "true");
    } catch (const model::InvalidValue& error) {
        not_a_map(error.what());
    }
}

void MapFile::read_description() {
    if (number("schema_version") != schema_version)
        not_a_map(fmt::format("schema_version is not {}", schema_version));
    const auto names =
        game_axes(has_variable("C") ? model::BenefitKind::from_cost : model::BenefitKind::given);
    map_.grid.axes.reserve(names.size());
    for (const auto& name : names) map_.grid.axes.push_back(read_axis(name));
    map_.grid.omega = read_axis("omega");
    if (!attribute("regulation_contract").empty())
        read_regulation();
    else {
        if (has_variable("x0")) map_.x0 = read_coordinate("x0");
        map_.saturation = number("saturation");
    }
    map_.tolerance = number("tolerance");
    for (const auto engine : {Engine::cvode, Engine::exact, Engine::both})
        if (attribute("engine") == engine_name(engine)) map_.engine = engine;
    for (const auto& info : layer_table) {
        int id = -1;
        if (nc_inq_varid(file_, std::string(info.name).c_str(), &id) != NC_NOERR) continue;
        int rank = 0;
        nc_inq_varndims(file_, id, &rank);
        if (static_cast<std::size_t>(rank) != map_.grid.axes.size() + (info.by_x0 ? 1 : 0))
            not_a_map(fmt::format("layer {} has {} dimensions", info.name, rank));
        nc_type type = NC_NAT;
        nc_inq_vartype(file_, id, &type);
        if (type == NC_FLOAT) map_.precision = Precision::float32;
        map_.layers.push_back(info.layer);
    }
    if (map_.layers.empty()) not_a_map("it has no layer");
}

void MapFile::read_regulation() {
    for (const auto& info : model::contract_table)
        map_.grid.axes.push_back(read_axis(std::string(info.name)));
    const auto read = [&](const std::string& name, auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        const std::string key = "regulation_" + name;
        if constexpr (std::is_same_v<Value, double>)
            value = number(key);
        else if constexpr (std::is_same_v<Value, std::optional<double>>)
            value = has_attribute(key) ? std::optional(number(key)) : std::nullopt;
        else
            solver::by_name(key, attribute(key), value);
    };
    try {
        LoopSettings::visit(read, map_.regulation.emplace());
    } catch (const model::InvalidValue& error) {
        not_a_map(error.what());
    }
}

std::vector<double> MapFile::read(Layer layer, const Block& slab, std::size_t x0) const {
    const auto& info = layer_info(layer);
    int id = -1;
    std::vector<double> values(slab.cells());
    Index start = slab.start;
    Index count = slab.count;
    if (info.by_x0) {
        start.insert(start.begin(), x0);
        count.insert(count.begin(), 1);
    }
    if (nc_inq_varid(file_, std::string(info.name).c_str(), &id) != NC_NOERR ||
        nc_get_vara_double(file_, id, start.data(), count.data(), values.data()) != NC_NOERR)
        throw DataError(fmt::format("{}: layer {} cannot be read", path_, info.name));
    return values;
}

}  // namespace essmap::maps
