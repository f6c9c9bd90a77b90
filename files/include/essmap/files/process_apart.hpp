#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

namespace essmap::files {

/// A process of its own that answers questions, for work on files that may bring a library down or
/// lead it round in circles: that ends this process, and nothing else.
class ProcessApart {
public:
    using Answerer = std::function<std::string(std::string_view question)>;

    /// @param answer runs there. What it throws is thrown here by ask: DataError, or IoError.
    explicit ProcessApart(const Answerer& answer);
    ~ProcessApart();
    ProcessApart(const ProcessApart&) = delete;
    ProcessApart& operator=(const ProcessApart&) = delete;

    /// @param seconds of processor time it may take
    /// @throws DataError where the process ended, by its limits or a fault
    [[nodiscard]] std::string ask(std::string_view question, long seconds) const;

private:
    int socket_ = -1;
    pid_t process_ = -1;
};

}  // namespace essmap::files
