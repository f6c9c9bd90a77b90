#include "group_vector.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace essmap::solver {

namespace {

struct FreeAligned {
    void operator()(double* entries) const { ::operator delete[](entries, alignment); }
    static constexpr std::align_val_t alignment{64};
};

struct Content {
    std::size_t capacity;
    const std::size_t* in_use;
    std::unique_ptr<double[], FreeAligned> entries;
};

Content& content(N_Vector v) noexcept { return *static_cast<Content*>(v->content); }

Content* make_content(std::size_t capacity, const std::size_t* in_use) {
    auto* const raw = new (FreeAligned::alignment, std::nothrow) double[capacity];
    if (raw == nullptr) return nullptr;
    std::unique_ptr<double[], FreeAligned> entries(raw);
    std::fill_n(entries.get(), capacity, 0.0);
    return new (std::nothrow) Content{capacity, in_use, std::move(entries)};
}

/// z_i = f(x_i, y_i), block by block through a local copy: z may be x or y, and compilers vectorise
/// it all the same.
template <class F>
void each(N_Vector xs, N_Vector ys, N_Vector zs, F f) noexcept {
    const double* x = content(xs).entries.get();
    const double* y = content(ys).entries.get();
    double* z = content(zs).entries.get();
    const std::size_t n = *content(zs).in_use;
    for (std::size_t i = 0; i < n; i += group_block) {
        std::array<double, group_block> out;
        for (std::size_t j = 0; j < group_block; ++j) out[j] = f(x[i + j], y[i + j]);
        for (std::size_t j = 0; j < group_block; ++j) z[i + j] = out[j];
    }
}

/// max f(x_i, y_i) >= 0, one maximum per place in the block.
template <class F>
realtype largest(N_Vector xs, N_Vector ys, F f) noexcept {
    const double* x = content(xs).entries.get();
    const double* y = content(ys).entries.get();
    const std::size_t n = *content(xs).in_use;
    std::array<double, group_block> most{};
    for (std::size_t i = 0; i < n; i += group_block) {
        for (std::size_t j = 0; j < group_block; ++j) {
            const double value = f(x[i + j], y[i + j]);
            most[j] = value > most[j] ? value : most[j];
        }
    }
    return *std::max_element(most.begin(), most.end());
}

void linear_sum(realtype a, N_Vector x, realtype b, N_Vector y, N_Vector z) {
    if (a == 1.0 && b == 1.0) return each(x, y, z, [](double p, double q) { return p + q; });
    if (b == 1.0) return each(x, y, z, [a](double p, double q) { return a * p + q; });
    each(x, y, z, [a, b](double p, double q) { return a * p + b * q; });
}
void set_constant(realtype c, N_Vector z) {
    each(z, z, z, [c](double, double) { return c; });
}
void product(N_Vector x, N_Vector y, N_Vector z) {
    each(x, y, z, [](double p, double q) { return p * q; });
}
void quotient(N_Vector x, N_Vector y, N_Vector z) {
    each(x, y, z, [](double p, double q) { return p / q; });
}
void scale(realtype c, N_Vector x, N_Vector z) {
    each(x, x, z, [c](double p, double) { return c * p; });
}
void absolute(N_Vector x, N_Vector z) {
    each(x, x, z, [](double p, double) { return std::abs(p); });
}
void inverse(N_Vector x, N_Vector z) {
    each(x, x, z, [](double p, double) { return 1.0 / p; });
}
void add_constant(N_Vector x, realtype b, N_Vector z) {
    each(x, x, z, [b](double p, double) { return p + b; });
}
realtype maximum(N_Vector x) {
    return largest(x, x, [](double p, double) { return std::abs(p); });
}
realtype weighted_maximum(N_Vector x, N_Vector weights) {
    return largest(x, weights, [](double p, double w) { return std::abs(p * w); });
}

N_Vector_ID identity(N_Vector) { return SUNDIALS_NVEC_CUSTOM; }
sunindextype length(N_Vector v) { return static_cast<sunindextype>(content(v).capacity); }

void destroy(N_Vector v) {
    if (v == nullptr) return;
    delete static_cast<Content*>(v->content);
    v->content = nullptr;
    N_VFreeEmpty(v);
}

N_Vector clone(N_Vector v) {
    N_Vector copy = N_VNewEmpty(v->sunctx);
    if (copy == nullptr) return nullptr;
    copy->content = make_content(content(v).capacity, content(v).in_use);
    if (copy->content == nullptr || N_VCopyOps(v, copy) != 0) {
        destroy(copy);
        return nullptr;
    }
    return copy;
}

SUNNonlinearSolver_Type solver_type(SUNNonlinearSolver) { return SUNNONLINEARSOLVER_FIXEDPOINT; }

int set_system(SUNNonlinearSolver solver, SUNNonlinSolSysFn system) {
    *static_cast<SUNNonlinSolSysFn*>(solver->content) = system;
    return SUN_NLS_SUCCESS;
}

/// The corrections: one evaluation of CVODE's fixed-point function, whatever the first guess.
int solve(SUNNonlinearSolver solver, N_Vector, N_Vector correction, N_Vector, realtype, booleantype,
          void* memory) {
    return (*static_cast<SUNNonlinSolSysFn*>(solver->content))(correction, correction, memory);
}

int free_solver(SUNNonlinearSolver solver) {
    delete static_cast<SUNNonlinSolSysFn*>(solver->content);
    solver->content = nullptr;
    SUNNonlinSolFreeEmpty(solver);
    return SUN_NLS_SUCCESS;
}

}  // namespace

double* group_entries(N_Vector vector) noexcept { return content(vector).entries.get(); }

Vector make_group_vector(std::size_t capacity, const std::size_t* in_use, SUNContext context) {
    N_Vector v = N_VNewEmpty(context);
    if (v == nullptr) throw std::bad_alloc();
    v->ops->nvgetvectorid = &identity;
    v->ops->nvclone = &clone;
    v->ops->nvdestroy = &destroy;
    v->ops->nvgetlength = &length;
    v->ops->nvlinearsum = &linear_sum;
    v->ops->nvconst = &set_constant;
    v->ops->nvprod = &product;
    v->ops->nvdiv = &quotient;
    v->ops->nvscale = &scale;
    v->ops->nvabs = &absolute;
    v->ops->nvinv = &inverse;
    v->ops->nvaddconst = &add_constant;
    v->ops->nvmaxnorm = &maximum;
    v->ops->nvwrmsnorm = &weighted_maximum;
    v->content = make_content(capacity, in_use);
    if (v->content == nullptr) {
        destroy(v);
        throw std::bad_alloc();
    }
    return Vector(v);
}

NonlinearSolver make_quadrature_solver(SUNContext context) {
    NonlinearSolver solver(SUNNonlinSolNewEmpty(context));
    if (!solver) throw std::bad_alloc();
    solver->ops->gettype = &solver_type;
    solver->ops->setsysfn = &set_system;
    solver->ops->solve = &solve;
    solver->ops->free = &free_solver;
    solver->content = new SUNNonlinSolSysFn(nullptr);
    return solver;
}

}  // namespace essmap::solver
