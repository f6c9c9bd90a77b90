#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "essmap/verify/limit.hpp"
#include "essmap/verify/property.hpp"

/// Deciding a property with Z3, and having a second solver decide the same formulas.
namespace essmap::verify {

/// A solver cannot be run at all.
class SolverError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Which solver decides.
enum class Solver { z3, cvc5 };

/// What became of a property or of a formula.
enum class Result { proved, refuted, unknown };
/// Returns the result's name in reports: proved, refuted or unknown.
std::string_view name_of(Result result);
/// Returns the result that a property is expected to have.
constexpr Result expected_result(Expect expect) {
    return expect == Expect::proved ? Result::proved : Result::refuted;
}

/// Values of the inputs for which a claim is false, replayed on the concrete contract.
struct Counterexample {
    Assignment values;
    std::vector<std::string> changed;  ///< inputs that differ from the example
    std::vector<std::string> trace;    ///< the replay, a line each
};

/// One formula: satisfiable means that the claim can fail. A claim has its obligation itself
/// (ID.N), and what it was decided by if that was another: a stronger claim about fewer facts
/// (ID.N.linear, ID.N.reals), or the obligation at a counterexample (ID.N.counterexample).
struct Query {
    std::string name;  ///< property id, and the claim's number
    std::string smt2;
    Result result = Result::unknown;  ///< unsatisfiable: proved; satisfiable: refuted
    bool asked = true;                ///< false: decided by another of its claim
};

/// What became of a property, and why.
struct Verdict {
    Result result = Result::unknown;
    std::string why_unknown;
    bool asked = true;  ///< false: the limit of all was over before this property
    double seconds = 0.0;
    std::vector<Query> queries;  ///< where they are to be kept
    std::optional<Counterexample> counterexample;
    /// The property's assumptions hold for its example: it does not hold vacuously.
    bool assumptions_satisfiable = false;
};

/// How properties are decided.
struct DecideOptions {
    Solver solver = Solver::z3;
    unsigned timeout_ms = 10'000;  ///< of one query
    bool keep_queries = false;     ///< as SMT-LIB 2, for a second solver or a file
    Limit limit{};                 ///< of all queries: those left are unknown
};

/// Decides a property. A property is refuted only by a counterexample that the concrete contract
/// has replayed; it is minimal: as many inputs as possible keep their example, the others are as
/// small as they can be.
/// @return the verdict; `unknown`, with the reason, where the solver or the limit left it open
/// @throws SolverError where the solver cannot be started
Verdict decide(const Property& property, const DecideOptions& options);

/// What cvc5 answers to the formulas that Z3 was asked.
struct SecondOpinion {
    std::size_t agreed = 0;
    std::vector<std::string> undecided;  ///< queries that only Z3 could decide
    std::vector<std::string> only_cvc5;  ///< queries that only cvc5 could decide
    std::vector<std::string> disagreed;  ///< queries of which one of the two is wrong
    double seconds = 0.0;
};
/// Asks cvc5 the queries that were asked of Z3, each in at most `timeout_ms` milliseconds.
/// @return how the answers compare; all count as undecided that the limit left no time for
/// @throws SolverError where cvc5 cannot be started
SecondOpinion second_opinion(const std::vector<Query>& queries, unsigned timeout_ms,
                             const Limit& limit = {});

}  // namespace essmap::verify
