#pragma once

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>
#include <sundials/sundials_nonlinearsolver.h>

#include <memory>
#include <new>
#include <string>

/// SUNDIALS' C handles, each owned by one object.
namespace essmap::solver {

struct FreeContext {
    void operator()(SUNContext context) const { SUNContext_Free(&context); }  ///< Frees a context.
};
struct FreeVector {
    void operator()(N_Vector vector) const { N_VDestroy(vector); }  ///< Frees a vector.
};
struct FreeMatrix {
    void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }  ///< Frees a matrix.
};
struct FreeLinearSolver {
    void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }  ///< Frees a solver.
};
struct FreeNonlinearSolver {
    /// Frees a solver.
    void operator()(SUNNonlinearSolver solver) const { SUNNonlinSolFree(solver); }
};
struct FreeCvode {
    void operator()(void* memory) const { CVodeFree(&memory); }  ///< Frees CVODE's memory.
};

using Context = std::unique_ptr<std::remove_pointer_t<SUNContext>, FreeContext>;
using Vector = std::unique_ptr<std::remove_pointer_t<N_Vector>, FreeVector>;
using Matrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, FreeMatrix>;
using LinearSolver = std::unique_ptr<std::remove_pointer_t<SUNLinearSolver>, FreeLinearSolver>;
using NonlinearSolver =
    std::unique_ptr<std::remove_pointer_t<SUNNonlinearSolver>, FreeNonlinearSolver>;
using CvodeMemory = std::unique_ptr<void, FreeCvode>;

/// Takes ownership of a handle that SUNDIALS has made.
/// @throws std::bad_alloc for a null handle, which means that there is no memory
template <class Handle, class Pointer>
Handle owned(Pointer pointer) {
    if (pointer == nullptr) throw std::bad_alloc();
    return Handle(pointer);
}
/// Checks the status of a call that sets CVODE up. @throws std::bad_alloc unless it is CV_SUCCESS:
/// with valid arguments such a call fails only for want of memory
inline void expect_set(int status) {
    if (status != CV_SUCCESS) throw std::bad_alloc();
}

/// A new SUNDIALS context, without MPI. @throws std::bad_alloc
inline Context make_context() {
    SUNContext context = nullptr;
    if (SUNContext_Create(nullptr, &context) != 0) throw std::bad_alloc();
    return Context(context);
}

/// An error handler for CVODE: keeps its last error message instead of printing it. Warnings
/// (code >= 0) are dropped. @param data a std::string, which receives the message
inline void keep_message(int code, const char*, const char*, char* message, void* data) {
    if (code < 0) static_cast<std::string*>(data)->assign(message);
}

}  // namespace essmap::solver
