#pragma once

#include <vector>

#include "essmap/model/published/nsp.hpp"
#include "essmap/model/published/sgm.hpp"

namespace essmap::verify {

/// What runs Algorithms 1 and 2 for a scenario: the templates over T, which are what is proved. A
/// replay may be given another machine that runs their deployed form, say, and should do the same.
/// @tparam T a numeric domain (model/domain.hpp)
template <class T>
class PublishedMachine {
public:
    PublishedMachine() = default;
    PublishedMachine(const PublishedMachine&) = delete;
    PublishedMachine& operator=(const PublishedMachine&) = delete;
    virtual ~PublishedMachine() = default;

    /// Runs Algorithm 1 for a report, as model::published::sgm does.
    /// @param valid whether the member's certificate is valid
    [[nodiscard]] virtual model::published::Feedback<T> sgm(const model::published::Game<T>& game,
                                                            const model::Truth<T>& valid) const {
        return model::published::sgm<T>(game, valid);
    }
    /// Runs Algorithm 2 over all accounts, as model::published::nsp does.
    /// @return whether the call fails
    [[nodiscard]] virtual model::Truth<T> nsp(std::vector<model::published::Account<T>>& accounts,
                                              const T& limit, const T& time) const {
        return model::published::nsp<T>(accounts, limit, time);
    }
};

}  // namespace essmap::verify
