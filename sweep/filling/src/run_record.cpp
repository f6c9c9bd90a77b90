#include "run_record.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <array>

#include "essmap/maps/digest.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/text/json.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::sweep {

using nlohmann::json;

namespace {

/// "Open MPI v4.1.4": the library's first words about itself.
std::string mpi_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string all(text.data(), static_cast<std::size_t>(length));
    return all.substr(0, all.find_first_of(",\n"));
}

}  // namespace

int count_hosts() {
    MPI_Comm host = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
    int rank = 0;
    MPI_Comm_rank(host, &rank);
    MPI_Comm_free(&host);
    int hosts = rank == 0 ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &hosts, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    return hosts;
}

json run_record(const MpiSession& mpi, const SweepOptions& options, int threads, int hosts) {
    return {{"part", fmt::format("{}/{}", options.part.number, options.part.of)},
            {"started", text::time_text()},
            {"ranks", mpi.size()},
            {"threads", threads},
            {"hosts", hosts},
            {"host", host_name()},
            {"essmap", options.version},
            {"MPI", mpi_version()},
            {"SUNDIALS", solver::sundials_version()}};
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
