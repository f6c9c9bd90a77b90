#include "group_vector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "essmap/model/simd.hpp"

namespace essmap::solver {

namespace {

struct FreeAligned {
    void operator()(double* entries) const { ::operator delete[](entries, alignment); }
    static constexpr std::align_val_t alignment{64};
};

/// Sums z_i += y_i not yet carried out. CVODE predicts from its history z_0..z_q by q(q+1)/2 of
/// them, one vector operation each; together they read and write each entry once.
struct Pending {
    struct Sum {
        double* z;
        const double* y;
    };
    static constexpr std::size_t most = 12 * 13 / 2;  // Adams' highest order
    std::array<Sum, most> sums;
    std::size_t count = 0;

    [[nodiscard]] std::size_t order() const;
};

/// One vector of those that work together.
struct Content {
    std::size_t capacity;
    const std::size_t* in_use;
    std::shared_ptr<Pending> pending;
    std::unique_ptr<double[], FreeAligned> entries;
};

Content& content(N_Vector v) noexcept { return *static_cast<Content*>(v->content); }

Content* make_content(std::size_t capacity, const std::size_t* in_use,
                      std::shared_ptr<Pending> pending) {
    auto* const raw = new (FreeAligned::alignment, std::nothrow) double[capacity];
    if (raw == nullptr) return nullptr;
    std::unique_ptr<double[], FreeAligned> entries(raw);
    std::fill_n(entries.get(), capacity, 0.0);
    return new (std::nothrow) Content{capacity, in_use, std::move(pending), std::move(entries)};
}

/// What an operation calls is widened with it where it is inlined.
#define ESSMAP_INLINE [[gnu::always_inline]] inline

/// The passes of the loop that follows do not depend on one another: what it writes is what it
/// reads at the same place, if at all.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"  // not vectorised under sanitizers
#define ESSMAP_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define ESSMAP_INDEPENDENT _Pragma("GCC ivdep")
#endif

/// q where the sums are CVODE's prediction from z_0..z_q: z_{j-1} += z_j for j = q..k, k = 1..q.
/// 0 where they are not.
std::size_t Pending::order() const {
    std::size_t q = 0;
    while (q * (q + 1) / 2 < count) ++q;
    if (q * (q + 1) / 2 != count) return 0;
    // The first pass: each adds what the one before has changed, no two change the same.
    for (std::size_t i = 0; i < q; ++i) {
        if (i > 0 && sums[i].y != sums[i - 1].z) return 0;
        for (std::size_t before = 0; before <= i; ++before)
            if (sums[i].z == sums[before].y) return 0;
    }
    // The others repeat it, each for one fewer.
    std::size_t at = q;
    for (std::size_t length = q - 1; length > 0 && at < count; --length)
        for (std::size_t i = 0; i < length; ++i, ++at)
            if (sums[at].z != sums[i].z || sums[at].y != sums[i].y) return 0;
    return q;
}

/// v[j + 1] += v[j] for j = 0..k-1, then the same for one fewer.
template <std::size_t... j>
ESSMAP_INLINE void sum_up(double* v, std::index_sequence<j...>) noexcept {
    ((v[j + 1] += v[j]), ...);
    if constexpr (sizeof...(j) > 1) sum_up(v, std::make_index_sequence<sizeof...(j) - 1>());
}

/// Written without inner loops, which would keep compilers from vectorising the outer one.
template <std::size_t... j>
ESSMAP_INLINE void predict(const Pending& pending, std::size_t size,
                           std::index_sequence<j...> first_pass) noexcept {
    const double* const last = pending.sums[0].y;                     // z_q
    const std::array<double*, sizeof...(j)> z{pending.sums[j].z...};  // z_{q-1}, .., z_0
    const std::size_t n = size / group_block * group_block;
    ESSMAP_INDEPENDENT
    for (std::size_t i = 0; i < n; ++i) {
        std::array<double, sizeof...(j) + 1> v{last[i], z[j][i]...};
        sum_up(v.data(), first_pass);
        ((z[j][i] = v[j + 1]), ...);
    }
}

template <std::size_t q>
ESSMAP_INLINE void predict(const Pending& pending, std::size_t size) noexcept {
    predict(pending, size, std::make_index_sequence<q>());
}

ESSMAP_WIDENED void carry_out(const Pending& pending, std::size_t size) noexcept {
    switch (pending.order()) {
        case 1: return predict<1>(pending, size);
        case 2: return predict<2>(pending, size);
        case 3: return predict<3>(pending, size);
        case 4: return predict<4>(pending, size);
        case 5: return predict<5>(pending, size);
        case 6: return predict<6>(pending, size);
        case 7: return predict<7>(pending, size);
        case 8: return predict<8>(pending, size);
        case 9: return predict<9>(pending, size);
        case 10: return predict<10>(pending, size);
        case 11: return predict<11>(pending, size);
        case 12: return predict<12>(pending, size);
        default:
            for (std::size_t s = 0; s < pending.count; ++s)
                for (std::size_t i = 0; i < size; ++i) pending.sums[s].z[i] += pending.sums[s].y[i];
    }
}

double* entries(N_Vector v) noexcept { return content(v).entries.get(); }

/// Carries out the sums that are pending; before every other operation.
void apply_pending(N_Vector v) noexcept {
    Pending& pending = *content(v).pending;
    if (pending.count == 0) return;
    carry_out(pending, *content(v).in_use);
    pending.count = 0;
}

/// Leaves z += y for later.
void add_later(N_Vector y, N_Vector z) noexcept {
    Pending& pending = *content(z).pending;
    if (pending.count == Pending::most) apply_pending(z);
    pending.sums[pending.count++] = {entries(z), entries(y)};
}

/// z_i = f(x_i, y_i); z may be x or y.
template <class F>
ESSMAP_INLINE void each(N_Vector xs, N_Vector ys, N_Vector zs, const F& f) noexcept {
    apply_pending(zs);
    const double* x = entries(xs);
    const double* y = entries(ys);
    double* z = entries(zs);
    const std::size_t n = *content(zs).in_use / group_block * group_block;
    ESSMAP_INDEPENDENT
    for (std::size_t i = 0; i < n; ++i) z[i] = f(x[i], y[i]);
}

/// max |f(x_i, y_i)|, as one maximum per place in `chunk` entries: a maximum does not depend on the
/// order.
template <class F>
ESSMAP_INLINE realtype largest(N_Vector xs, N_Vector ys, const F& f) noexcept {
    constexpr std::size_t chunk = 4 * group_block;
    apply_pending(xs);
    const double* x = entries(xs);
    const double* y = entries(ys);
    const std::size_t n = *content(xs).in_use;
    std::array<double, chunk> most{};
    const auto take = [&](std::size_t from, std::size_t size) {
        for (std::size_t j = 0; j < size; ++j) {
            const double value = std::abs(f(x[from + j], y[from + j]));
            most[j] = value > most[j] ? value : most[j];
        }
    };
    std::size_t i = 0;
    for (; i + chunk <= n; i += chunk) take(i, chunk);
    for (; i < n; i += group_block) take(i, group_block);
    for (std::size_t half = chunk / 2; half > 0; half /= 2)
        for (std::size_t j = 0; j < half; ++j) most[j] = std::max(most[j], most[j + half]);
    return most[0];
}

ESSMAP_INLINE void add_scaled(realtype a, N_Vector x, N_Vector y, N_Vector z) noexcept {
    each(x, y, z, [a](double p, double q) { return a * p + q; });
}

ESSMAP_WIDENED void linear_sum(realtype a, N_Vector x, realtype b, N_Vector y, N_Vector z) {
    if (a == 1.0 && b == 1.0 && x == z) return add_later(y, z);
    if (a == 1.0 && b == 1.0) return each(x, y, z, [](double p, double q) { return p + q; });
    if (b == 1.0) return add_scaled(a, x, y, z);
    each(x, y, z, [a, b](double p, double q) { return a * p + b * q; });
}
ESSMAP_WIDENED int scale_add_multi(int count, realtype* a, N_Vector x, N_Vector* y, N_Vector* z) {
    for (int k = 0; k < count; ++k) add_scaled(a[k], x, y[k], z[k]);
    return 0;
}
ESSMAP_WIDENED void set_constant(realtype c, N_Vector z) {
    each(z, z, z, [c](double, double) { return c; });
}
ESSMAP_WIDENED void product(N_Vector x, N_Vector y, N_Vector z) {
    each(x, y, z, [](double p, double q) { return p * q; });
}
ESSMAP_WIDENED void quotient(N_Vector x, N_Vector y, N_Vector z) {
    each(x, y, z, [](double p, double q) { return p / q; });
}
ESSMAP_WIDENED void scale(realtype c, N_Vector x, N_Vector z) {
    each(x, x, z, [c](double p, double) { return c * p; });
}
ESSMAP_WIDENED void absolute(N_Vector x, N_Vector z) {
    each(x, x, z, [](double p, double) { return std::abs(p); });
}
ESSMAP_WIDENED void inverse(N_Vector x, N_Vector z) {
    each(x, x, z, [](double p, double) { return 1.0 / p; });
}
ESSMAP_WIDENED void add_constant(N_Vector x, realtype b, N_Vector z) {
    each(x, x, z, [b](double p, double) { return p + b; });
}
ESSMAP_WIDENED realtype maximum(N_Vector x) {
    return largest(x, x, [](double p, double) { return p; });
}
ESSMAP_WIDENED realtype weighted_maximum(N_Vector x, N_Vector weights) {
    return largest(x, weights, [](double p, double w) { return p * w; });
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
    copy->content = make_content(content(v).capacity, content(v).in_use, content(v).pending);
    if (copy->content == nullptr || N_VCopyOps(v, copy) != 0) {
        destroy(copy);
        return nullptr;
    }
    return copy;
}

SUNNonlinearSolver_Type solver_type(SUNNonlinearSolver) { return SUNNONLINEARSOLVER_FIXEDPOINT; }

struct Quadrature {
    Corrector correct;
    void* cvode;
};

/// CVODE hands over its own function for the corrections, which we do not need.
int set_system(SUNNonlinearSolver, SUNNonlinSolSysFn) { return SUN_NLS_SUCCESS; }

int solve(SUNNonlinearSolver solver, N_Vector, N_Vector correction, N_Vector, realtype, booleantype,
          void*) {
    const auto& quadrature = *static_cast<const Quadrature*>(solver->content);
    CorrectorStep step{};
    N_Vector unused = nullptr;
    N_Vector zn1 = nullptr;
    realtype gamma = 0.0;
    void* user_data = nullptr;
    if (CVodeGetNonlinearSystemData(quadrature.cvode, &step.t, &unused, &unused, &unused, &gamma,
                                    &step.rl1, &zn1, &user_data) != CV_SUCCESS ||
        CVodeGetCurrentStep(quadrature.cvode, &step.h) != CV_SUCCESS)
        return CV_MEM_NULL;
    step.zn1 = group_entries(zn1);
    quadrature.correct(step, group_entries(correction), user_data);
    return SUN_NLS_SUCCESS;
}

int free_solver(SUNNonlinearSolver solver) {
    delete static_cast<Quadrature*>(solver->content);
    solver->content = nullptr;
    SUNNonlinSolFreeEmpty(solver);
    return SUN_NLS_SUCCESS;
}

}  // namespace

double* group_entries(N_Vector vector) noexcept {
    apply_pending(vector);
    return entries(vector);
}

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
    v->ops->nvscaleaddmulti = &scale_add_multi;
    v->content = make_content(capacity, in_use, std::make_shared<Pending>());
    if (v->content == nullptr) {
        destroy(v);
        throw std::bad_alloc();
    }
    return Vector(v);
}

NonlinearSolver make_quadrature_solver(Corrector correct, void* cvode, SUNContext context) {
    NonlinearSolver solver(SUNNonlinSolNewEmpty(context));
    if (!solver) throw std::bad_alloc();
    solver->ops->gettype = &solver_type;
    solver->ops->setsysfn = &set_system;
    solver->ops->solve = &solve;
    solver->ops->free = &free_solver;
    solver->content = new Quadrature{correct, cvode};
    return solver;
}

}  // namespace essmap::solver
