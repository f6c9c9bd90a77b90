#include "essmap/maps/paving_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <netcdf.h>

#include <algorithm>
#include <cstring>

#include "essmap/files/errors.hpp"
#include "essmap/files/file.hpp"
#include "essmap/maps/schema.hpp"
#include "netcdf_reader.hpp"

namespace essmap::maps {

namespace {

std::vector<int> define_axes(const files::NetcdfWriter& file, const PavingDescription& paving) {
    std::vector<int> ids;
    for (const Axis& axis : paving.axes) {
        const int dim = file.dimension(axis.name(), axis.size());
        const int id = file.variable(axis.name(), NC_DOUBLE, {dim}, axis.info().long_name);
        file.text(id, "units", axis.info().units);
        file.text(id, "spacing", spacing_name(axis.spacing()));
        file.text(id, "discrete", axis.discrete() ? "true" : "false");
        ids.push_back(id);
    }
    return ids;
}

int define_tree(const files::NetcdfWriter& file, const PavingDescription& paving,
                std::int64_t nodes) {
    const int id = file.variable(
        "tree", NC_BYTE, {file.dimension("node", static_cast<std::size_t>(nodes))},
        "binary trees of all roots in preorder: 64 + axis where a box is bisected, lower half "
        "first; else the label of a box");
    file.check(nc_def_var_chunking(file.id(), id, NC_CONTIGUOUS, nullptr));
    std::string meanings(region_info(paving.region).labels);
    auto labels = static_cast<std::size_t>(std::count(meanings.begin(), meanings.end(), ' ') + 1);
    std::vector<signed char> flags;
    flags.reserve(labels + paving.axes.size());
    for (std::size_t label = 0; label < labels; ++label)
        flags.push_back(static_cast<signed char>(label));
    for (std::size_t d = 0; d < paving.axes.size(); ++d) {
        flags.push_back(static_cast<signed char>(split_node + static_cast<int>(d)));
        meanings += " split_along_" + paving.axes[d].name();
    }
    file.flags(id, flags, meanings);
    return id;
}

void define_attributes(const files::NetcdfWriter& file, const PavingDescription& paving,
                       const files::FileAttributes& attributes) {
    file.text(NC_GLOBAL, "essmap_file", "paving");
    file.text(NC_GLOBAL, "title",
              "essmap paving of the threat-intelligence sharing game: boxes that are decided");
    file.text(NC_GLOBAL, "region", region_info(paving.region).name);
    file.text(NC_GLOBAL, "description", canonical_description(paving));
    file.text(
        NC_GLOBAL, "omega_invariance",
        "omega cancels in the replicator equation (Eq. 6): every label holds for every omega");
    file.text(NC_GLOBAL, "content_digest", std::string(64, '0'));
    file.number(NC_GLOBAL, "schema_version", paving_schema_version);
    file.number(NC_GLOBAL, "undecided_bound", paving.undecided);
    file.count(NC_GLOBAL, "max_boxes", paving.max_boxes);
    if (paving.region != Region::strategy) {
        file.number(NC_GLOBAL, "x0", paving.x0);
        file.number(NC_GLOBAL, "saturation", paving.saturation);
    }
    if (paving.region == Region::saturates) file.number(NC_GLOBAL, "within", paving.within);
    file.attributes(attributes);
}

/// Where in a file the values of its variable `tree` lie.
std::uint64_t offset_of_tree(const std::string& path, const std::string& name) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t tree = H5Dopen2(file, "tree", H5P_DEFAULT);
    const haddr_t offset = tree < 0 ? HADDR_UNDEF : H5Dget_offset(tree);
    if (tree >= 0) H5Dclose(tree);
    if (file >= 0) H5Fclose(file);
    if (offset == HADDR_UNDEF)
        throw files::IoError(fmt::format("cannot write {}: HDF5 gives no reason", name));
    return offset;
}

}  // namespace

void add_paving_part(ContentDigest& digest, std::int64_t number,
                     std::span<const PavingNode> nodes) {
    digest.add_part(fmt::format("tree {}", number), std::as_bytes(nodes));
}

std::uint64_t make_paving_file(const std::string& path, const std::string& name,
                               const PavingDescription& paving,
                               const std::vector<std::int64_t>& first_node, std::int64_t nodes,
                               const files::FileAttributes& attributes) {
    files::NetcdfWriter file(path, name, files::NetcdfWriter::Open::as_new);
    const std::vector<int> axes = define_axes(file, paving);
    const int first =
        file.variable("first_node", NC_INT64, {file.dimension("root", first_node.size())},
                      "where in tree a root's nodes begin; roots by row-major axes");
    const int tree = define_tree(file, paving, nodes);
    define_attributes(file, paving, attributes);
    file.end_definitions();
    for (std::size_t d = 0; d < axes.size(); ++d) file.put(axes[d], paving.axes[d].points());
    const std::vector<long long> places(first_node.begin(), first_node.end());
    file.check(nc_put_var_longlong(file.id(), first, places.data()));
    // One node makes HDF5 give all of them their place.
    const auto last = static_cast<std::size_t>(nodes - 1);
    const signed char undecided = 0;
    file.check(nc_put_var1_schar(file.id(), tree, &last, &undecided));
    file.close();
    return offset_of_tree(path, name);
}

void seal_paving_file(const std::string& path, const std::string& name, const std::string& digest) {
    files::NetcdfWriter file(path, name, files::NetcdfWriter::Open::as_it_is);
    file.text(NC_GLOBAL, "content_digest", digest);
    seal_attributes(file);
    file.close();
}

PavingFile::PavingFile(const std::string& path) : path_(path) {
    try {
        file_ = std::make_unique<NetcdfReader>(path);
        if (attribute("essmap_file") != "paving") throw files::DataError("attribute essmap_file");
        const auto* tree = file_->find("tree");
        if (tree == nullptr || tree->type != NetcdfReader::Type::int8 || tree->shape.size() != 1)
            throw files::DataError("its tree is missing");
        nodes_ = static_cast<std::int64_t>(tree->size());
    } catch (const files::DataError& error) {
        throw files::DataError(
            fmt::format("{} is not a paving of essmap, or damaged: {}", path, error.what()));
    }
}

PavingFile::~PavingFile() = default;

std::string PavingFile::attribute(const std::string& name) const {
    return file_->text("", name).value_or("");
}

std::vector<PavingNode> PavingFile::part(std::int64_t number) const {
    const auto first = static_cast<std::size_t>(number * paving_part);
    const std::size_t count =
        std::min(static_cast<std::size_t>(nodes_) - first, static_cast<std::size_t>(paving_part));
    try {
        const auto bytes = file_->read(*file_->find("tree"), {first}, {count});
        std::vector<PavingNode> nodes(count);
        std::memcpy(nodes.data(), bytes.data(), count);
        return nodes;
    } catch (const files::DataError& error) {
        throw files::DataError(fmt::format("{}: its tree cannot be read: {}", path_, error.what()));
    }
}

bool PavingFile::has_frame_of(const PavingDescription& paving) const {
    for (const Axis& axis : paving.axes)
        if (file_->doubles(axis.name(), Axis::max_points) != axis.points()) return false;
    // Where each root's nodes begin: a tree ends where no half of a box is left.
    std::vector<std::int64_t> first_node;
    std::int64_t open = 0;
    for (std::int64_t number = 0; number < parts(); ++number) {
        const auto nodes = part(number);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (open == 0) {
                first_node.push_back(number * paving_part + static_cast<std::int64_t>(i));
                open = 1;
            }
            open += nodes[i] >= split_node ? 1 : -1;
        }
    }
    const auto* variable = file_->find("first_node");
    if (open != 0 || variable == nullptr || variable->type != NetcdfReader::Type::int64 ||
        variable->shape != Index{first_node.size()})
        return false;
    const auto bytes = file_->read(*variable, {0}, variable->shape);
    return std::memcmp(bytes.data(), first_node.data(), bytes.size()) == 0;
}

}  // namespace essmap::maps
