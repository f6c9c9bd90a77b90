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
    void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct FreeVector {
    void operator()(N_Vector vector) const { N_VDestroy(vector); }
};
struct FreeMatrix {
    void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
struct FreeLinearSolver {
    void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};
struct FreeNonlinearSolver {
    void operator()(SUNNonlinearSolver solver) const { SUNNonlinSolFree(solver); }
};
struct FreeCvode {
    void operator()(void* memory) const { CVodeFree(&memory); }
};

using Context = std::unique_ptr<std::remove_pointer_t<SUNContext>, FreeContext>;
using Vector = std::unique_ptr<std::remove_pointer_t<N_Vector>, FreeVector>;
using Matrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, FreeMatrix>;
using LinearSolver = std::unique_ptr<std::remove_pointer_t<SUNLinearSolver>, FreeLinearSolver>;
using NonlinearSolver =
    std::unique_ptr<std::remove_pointer_t<SUNNonlinearSolver>, FreeNonlinearSolver>;
using CvodeMemory = std::unique_ptr<void, FreeCvode>;

/// SUNDIALS allocates; a null handle or an error in setting up means no memory.
template <class Handle, class Pointer>
Handle owned(Pointer pointer) {
    if (pointer == nullptr) throw std::bad_alloc();
    return Handle(pointer);
}
inline void expect_set(int status) {
    if (status != CV_SUCCESS) throw std::bad_alloc();
}

inline Context make_context() {
    SUNContext context = nullptr;
    if (SUNContext_Create(nullptr, &context) != 0) throw std::bad_alloc();
    return Context(context);
}

/// Keeps SUNDIALS' last message instead of printing it. @param data a std::string
inline void keep_message(int code, const char*, const char*, char* message, void* data) {
    if (code < 0) static_cast<std::string*>(data)->assign(message);
}

}  // namespace essmap::solver
