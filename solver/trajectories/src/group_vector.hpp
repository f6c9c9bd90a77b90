#pragma once

#include <cstddef>

#include "essmap/solver/sundials_handles.hpp"

/// The vector CVODE works on for a group of trajectories.
namespace essmap::solver {

/// Entries in use are a multiple of this, so that every operation is whole blocks.
inline constexpr std::size_t group_block = 8;

constexpr std::size_t whole_blocks(std::size_t size) {
    return (size + group_block - 1) / group_block * group_block;
}

/// An N_Vector of `capacity` entries (whole blocks) of which the first `*in_use` (whole blocks, not
/// owned, read at every operation) take part; so one CVODE memory serves groups of any size.
/// N_VWrmsNorm is the weighted maximum max |x_i w_i|: no trajectory hides behind its neighbours.
/// Operations are elementwise in a fixed form: the same bits on every vector width.
Vector make_group_vector(std::size_t capacity, const std::size_t* in_use, SUNContext context);

/// Its entries.
double* group_entries(N_Vector vector) noexcept;

/// What CVODE's corrections of one step are made of.
struct CorrectorStep {
    double t;           ///< where the step ends
    double h;           ///< its length
    double rl1;         ///< 1/l_1
    const double* zn1;  ///< h times the rate predicted
};

/// Receives rl1 (h rate(t) - zn1). @param data what CVodeSetUserData was given
using Corrector = void (*)(const CorrectorStep& step, double* corrections, void* data) noexcept;

/// Solves CVODE's corrector equation for a rate that does not depend on the state: there the
/// corrections follow from the rate at once, where SUNDIALS' own iteration takes a second
/// evaluation to notice.
NonlinearSolver make_quadrature_solver(Corrector correct, void* cvode, SUNContext context);

}  // namespace essmap::solver
