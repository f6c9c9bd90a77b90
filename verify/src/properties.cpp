#include "essmap/verify/property.hpp"
#include "guarded_state.hpp"
#include "published.hpp"

namespace essmap::verify {

std::string_view name_of(Subject subject) {
    switch (subject) {
        case Subject::theory: return "theory";
        case Subject::published: return "published";
        case Subject::guarded: break;
    }
    return "guarded";
}

std::string_view name_of(Expect expect) { return expect == Expect::proved ? "proved" : "refuted"; }

std::string_view name_of(Numbers numbers) {
    return numbers == Numbers::reals ? "reals" : "integers";
}

namespace {

std::vector<Property> joined(const std::vector<std::vector<Property>>& parts) {
    std::vector<Property> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace

std::vector<Property> published_properties() {
    return joined({published::sgm_properties(), published::nsp_properties()});
}

std::vector<Property> guarded_properties() {
    using namespace guarded;
    return joined({guard_properties(), honesty_properties(), invariant_properties(),
                   round_properties(), report_properties(), promise_properties(),
                   review_properties(), rejection_properties(), seat_properties(), nsp_properties(),
                   membership_properties(), loop_properties(), reach_properties(),
                   payout_properties(), payout_batches_properties()});
}

std::vector<Property> all_properties() {
    return joined(
        {theory_properties(), shapley_properties(), published_properties(), guarded_properties()});
}

}  // namespace essmap::verify
