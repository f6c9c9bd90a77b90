#pragma once

#include <string>
#include <vector>

/// Which mutant of the guarded contract runs. The templates that tests/mutation/generate.py writes
/// ask it at each place that may be wrong.
namespace essmap::mutation {

/// The number of the mutant that runs; 0: none, the contract as it is.
inline int choice = 0;
/// Where not null: receives, by number, whether somebody has asked for a mutant.
inline std::vector<bool>* asked = nullptr;
/// What each mutant changes, from number 1 on: FILE TRANSITION | STATEMENT | CHANGE.
extern const std::vector<std::string> names;

/// Returns whether the chosen mutant is one of first..last. Not inline: it is asked in thousands of
/// places, and most compile time would be spent on them.
[[gnu::noinline]] inline bool in(int first, int last) {
    if (asked != nullptr)
        for (int i = first; i <= last; ++i) (*asked)[static_cast<std::size_t>(i)] = true;
    return first <= choice && choice <= last;
}
/// Returns the chosen mutant where it is one of first..last, else 0.
inline int one_of(int first, int last) { return in(first, last) ? choice : 0; }
/// Returns whether this mutant is chosen.
inline bool is(int number) { return number == choice; }

template <class R>
struct NumberOfRecord;
template <template <class> class R, class T>
struct NumberOfRecord<R<T>> {
    using type = T;
};
/// The numbers T of a record R<T>.
template <class R>
using NumberOf = typename NumberOfRecord<R>::type;

}  // namespace essmap::mutation
