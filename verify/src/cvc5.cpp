#include "cvc5.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "cvc5_values.hpp"
#include "isolated.hpp"

namespace essmap::verify {

namespace {

/// A file that is gone with its owner.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) {
        path_ = (std::filesystem::temp_directory_path() / "essmap-XXXXXX.smt2").string();
        const int file = ::mkstemps(path_.data(), 5);
        if (file < 0) throw std::runtime_error("cannot make a temporary file " + path_);
        ::close(file);
        std::ofstream(path_) << text;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { ::unlink(path_.c_str()); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

std::string ask_cvc5(const std::string& smt2, const std::vector<std::string>& inputs,
                     unsigned timeout_ms) {
    std::string text = smt2;
    if (!inputs.empty()) {
        text += "(get-value (";
        for (const auto& input : inputs) text += "|" + input + "| ";
        text += "))\n";
    }
    const TemporaryFile file(text);
    const auto output = run_program({"cvc5", "--lang=smt2", "--produce-models",
                                     "--tlimit=" + std::to_string(timeout_ms), file.path()},
                                    timeout_ms + 1000);
    if (!output) return "unknown timeout";
    if (output->starts_with("unsat")) return "unsat";
    if (!output->starts_with("sat")) return "unknown " + output->substr(0, output->find('\n'));
    if (inputs.empty()) return "sat\n";
    const std::string values = output->substr(4);
    return "sat\n" + values_of(values);
}

}  // namespace essmap::verify
