#pragma once

#include <initializer_list>
#include <string>

#include "essmap/model/parameters.hpp"

namespace essmap::model {

/// Sets `found` to the enumerator of `all` whose name_of() is `name`.
/// @param key what the message calls the value
/// @throws InvalidValue naming `key` and the names allowed
template <class Enum>
void find_name(const std::string& key, const std::string& name, std::initializer_list<Enum> all,
               Enum& found) {
    std::string allowed;
    for (const Enum candidate : all) {
        if (name_of(candidate) == name) {
            found = candidate;
            return;
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string(name_of(candidate));
    }
    throw InvalidValue(key, name, allowed);
}

}  // namespace essmap::model
