#pragma once

#include "essmap/evm/artifact.hpp"
#include "essmap/evm/chain.hpp"
#include "essmap/model/checked_integer.hpp"
#include "essmap/verify/published_machine.hpp"

/// Algorithms 1 and 2 on an EVM: contracts-model/solidity/src/published behind its harnesses.
namespace essmap::test {

using Int = model::CheckedInteger;
using Game = model::published::Game<Int>;
using Feedback = model::published::Feedback<Int>;
using Account = model::published::Account<Int>;

/// A call of SGM.
struct Report {
    Game game;
    bool valid;
};

/// A run of NSP.
struct Pass {
    std::vector<Account> accounts;
    Int limit, time;
};

/// What came of it.
struct Passed {
    bool panics;
    std::vector<Account> accounts;
};

/// Both contracts, deployed on a chain of their own. Each call is made by a transaction in a block
/// of its time, after one that puts the state in; a third reads it back.
class EvmMachine : public verify::PublishedMachine<Int> {
public:
    explicit EvmMachine(const evm::Artifacts& artifacts);

    [[nodiscard]] Feedback sgm(const Game& game, const bool& valid) const override;
    [[nodiscard]] bool nsp(std::vector<Account>& accounts, const Int& limit,
                           const Int& time) const override;

    /// Many calls, each from the state it brings along.
    [[nodiscard]] std::vector<Feedback> reports(const std::vector<Report>& reports) const;
    [[nodiscard]] std::vector<Passed> passes(const std::vector<Pass>& passes) const;

private:
    mutable evm::Chain chain_;
    evm::Artifact sgm_, nsp_;
    evm::Address sgm_address_, nsp_address_;
};

}  // namespace essmap::test
