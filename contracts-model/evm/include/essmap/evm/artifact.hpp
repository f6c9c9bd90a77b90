#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "essmap/evm/abi.hpp"

/// The compiled contracts of contracts-model/solidity, as compile.mjs writes them.
namespace essmap::evm {

using Json = nlohmann::json;

/// One contract, compiled.
struct Artifact {
    std::string name;
    Bytes bytecode;           ///< creates the contract; the constructor's arguments follow it
    Bytes deployed_bytecode;  ///< immutables are zeros
    std::map<std::string, Selector, std::less<>> functions;  ///< by signature, e.g. share(bytes32)
    std::map<std::string, Selector, std::less<>> errors;
    std::map<std::string, Word, std::less<>> events;  ///< their first topic
    std::string source_map;                           ///< of the deployed bytecode
    Json abi;
    Json immutable_references;  ///< {AST id: [{start, length}]} in the deployed bytecode

    /// What creates the contract with these arguments of its constructor.
    Bytes creation(const std::vector<Argument>& arguments) const;

    /// @throws EvmError, each, where the contract has none of this signature.
    const Selector& function(std::string_view signature) const;
    const Selector& error(std::string_view signature) const;
    const Word& event(std::string_view signature) const;
};

/// All contracts, compiled with one setting: (paper|newest)-(plain|optimized|via-ir).
class Artifacts {
public:
    /// Those of this build. @throws EvmError where it made none, and how to get them.
    explicit Artifacts(std::string_view setting);
    /// Those of a file, e.g. of changed sources. @throws EvmError where it cannot be read.
    explicit Artifacts(const std::filesystem::path& file);

    /// @throws EvmError where there is no such contract.
    Artifact contract(std::string_view name) const;
    /// The EVM they are for, as Anvil's hardfork.
    std::string evm_version() const { return json_.at("evmVersion"); }
    std::string compiler_version() const { return json_.at("version"); }
    /// {path: {id, content, ast}}; the abstract syntax tree for plain settings alone.
    const Json& sources() const { return json_.at("sources"); }

private:
    std::filesystem::path file_;
    Json json_;
};

/// The settings that this build has compiled the contracts with.
std::vector<std::string> compiled_settings();

/// What is not installed, and the command that installs it; empty where contracts can be compiled
/// and run.
std::string missing_tools();

}  // namespace essmap::evm
