#include "essmap/verify/finding.hpp"

#include <algorithm>
#include <string_view>

namespace essmap::verify {

namespace {

constexpr unsigned second_timeout_ms = 2'000;

}  // namespace

bool Finding::as_expected() const {
    return verdict.result == expected_result(property->statement.expect) &&
           verdict.assumptions_satisfiable && (!second || second->disagreed.empty());
}

Finding find(const Property& property, DecideOptions options, bool twice) {
    options.keep_queries = options.keep_queries || twice;
    Finding finding{&property, decide(property, options), {}};
    if (twice)
        finding.second =
            second_opinion(finding.verdict.queries, std::min(options.timeout_ms, second_timeout_ms),
                           options.limit);
    return finding;
}

Tally::Tally(const std::vector<Finding>& findings) {
    for (const auto& f : findings) {
        proved += f.verdict.result == Result::proved ? 1 : 0;
        refuted += f.verdict.result == Result::refuted ? 1 : 0;
        undecided += f.decided() ? 0 : 1;
        unexpected += f.decided() && !f.as_expected() ? 1 : 0;
    }
}

Outcome outcome_of(const Tally& tally, const Limit& limit) {
    if (tally.unexpected > 0) return Outcome::unexpected;
    if (tally.undecided == 0) return Outcome::as_expected;
    return limit.stopped() ? Outcome::stopped : Outcome::undecided;
}

bool prove_weakest_guard(const std::vector<Finding>& findings) {
    const auto proved = [&](std::string_view id) {
        return std::ranges::any_of(findings, [&](const Finding& f) {
            return f.property->statement.id == id && f.verdict.result == Result::proved;
        });
    };
    return proved("guarded.guard.sufficient.fixed") && proved("guarded.guard.necessary.fixed");
}

}  // namespace essmap::verify
