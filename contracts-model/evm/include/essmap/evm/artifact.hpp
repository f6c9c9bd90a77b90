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

    /// The data of a transaction that creates the contract: the bytecode, then the encoded
    /// arguments of its constructor.
    Bytes creation(const std::vector<Argument>& arguments) const;

    /// The selector of a function, e.g. share(bytes32). @throws EvmError if there is none
    const Selector& function(std::string_view signature) const;
    /// The selector of an error. @throws EvmError where the contract has none of this signature
    const Selector& error(std::string_view signature) const;
    /// The first topic of an event: the Keccak-256 of its signature.
    /// @throws EvmError where the contract has none of this signature
    const Word& event(std::string_view signature) const;
};

/// All contracts, compiled with one setting: (paper|newest)-(plain|optimized|via-ir).
class Artifacts {
public:
    /// Reads those that this build has compiled. @param setting one of compiled_settings()
    /// @throws EvmError where it has compiled none: the message says how to get them
    explicit Artifacts(std::string_view setting);
    /// Reads those of a file, e.g. of changed sources.
    /// @throws EvmError where it cannot be read, or is no JSON
    explicit Artifacts(const std::filesystem::path& file);

    /// The contract of this name. @throws EvmError where there is none, or the file is malformed
    Artifact contract(std::string_view name) const;
    /// The version of the EVM that they are compiled for: Anvil's hardfork.
    std::string evm_version() const { return json_.at("evmVersion"); }
    /// The version of solc that compiled them, as it names itself.
    std::string compiler_version() const { return json_.at("version"); }
    /// The sources: {path: {id, content, ast}}. Only plain settings have the abstract syntax tree.
    const Json& sources() const { return json_.at("sources"); }

private:
    std::filesystem::path file_;
    Json json_;
};

/// The settings that this build has compiled the contracts with.
std::vector<std::string> compiled_settings();

/// Says that tools are missing, and which command installs them. @return empty where contracts are
/// compiled and can be run
std::string missing_tools();

}  // namespace essmap::evm
