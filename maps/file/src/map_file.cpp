#include "essmap/maps/map_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "essmap/files/errors.hpp"
#include "essmap/maps/schema.hpp"
#include "netcdf_reader.hpp"

namespace essmap::maps {

namespace {

using Type = NetcdfReader::Type;

/// Values of a file's type as doubles.
template <class Stored>
std::vector<double> as_doubles(const std::vector<std::byte>& bytes) {
    std::vector<Stored> stored(bytes.size() / sizeof(Stored));
    std::memcpy(stored.data(), bytes.data(), bytes.size());
    return {stored.begin(), stored.end()};
}

}  // namespace

MapFile::MapFile(const std::string& path) : path_(path) {
    try {
        file_ = std::make_unique<NetcdfReader>(path);
        read_description();
    } catch (const model::InvalidValue& error) {
        not_a_map(error.what());
    } catch (const files::DataError& error) {
        not_a_map(error.what());
    }
}

MapFile::~MapFile() = default;

void MapFile::not_a_map(const std::string& why) const {
    throw files::DataError(fmt::format("{} is not a map of essmap, or damaged: {}", path_, why));
}

std::string MapFile::attribute(const std::string& name) const {
    return file_->text("", name).value_or("");
}

double MapFile::number(const std::string& name) const {
    const auto value = file_->number("", name);
    if (!value) throw files::DataError("attribute " + name + " is missing");
    return *value;
}

std::vector<double> MapFile::read_coordinate(const std::string& name) const {
    const auto* variable = file_->find(name);
    if (variable == nullptr || variable->dimensions != std::vector<std::string>{name})
        throw files::DataError("axis " + name + " is missing");
    auto values = file_->doubles(name, Axis::max_points);
    if (!values) throw files::DataError("axis " + name + " is of another kind");
    return *std::move(values);
}

Axis MapFile::read_axis(const std::string& name) const {
    const std::vector<double> points = read_coordinate(name);
    Spacing spacing = Spacing::values;
    for (const auto candidate : {Spacing::linear, Spacing::log})
        if (file_->text(name, "spacing") == spacing_name(candidate)) spacing = candidate;
    return Axis::restored(name, spacing, points, file_->text(name, "discrete") == "true");
}

void MapFile::read_description() {
    if (number("schema_version") != schema_version)
        throw files::DataError(fmt::format("schema_version is not {}", schema_version));
    const auto names = game_axes(file_->find("C") != nullptr ? model::BenefitKind::from_cost
                                                             : model::BenefitKind::given);
    map_.grid.axes.reserve(names.size());
    for (const auto& name : names) map_.grid.axes.push_back(read_axis(name));
    map_.grid.omega = read_axis("omega");
    if (!attribute("regulation_contract").empty())
        read_regulation();
    else {
        if (file_->find("x0") != nullptr) map_.x0 = read_coordinate("x0");
        for (const double x0 : map_.x0) model::validate_share("x0", x0);
        map_.saturation = number("saturation");
        model::validate_saturation(map_.saturation);
    }
    map_.tolerance = number("tolerance");
    for (const auto engine : {Engine::cvode, Engine::exact, Engine::both})
        if (attribute("engine") == engine_name(engine)) map_.engine = engine;
    read_layers();
    static_cast<void>(map_.grid.cells());  // a number that can be counted to
}

void MapFile::read_layers() {
    std::vector<std::string> grid;
    for (const Axis& axis : map_.grid.axes) grid.push_back(axis.name());
    std::vector<std::string> by_x0{"x0"};
    by_x0.insert(by_x0.end(), grid.begin(), grid.end());
    for (const auto& info : layer_table) {
        const auto* variable = file_->find(std::string(info.name));
        if (variable == nullptr) continue;
        if (variable->dimensions != (info.by_x0 ? by_x0 : grid))
            throw files::DataError(fmt::format("layer {} has other dimensions", info.name));
        if (info.by_x0 && map_.x0.empty()) throw files::DataError("axis x0 is missing");
        const bool known = info.real
                               ? variable->type == Type::float32 || variable->type == Type::float64
                               : variable->type == Type::int8;
        if (!known) throw files::DataError(fmt::format("layer {} is of another type", info.name));
        if (variable->type == Type::float32) map_.precision = Precision::float32;
        map_.compression = variable->deflate;
        map_.layers.push_back(info.layer);
    }
    if (map_.layers.empty()) throw files::DataError("it has no layer");
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
            value = file_->number("", key);
        else
            solver::by_name(key, attribute(key), value);
    };
    LoopSettings::visit(read, map_.regulation.emplace());
}

std::vector<std::byte> MapFile::bytes_of(Layer layer, const Block& slab, std::size_t first_x0,
                                         std::size_t starts) const {
    const auto& info = layer_info(layer);
    Index start = slab.start;
    Index count = slab.count;
    if (info.by_x0) {
        start.insert(start.begin(), first_x0);
        count.insert(count.begin(), starts);
    }
    const auto* variable = file_->find(std::string(info.name));
    try {
        if (variable == nullptr) throw files::DataError("it is not there");
        return file_->read(*variable, start, count);
    } catch (const files::DataError& error) {
        throw files::DataError(
            fmt::format("{}: layer {} cannot be read: {}", path_, info.name, error.what()));
    }
}

std::vector<double> MapFile::read(Layer layer, const Block& slab, std::size_t x0) const {
    const auto& info = layer_info(layer);
    const auto bytes = bytes_of(layer, slab, x0, 1);
    if (info.real)
        return map_.precision == Precision::float32 ? as_doubles<float>(bytes)
                                                    : as_doubles<double>(bytes);
    const auto flags = std::ranges::count(info.flags, ' ') + 1;
    for (const std::byte byte : bytes)
        if (std::to_integer<int>(byte) >= flags)
            throw files::DataError(
                fmt::format("{} is damaged: layer {} holds {}, which means nothing", path_,
                            info.name, static_cast<int>(static_cast<signed char>(byte))));
    return as_doubles<signed char>(bytes);
}

void MapFile::add_content(const Block& block, ContentDigest& digest) const {
    for (const Layer layer : map_.layers)
        digest.add_part(part_name(layer, block.number), bytes_of(layer, block, 0, map_.x0.size()));
}

bool MapFile::has_bounds() const {
    const auto holds = [&](const Axis& axis) {
        const auto found = file_->doubles(axis.name() + "_bounds", 2 * Axis::max_points);
        if (!found || found->size() != 2 * axis.size()) return false;
        for (std::size_t i = 0; i < axis.size(); ++i)
            if ((*found)[2 * i] != axis.lo(i) || (*found)[2 * i + 1] != axis.hi(i)) return false;
        return true;
    };
    return std::ranges::all_of(map_.grid.axes, holds) && holds(map_.grid.omega);
}

}  // namespace essmap::maps
