#pragma once

#include <map>
#include <string>
#include <vector>

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"

/// Which branches of the Solidity sources a run takes: every condition of an if, of ?:, && and ||,
/// each way. The plain compiler gives each of them one conditional jump of its own, which the
/// source map tells.
namespace essmap::evm_test {

class Coverage {
public:
    /// @param artifacts of a plain setting
    /// @param folder of the sources to look at, e.g. src/guarded/
    Coverage(const evm::Artifacts& artifacts, const std::string& folder);

    /// Counts what a call does, with the state and the time of the last block; changes nothing.
    void trace(evm::Chain& chain, const evm::Artifact& contract, const evm::Call& call);

    [[nodiscard]] std::size_t branches() const { return 2 * conditions_.size(); }
    [[nodiscard]] std::size_t taken() const;
    /// Those not taken, a line each: file, line, condition, and which way.
    [[nodiscard]] std::vector<std::string> missing() const;

private:
    /// Where a piece of source text stands: start, length, file.
    using Range = std::array<std::int64_t, 3>;
    struct Condition {
        std::string where;
        bool jumped = false;
        bool passed = false;
    };

    void find(const evm::Json& node, const std::string& path, const std::string& content);
    /// The condition that each conditional jump of a contract decides, by its place in the code.
    const std::map<std::size_t, Range>& jumps(const evm::Artifact& contract);

    std::map<Range, Condition> conditions_;
    std::map<std::string, std::map<std::size_t, Range>> jumps_;
};

}  // namespace essmap::evm_test
