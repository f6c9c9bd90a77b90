#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "essmap/maps/schema.hpp"
#include "essmap/maps/slice_style.hpp"
#include "essmap/text/csv_table.hpp"
#include "essmap/text/markup.hpp"
#include "slice.hpp"

namespace essmap::maps {

namespace {

/// A layer, and the index of its start for layers by x0.
struct Sheet {
    Layer layer;
    std::size_t x0;
};

/// What a table of a slice holds.
class Table {
public:
    Table(const MapFile& map, const SliceOptions& options, std::vector<std::string>& notes)
        : slice_(map, options, notes), layers_(map.description().layers) {
        if (!options.layer.empty()) layers_ = {slice_.layer(options.layer)};
        const bool by_x0 =
            std::ranges::any_of(layers_, [](Layer layer) { return layer_info(layer).by_x0; });
        if (by_x0) {
            starts_.resize(map.description().x0.size());
            std::iota(starts_.begin(), starts_.end(), std::size_t{0});
            if (slice_.start()) starts_ = {*slice_.start()};
        }
        for (std::size_t d = 0; d < slice_.omega(); ++d)
            if (!slice_.is_drawn(d) && axis_matters(map.description(), slice_.axis(d).name()))
                held_.push_back(d);
    }

    [[nodiscard]] std::string csv() const;
    [[nodiscard]] std::string netcdf(const files::FileAttributes& attributes) const;

private:
    [[nodiscard]] const MapDescription& map() const { return slice_.map().description(); }
    [[nodiscard]] const Axis& drawn(std::size_t n) const { return slice_.axis(slice_.drawn()[n]); }
    [[nodiscard]] std::size_t planes() const {
        return slice_.drawn().size() == 3 ? drawn(2).size() : 1;
    }
    [[nodiscard]] std::vector<Sheet> sheets() const;
    void add_plane(text::CsvTable& table, const text::CsvRow& held, std::size_t z) const;
    [[nodiscard]] std::vector<int> define_drawn(const files::NetcdfWriter& file, int ends) const;
    [[nodiscard]] std::string define_held(const files::NetcdfWriter& file, int ends) const;
    void write_layer(const files::NetcdfWriter& file, int id, Layer layer) const;

    Slice slice_;
    std::vector<Layer> layers_;
    std::vector<std::size_t> starts_;  ///< of layers by x0
    std::vector<std::size_t> held_;    ///< axes that matter
};

std::vector<Sheet> Table::sheets() const {
    std::vector<Sheet> result;
    for (const Layer layer : layers_)
        if (layer_info(layer).by_x0)
            for (const std::size_t start : starts_) result.push_back({layer, start});
        else
            result.push_back({layer, 0});
    return result;
}

text::CsvRow names(const Axis& axis, bool ends) {
    text::CsvRow row(axis.name());
    if (ends) row.add(axis.name() + "_lo").add(axis.name() + "_hi");
    return row;
}

text::CsvRow cell(const Axis& axis, std::size_t i, bool ends) {
    text::CsvRow row(axis.points()[i]);
    if (ends) row.add(axis.lo(i)).add(axis.hi(i));
    return row;
}

/// The rows of one plane.
void Table::add_plane(text::CsvTable& table, const text::CsvRow& held, std::size_t z) const {
    const auto all = sheets();
    std::vector<std::vector<double>> values;
    values.reserve(all.size());
    for (const Sheet& sheet : all) values.push_back(slice_.plane(sheet.layer, sheet.x0, z));
    const text::CsvRow at_z = slice_.drawn().size() == 3 ? cell(drawn(2), z, true) : text::CsvRow();
    const std::size_t columns = drawn(0).size();
    for (std::size_t j = 0; j < drawn(1).size(); ++j) {
        const text::CsvRow at_y(cell(drawn(1), j, true), at_z, held);
        for (std::size_t i = 0; i < columns; ++i) {
            text::CsvRow row(cell(drawn(0), i, true), at_y);
            for (std::size_t s = 0; s < all.size(); ++s) {
                const double value = values[s][j * columns + i];
                if (layer_info(all[s].layer).real)
                    row.add(value);
                else
                    row.add(static_cast<int>(value));
            }
            table.row(row);
        }
    }
}

std::string Table::csv() const {
    text::CsvTable table;
    text::CsvRow columns;
    for (std::size_t n = 0; n < slice_.drawn().size(); ++n) columns.add(names(drawn(n), true));
    text::CsvRow held;
    for (const std::size_t d : held_) {
        const Axis& axis = slice_.axis(d);
        columns.add(names(axis, axis.has_width()));
        held.add(cell(axis, slice_.held(d), axis.has_width()));
    }
    for (const Sheet& sheet : sheets()) {
        const auto& info = layer_info(sheet.layer);
        columns.add(info.by_x0 ? fmt::format("{}_x0_{}", info.name, map().x0[sheet.x0])
                               : fmt::format("{}", info.name));
    }
    table.row(columns);
    for (std::size_t z = 0; z < planes(); ++z) add_plane(table, held, z);
    return table.text();
}

/// Dimensions and coordinates [z,] y, x.
std::vector<int> Table::define_drawn(const files::NetcdfWriter& file, int ends) const {
    std::vector<int> dims;
    for (std::size_t n = slice_.drawn().size(); n-- > 0;) {
        dims.push_back(file.dimension(drawn(n).name(), drawn(n).size()));
        define_axis(file, drawn(n), {dims.back()}, ends);
    }
    return dims;
}

/// Coordinates of one value. @return their names
std::string Table::define_held(const files::NetcdfWriter& file, int ends) const {
    std::string all;
    for (const std::size_t d : held_) {
        define_axis(file, slice_.axis(d), {}, ends);
        all += (all.empty() ? "" : " ") + slice_.axis(d).name();
    }
    return all;
}

void Table::write_layer(const files::NetcdfWriter& file, int id, Layer layer) const {
    const bool by_x0 = layer_info(layer).by_x0;
    for (std::size_t s = 0; s < (by_x0 ? starts_.size() : 1); ++s)
        for (std::size_t z = 0; z < planes(); ++z) {
            std::vector<std::size_t> at{0, 0};
            std::vector<std::size_t> count{drawn(1).size(), drawn(0).size()};
            const auto within = [&](std::size_t index) {
                at.insert(at.begin(), index);
                count.insert(count.begin(), 1);
            };
            if (slice_.drawn().size() == 3) within(z);
            if (by_x0 && !slice_.start()) within(s);
            const auto values = slice_.plane(layer, by_x0 ? starts_[s] : 0, z);
            file.put(id, at, count, values);
        }
}

std::string Table::netcdf(const files::FileAttributes& attributes) const {
    files::NetcdfWriter file("a slice of " + slice_.map().path());
    const int ends = file.dimension("ends", 2);
    const std::vector<int> dims = define_drawn(file, ends);
    const std::string held = define_held(file, ends);
    std::vector<int> by_x0 = dims;
    if (!starts_.empty()) {
        const auto over =
            define_starts(file, slice_.start() ? std::nullopt : std::optional(starts_.size()));
        by_x0.insert(by_x0.begin(), over.begin(), over.end());
    }
    std::vector<int> ids;
    for (const Layer layer : layers_) {
        const auto& info = layer_info(layer);
        ids.push_back(define_layer(file, info, map().precision, info.by_x0 ? by_x0 : dims));
        file.check(nc_def_var_deflate(file.id(), ids.back(), info.real ? 1 : 0, 1, 1));
        const std::string start = info.by_x0 && slice_.start() ? " x0" : "";
        if (!held.empty()) file.text(ids.back(), "coordinates", held + start);
    }
    file.attributes(attributes);
    file.end_definitions();
    for (std::size_t n = 0; n < slice_.drawn().size(); ++n)
        write_axis(file, drawn(n), 0, drawn(n).size());
    for (const std::size_t d : held_)
        write_axis(file, slice_.axis(d), slice_.held(d), slice_.held(d) + 1);
    std::vector<double> starts;
    for (const std::size_t start : starts_) starts.push_back(map().x0[start]);
    if (!starts.empty()) write_starts(file, starts);
    for (std::size_t n = 0; n < layers_.size(); ++n) write_layer(file, ids[n], layers_[n]);
    return file.image();
}

}  // namespace

std::string slice_csv(const MapFile& map, const SliceOptions& options,
                      std::vector<std::string>& notes) {
    return Table(map, options, notes).csv();
}

std::string slice_netcdf(const MapFile& map, const SliceOptions& options,
                         const files::FileAttributes& attributes, std::vector<std::string>& notes) {
    return Table(map, options, notes).netcdf(attributes);
}

}  // namespace essmap::maps
