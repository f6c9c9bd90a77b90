#pragma once

#include <optional>
#include <string>
#include <vector>

#include "question.hpp"

namespace essmap::verify {

/// Search for the smallest counterexample: hold inputs at their examples while the claim can still
/// fail, then pull the others towards 0.
class Minimiser {
public:
    /// @param timeout_ms of each of its many small questions
    Minimiser(Question& question, const std::vector<Input>& inputs, unsigned timeout_ms)
        : question_(question), inputs_(inputs), timeout_ms_(timeout_ms) {}

    /// Looks close to the example: one group of inputs ("rules.", "round.", ...) free, or two, the
    /// others at their examples. Easy questions, one by one.
    /// @return values of all inputs; nullopt where none was found in time
    std::optional<Assignment> find_near_example();
    /// Starts from the model of the question's last answer, which was yes.
    std::optional<Assignment> find_from_model();

private:
    bool can_fail(const Assignment& held);
    bool try_groups(const std::string& one, const std::string& other);
    bool try_value(const Input& input, const Rational& value);
    std::optional<Assignment> finish();
    void shrink(const Input& input);
    void halve(const Input& input);

    Question& question_;
    const std::vector<Input>& inputs_;
    unsigned timeout_ms_;
    Assignment held_;  ///< inputs whose values are decided
    Assignment best_;  ///< the last model, with all of held_
};

}  // namespace essmap::verify
