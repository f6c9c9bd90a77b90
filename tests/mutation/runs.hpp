#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "essmap/verify/property.hpp"

/// Runs of a property on concrete numbers: the quick way to a counterexample.
namespace essmap::mutation {

/// A property, the mutants that its formulas can depend on, and inputs to run it on: some satisfy
/// its assumptions, the others nearly do, and may where a mutant accepts what it must refuse.
struct Probe {
    verify::Property property;
    std::vector<bool> asks;                  ///< by number of the mutant
    std::vector<verify::Input> inputs;       ///< in the order of their declaration
    std::vector<verify::Rational> numerals;  ///< that its formulas compare with
    std::vector<verify::Assignment> states;  ///< values of all inputs
};

/// Returns whether the property's assumptions hold at these inputs and its claim does not.
bool fails(const verify::Property& property, const verify::Assignment& inputs);

/// Prepares properties: encodes each to see which mutants it asks for, and walks at random through
/// the inputs that satisfy its assumptions, from its example, those of the others and the seeds on.
/// No mutant is chosen meanwhile. The same properties give the same probes; those that are expected
/// to be refuted have no states.
/// @param mutants their number @param most how many states of either kind are kept, at most
std::vector<Probe> probes(const std::vector<verify::Property>& properties, std::size_t mutants,
                          std::size_t most, std::vector<verify::Assignment> seeds = {});

/// Returns the first of the probe's states from `first` on, up to `last`, at which the chosen
/// mutant breaks the property's claim while its assumptions hold.
std::optional<verify::Assignment> find_failure(const Probe& probe, std::size_t first,
                                               std::size_t last);

/// Walks on from a state that belongs to another property, as find_failure() from many states.
/// Inputs that it does not have keep their example.
/// @param steps how many states are tried
std::optional<verify::Assignment> find_failure_near(const Probe& probe,
                                                    const verify::Assignment& state,
                                                    std::size_t steps);

}  // namespace essmap::mutation
