#include "essmap/sweep/digest_sum.hpp"

#include <mpi.h>

namespace essmap::sweep {

namespace {

/// MPI reduction of digests: addition modulo 2^256.
void add_digests(void* in, void* inout, int* length, MPI_Datatype*) {
    auto* from = static_cast<maps::Sha256*>(in);
    auto* to = static_cast<maps::Sha256*>(inout);
    for (int i = 0; i < *length; ++i) {
        auto sum = maps::ContentDigest::from_bytes(to[i]);
        sum.add(from[i]);
        to[i] = sum.bytes();
    }
}

}  // namespace

maps::ContentDigest sum_over_ranks(const maps::ContentDigest& digest) {
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Op add = MPI_OP_NULL;
    MPI_Type_contiguous(static_cast<int>(sizeof(maps::Sha256)), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Op_create(&add_digests, 1, &add);
    maps::Sha256 sum = digest.bytes();
    MPI_Allreduce(MPI_IN_PLACE, sum.data(), 1, type, add, MPI_COMM_WORLD);
    MPI_Op_free(&add);
    MPI_Type_free(&type);
    return maps::ContentDigest::from_bytes(sum);
}

}  // namespace essmap::sweep
