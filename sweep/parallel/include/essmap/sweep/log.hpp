#pragma once

#include <string>

#include "essmap/sweep/mpi_session.hpp"

namespace essmap::sweep {

/// What ranks have to say on stderr, each line with its rank, one write a line so that lines of
/// many ranks do not mix.
class Log {
public:
    /// @param detailed also the course of things, with the time and the host
    Log(const MpiSession& mpi, bool detailed);

    /// Something a user must know.
    void note(const std::string& text) const;
    /// The course of things.
    void detail(const std::string& text) const;

private:
    std::string tag_;
    bool detailed_;
};

/// Name of this machine.
std::string host_name();

}  // namespace essmap::sweep
