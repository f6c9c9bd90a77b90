#include "essmap/verify/property.hpp"
#include "guarded_state.hpp"

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

std::vector<Property> guarded_properties() {
    std::vector<Property> all;
    for (const auto& part :
         {guarded::guard_properties(), guarded::invariant_properties(), guarded::sgm_properties(),
          guarded::nsp_properties(), guarded::membership_properties(), guarded::loop_properties(),
          guarded::reach_properties(), guarded::payout_properties()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<Property> all_properties() {
    std::vector<Property> all;
    for (const auto& part :
         {theory_properties(), shapley_properties(), published_properties(), guarded_properties()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace essmap::verify
