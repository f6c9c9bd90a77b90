#include "run_record.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <array>

#include "essmap/maps/digest.hpp"
#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/sweep/text.hpp"
#include "essmap/text/json.hpp"
#include "log.hpp"

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
            {"started", time_text()},
            {"ranks", mpi.size()},
            {"threads", threads},
            {"hosts", hosts},
            {"host", host_name()},
            {"essmap", options.version},
            {"MPI", mpi_version()},
            {"SUNDIALS", solver::sundials_version()}};
}

std::map<std::string, std::string> origin(const Specification& specification,
                                          const std::string& version,
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
    return {{"specification", specification.text},
            {"specification_sha256", maps::hex(maps::sha256(specification.text))},
            {"essmap_version", version},
            {"runs", fmt::format("[{}]", fmt::join(runs, ", "))},
            {"resumes", std::to_string(resumes)},
            {"hosts", std::to_string(most_hosts)}};
}

std::map<std::string, std::string> provenance(const Specification& specification,
                                              const SweepReport& report, const std::string& version,
                                              const std::vector<std::string>& runs) {
    auto attributes = origin(specification, version, runs);
    attributes.merge(std::map<std::string, std::string>{
        {"engine_origin", specification.engine_origin},
        {"content_digest", report.digest},
        {"cells", std::to_string(report.cells)},
        {"stored_cells", std::to_string(report.stored_cells)},
        {"trajectories", std::to_string(report.fill.trajectories)},
        {"distinct_integrations", std::to_string(report.fill.integrations)},
        {"disagreements", std::to_string(report.fill.disagreements)},
        {"worst_relative_difference", fmt::format("{}", report.fill.worst_difference)}});
    return attributes;
}

}  // namespace essmap::sweep
