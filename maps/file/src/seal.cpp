#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "essmap/maps/digest.hpp"
#include "essmap/maps/schema.hpp"

namespace essmap::maps {

namespace {

/// "VARIABLE@NAME TYPE COUNT BYTES" of one attribute, bytes in hexadecimal.
std::string attribute_line(const files::NetcdfWriter& file, int variable, const std::string& owner,
                           const std::string& name) {
    nc_type type = NC_NAT;
    std::size_t count = 0;
    std::size_t size = 0;
    file.check(nc_inq_att(file.id(), variable, name.c_str(), &type, &count));
    file.check(nc_inq_type(file.id(), type, nullptr, &size));
    std::vector<unsigned char> bytes(count * size);
    if (count > 0) file.check(nc_get_att(file.id(), variable, name.c_str(), bytes.data()));
    return fmt::format("{}@{} {} {} {:02x}\n", owner, name, type, count, fmt::join(bytes, ""));
}

}  // namespace

void seal_attributes(const files::NetcdfWriter& file) {
    int variables = 0;
    file.check(nc_inq_nvars(file.id(), &variables));
    std::vector<std::string> lines;
    for (int variable = NC_GLOBAL; variable < variables; ++variable) {
        char owner[NC_MAX_NAME + 1] = "";
        int attributes = 0;
        if (variable != NC_GLOBAL) file.check(nc_inq_varname(file.id(), variable, owner));
        file.check(nc_inq_varnatts(file.id(), variable, &attributes));
        for (int i = 0; i < attributes; ++i) {
            char name[NC_MAX_NAME + 1] = "";
            file.check(nc_inq_attname(file.id(), variable, i, name));
            lines.push_back(attribute_line(file, variable, owner, name));
        }
    }
    std::ranges::sort(lines);
    std::string text;
    for (const auto& line : lines) text += line;
    file.text(NC_GLOBAL, "attributes_sha256", hex(sha256(text)));
}

}  // namespace essmap::maps
