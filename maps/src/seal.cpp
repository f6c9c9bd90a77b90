#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <vector>

#include "essmap/maps/digest.hpp"
#include "essmap/maps/schema.hpp"

namespace essmap::maps {

namespace {

/// "VARIABLE@NAME TYPE COUNT BYTES" of one attribute, bytes in hexadecimal.
std::string attribute_line(int file, const std::string& path, int variable,
                           const std::string& owner, const std::string& name) {
    const auto check = [&](int status) { check_netcdf(status, path, "define"); };
    nc_type type = NC_NAT;
    std::size_t count = 0;
    std::size_t size = 0;
    check(nc_inq_att(file, variable, name.c_str(), &type, &count));
    check(nc_inq_type(file, type, nullptr, &size));
    std::vector<unsigned char> bytes(count * size);
    if (count > 0) check(nc_get_att(file, variable, name.c_str(), bytes.data()));
    return fmt::format("{}@{} {} {} {:02x}\n", owner, name, type, count, fmt::join(bytes, ""));
}

}  // namespace

void seal_attributes(int file, const std::string& path) {
    const auto check = [&](int status) { check_netcdf(status, path, "define"); };
    int variables = 0;
    check(nc_inq_nvars(file, &variables));
    std::vector<std::string> lines;
    for (int variable = NC_GLOBAL; variable < variables; ++variable) {
        char owner[NC_MAX_NAME + 1] = "";
        int attributes = 0;
        if (variable != NC_GLOBAL) check(nc_inq_varname(file, variable, owner));
        check(nc_inq_varnatts(file, variable, &attributes));
        for (int i = 0; i < attributes; ++i) {
            char name[NC_MAX_NAME + 1] = "";
            check(nc_inq_attname(file, variable, i, name));
            lines.push_back(attribute_line(file, path, variable, owner, name));
        }
    }
    std::ranges::sort(lines);
    std::string text;
    for (const auto& line : lines) text += line;
    const std::string sealed = hex(sha256(text));
    check(nc_put_att_text(file, NC_GLOBAL, "attributes_sha256", sealed.size(), sealed.data()));
}

}  // namespace essmap::maps
