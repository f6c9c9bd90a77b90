#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

namespace essmap::files {

/// A child process that answers questions. It does work on files that may make a library crash or
/// never return; such a fault ends the child process only.
class ProcessApart {
public:
    using Answerer = std::function<std::string(std::string_view question)>;

    /// Starts the process. @param answer runs there; ask() throws here what it throws there
    /// @throws IoError where no process can be started
    explicit ProcessApart(const Answerer& answer);
    ~ProcessApart();
    ProcessApart(const ProcessApart&) = delete;
    ProcessApart& operator=(const ProcessApart&) = delete;

    /// Asks one question. @param seconds of processor time that the answer may take
    /// @throws IoError where the answerer threw one; DataError for any other exception of it, or
    /// where the process ended by its limits or a fault
    [[nodiscard]] std::string ask(std::string_view question, long seconds) const;

private:
    int socket_ = -1;
    pid_t process_ = -1;
};

}  // namespace essmap::files
