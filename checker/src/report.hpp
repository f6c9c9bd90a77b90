#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace checker {

/// The file is none of essmap's, or too damaged to be read: exit code 65.
class Unreadable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The file cannot be opened: exit code 74.
class Unavailable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What came out of one file.
class Report {
public:
    static constexpr std::size_t most_findings = 10;  ///< shown; all are counted

    /// What the file says it is, in one line.
    void is(const std::string& what) { what_ = what; }
    void confirm(const std::string& what) { confirmed_.push_back(what); }
    void leave(const std::string& what) { left_.push_back(what); }
    /// Something is not so: one line.
    void find(const std::string& what) {
        if (findings_.size() < most_findings) findings_.push_back(what);
        ++count_;
    }
    /// confirm(what) or find(otherwise).
    void decide(bool so, const std::string& what, const std::string& otherwise) {
        if (so)
            confirm(what);
        else
            find(otherwise);
    }
    [[nodiscard]] std::size_t findings() const { return count_; }

    [[nodiscard]] nlohmann::json to_json() const {
        return {{"what", what_},
                {"confirmed", confirmed_},
                {"not_confirmed", left_},
                {"findings", findings_},
                {"findings_count", count_},
                {"exit_code", count_ == 0 ? 0 : 1}};
    }

private:
    std::string what_;
    std::vector<std::string> confirmed_, left_, findings_;
    std::size_t count_ = 0;
};

}  // namespace checker
