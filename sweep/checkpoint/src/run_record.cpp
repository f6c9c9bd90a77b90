#include "essmap/sweep/run_record.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <array>

#include "essmap/solver/cvode_ensemble.hpp"
#include "essmap/sweep/log.hpp"
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

json run_record(const MpiSession& mpi, const Part& part, int threads, int hosts,
                const std::string& version) {
    return {{"part", fmt::format("{}/{}", part.number, part.of)},
            {"started", text::time_text()},
            {"ranks", mpi.size()},
            {"threads", threads},
            {"hosts", hosts},
            {"host", host_name()},
            {"essmap", version},
            {"MPI", mpi_version()},
            {"SUNDIALS", solver::sundials_version()}};
}

}  // namespace essmap::sweep
