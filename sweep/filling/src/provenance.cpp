#include "provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "essmap/maps/digest.hpp"
#include "essmap/text/json.hpp"
#include "essmap/text/quantities.hpp"
#include "essmap/text/visible.hpp"

namespace essmap::sweep {

using nlohmann::json;

Manifest manifest_of(const Specification& specification, const std::string& identity) {
    const bool chosen = specification.engine_origin == "command line";
    return {identity, specification.text, text::visible(specification.name),
            chosen ? std::string(maps::engine_name(specification.map.engine)) : ""};
}

files::FileAttributes origin(const Specification& specification, const std::string& version,
                             const std::vector<std::string>& runs) {
    int resumes = 0;
    int most_hosts = 0;
    for (const auto& text : runs) {
        const json run = text::parse_json(text);
        const auto whole = [&](const char* key) {  // whoever wrote it
            const bool there = run.is_object() && run.contains(key) && run[key].is_number_integer();
            return there ? run[key].get<int>() : 1;
        };
        if (whole("run") > 1) ++resumes;
        most_hosts = std::max(most_hosts, whole("hosts"));
    }
    files::FileAttributes result{
        .text = {{"specification", specification.text},
                 {"specification_sha256", maps::hex(maps::sha256(specification.text))},
                 {"essmap_version", version},
                 {"source", fmt::format("essmap {}", version)},
                 {"history", text::history_line("sweep " + specification.name, version)},
                 {"runs", fmt::format("[{}]", fmt::join(runs, ", "))}},
        .counts = {{"resumes", resumes}, {"hosts", most_hosts}}};
    if (!specification.title.empty()) result.text["title"] = specification.title;
    return result;
}

files::FileAttributes provenance(const Specification& specification, const SweepReport& report,
                                 const std::string& version, const std::vector<std::string>& runs) {
    auto result = origin(specification, version, runs);
    result.text["source"] +=
        fmt::format(", engine {}", maps::engine_name(specification.map.engine));
    result.text["engine_origin"] = specification.engine_origin;
    result.text["content_digest"] = report.digest;
    result.counts.merge(
        std::map<std::string, std::int64_t>{{"cells", report.cells},
                                            {"stored_cells", report.stored_cells},
                                            {"trajectories", report.fill.trajectories},
                                            {"distinct_integrations", report.fill.integrations},
                                            {"disagreements", report.fill.disagreements}});
    result.numbers["worst_relative_difference"] = report.fill.worst_difference;
    return result;
}

}  // namespace essmap::sweep
