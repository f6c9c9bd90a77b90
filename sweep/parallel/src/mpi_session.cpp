#include "essmap/sweep/mpi_session.hpp"

#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string_view>

#include "essmap/files/errors.hpp"
#include "essmap/model/parameters.hpp"
#include "essmap/sweep/stop_signal.hpp"

namespace essmap::sweep {

namespace {

enum Kind : int { fine = 0, io, data, value, no_result, stop, memory, other };

struct Failure {
    Kind kind = fine;
    std::string text;
};

Failure failure_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const files::IoError& error) {
        return {io, error.what()};
    } catch (const files::DataError& error) {
        return {data, error.what()};
    } catch (const model::InvalidValue& error) {
        return {value, error.what()};
    } catch (const model::NoResult& error) {
        return {no_result, error.what()};
    } catch (const Stopped& error) {
        return {stop, error.what()};
    } catch (const std::bad_alloc&) {
        return {memory, "out of memory"};
    } catch (const std::exception& error) {
        return {other, error.what()};
    }
    return {};
}

void broadcast_from(std::string& text, int root) {
    long long size = static_cast<long long>(text.size());
    MPI_Bcast(&size, 1, MPI_LONG_LONG, root, MPI_COMM_WORLD);
    text.resize(static_cast<std::size_t>(size));
    MPI_Bcast(text.data(), static_cast<int>(size), MPI_CHAR, root, MPI_COMM_WORLD);
}

/// Has a launcher left word where this process finds the others of its MPI job?
bool is_launched() {
    for (char** variable = environ; *variable != nullptr; ++variable)
        for (const std::string_view name : {"PMIX_SERVER_URI", "PMI_FD", "PMI_PORT"})
            if (std::string_view(*variable).starts_with(name)) return true;
    return false;
}

void start_mpi() {
    if (!is_launched()) {
        // A task of Slurm that is none of an MPI job: Open MPI would look for the others and,
        // without an error to catch, end it. What it takes for Slurm's sign is hidden from it.
        ::unsetenv("SLURM_NODELIST");
        // One rank needs no daemon beside it, and no folder, which all such ranks would share.
        ::setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
        ::setenv("OMPI_MCA_orte_create_session_dirs", "0", 0);
    }
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
}

template <class Value>
Value reduced(Value value, MPI_Datatype type, MPI_Op operation) {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, type, operation, MPI_COMM_WORLD);
    return value;
}

}  // namespace

MpiSession::MpiSession() {
    start_mpi();
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

MpiSession::~MpiSession() {
    // A rank that ends with a code other than 0 must not have its launcher end one that still
    // speaks.
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Finalize();
}

void MpiSession::broadcast(std::string& text) const { broadcast_from(text, 0); }

std::int64_t MpiSession::sum(std::int64_t value) const {
    return reduced(value, MPI_INT64_T, MPI_SUM);
}

double MpiSession::sum(double value) const { return reduced(value, MPI_DOUBLE, MPI_SUM); }

std::int64_t MpiSession::max(std::int64_t value) const {
    return reduced(value, MPI_INT64_T, MPI_MAX);
}

double MpiSession::max(double value) const { return reduced(value, MPI_DOUBLE, MPI_MAX); }

void MpiSession::combine(std::span<double> numbers) const {
    constexpr std::size_t at_once = std::size_t{1} << 20;
    for (std::size_t first = 0; first < numbers.size(); first += at_once) {
        const auto part = numbers.subspan(first, std::min(at_once, numbers.size() - first));
        // Or, not +: -0.0 + 0.0 is 0.0.
        MPI_Allreduce(MPI_IN_PLACE, part.data(), static_cast<int>(part.size()), MPI_UINT64_T,
                      MPI_BOR, MPI_COMM_WORLD);
    }
}

void MpiSession::collectively(const std::function<void()>& work) const {
    Failure failure = failure_of(work);
    const int first = reduced(failure.kind == fine ? size_ : rank_, MPI_INT, MPI_MIN);
    if (first == size_) return;
    int kind = failure.kind;
    MPI_Bcast(&kind, 1, MPI_INT, first, MPI_COMM_WORLD);
    broadcast_from(failure.text, first);
    switch (kind) {
        case io: throw files::IoError(failure.text);
        case data: throw files::DataError(failure.text);
        case value: throw model::InvalidValue(failure.text);
        case no_result: throw model::NoResult(failure.text);
        case stop: throw Stopped(failure.text);
        case memory: throw std::bad_alloc();
        default: throw std::runtime_error(failure.text);
    }
}

}  // namespace essmap::sweep
