#pragma once

#include <string>

#include "essmap/model/parameters.hpp"

namespace essmap::test {

/// What `work` is refused with, as an Error.
template <class Error = model::InvalidValue, class Work>
std::string refusal(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

}  // namespace essmap::test
