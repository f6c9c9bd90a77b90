#pragma once

#include <string>
#include <vector>

#include "essmap/verify/decide.hpp"
#include "runs.hpp"

/// What becomes of a mutant: a property finds it, it is the same contract, or it survives.
namespace essmap::mutation {

enum class Fate { killed, equivalent, survived };
/// Returns the fate's name in reports: killed, equivalent or SURVIVED.
std::string_view name_of(Fate fate);

struct Examination {
    Fate fate = Fate::survived;
    std::string by;  ///< the property that finds it and how, or where the mutant differs
};

/// Examines mutants, one after another.
///
/// A property finds a mutant where its claim fails under its assumptions, or holds where it is
/// expected to be refuted, or where its example does not satisfy its assumptions any more (see
/// verify::Finding::as_expected()). A failure that a run shows counts only if Z3 finds the formulas
/// of the property satisfiable at the same inputs. An answer `unknown` finds nothing.
class Examiner {
public:
    /// Prepares the properties of the guarded contract, and the claims that a mutant is equivalent.
    Examiner();

    /// Examines a mutant. @param number from 1
    Examination examine(int number);

private:
    Examination examine_chosen(std::size_t number);
    /// Keeps what breaks a property, to be tried first with the next mutant, which may be of the
    /// same place. @return what finds the mutant
    static std::string found(Probe& probe, const verify::Assignment& inputs, std::string_view how);
    std::optional<std::string> find_by_runs(std::size_t number, std::size_t first,
                                            std::size_t last);
    std::optional<std::string> find_by_example(std::size_t number);
    bool is_equivalent(std::size_t number, const verify::DecideOptions& options);
    std::optional<std::string> find_by_question(std::size_t number);
    std::optional<std::string> find_near_a_difference(std::size_t number, std::string& where);
    std::optional<std::string> find_by_solver(std::size_t number);

    std::vector<Probe> properties_;
    std::vector<Probe> equivalences_;
};

/// Returns the ids of the properties that do not come out as expected with no mutant chosen. There
/// are none, unless the copy of the contract is wrong, or the contract.
/// @param part from 0: every `parts`-th property from this one on is decided
std::vector<std::string> unexpected_of_the_original(std::size_t part, std::size_t parts);

}  // namespace essmap::mutation
