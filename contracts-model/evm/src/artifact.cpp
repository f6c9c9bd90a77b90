#include "essmap/evm/artifact.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "essmap/text/json.hpp"

namespace essmap::evm {

namespace {

template <class Map>
const auto& find(const Map& map, std::string_view signature, const char* kind,
                 const std::string& contract) {
    const auto found = map.find(signature);
    if (found == map.end()) {
        throw EvmError(contract + " has no " + kind + " " + std::string(signature));
    }
    return found->second;
}

Bytes code_of(const Json& digits) { return from_hex(digits.get_ref<const std::string&>()); }

/// {signature: identifier} with identifiers of T's length.
template <class T>
std::map<std::string, T, std::less<>> identifiers(const Json& json) {
    std::map<std::string, T, std::less<>> result;
    for (const auto& [signature, digits] : json.items()) {
        const Bytes bytes = code_of(digits);
        T identifier;
        if (bytes.size() != identifier.bytes.size()) throw EvmError("no identifier: " + signature);
        std::copy(bytes.begin(), bytes.end(), identifier.bytes.begin());
        result.emplace(signature, identifier);
    }
    return result;
}

std::filesystem::path artifact_file(std::string_view setting) {
    return std::filesystem::path(ESSMAP_ARTIFACTS) / (std::string(setting) + ".json");
}

std::filesystem::path file_of_this_build(std::string_view setting) {
    if (const std::string missing = missing_tools(); !missing.empty()) throw EvmError(missing);
    return artifact_file(setting);
}

}  // namespace

std::vector<std::string> compiled_settings() {
    std::vector<std::string> settings;
    for (const char* compiler : {"paper", "newest"}) {
        for (const char* mode : {"plain", "optimized", "via-ir"}) {
            std::string setting = std::string(compiler) + "-" + mode;
            if (std::filesystem::exists(artifact_file(setting)))
                settings.push_back(std::move(setting));
        }
    }
    return settings;
}

std::string missing_tools() {
    if (std::string_view(ESSMAP_ARTIFACTS).empty() || !std::filesystem::exists(ESSMAP_ANVIL) ||
        compiled_settings().empty()) {
        return "the contracts' tools are not installed: run scripts/install-dependencies evm, and "
               "configure and build again";
    }
    return {};
}

Bytes Artifact::creation(const std::vector<Argument>& arguments) const {
    Bytes code = bytecode;
    const Bytes encoded = encode(arguments);
    code.insert(code.end(), encoded.begin(), encoded.end());
    return code;
}

const Selector& Artifact::function(std::string_view signature) const {
    return find(functions, signature, "function", name);
}

const Selector& Artifact::error(std::string_view signature) const {
    return find(errors, signature, "error", name);
}

const Word& Artifact::event(std::string_view signature) const {
    return find(events, signature, "event", name);
}

Artifacts::Artifacts(std::string_view setting) : Artifacts(file_of_this_build(setting)) {}

Artifacts::Artifacts(const std::filesystem::path& file) : file_(file) {
    std::ifstream stream(file);
    if (!stream) throw EvmError(file.string() + ": cannot be read");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    json_ = text::parse_json(text);
    if (json_.is_discarded()) throw EvmError(file.string() + ": no JSON");
}

Artifact Artifacts::contract(std::string_view name) const try {
    const Json& contracts = json_.at("contracts");
    const auto found = contracts.find(name);
    if (found == contracts.end()) {
        throw EvmError(file_.string() + ": no contract " + std::string(name));
    }
    const Json& json = *found;
    return {.name = std::string(name),
            .bytecode = code_of(json.at("bytecode")),
            .deployed_bytecode = code_of(json.at("deployedBytecode")),
            .functions = identifiers<Selector>(json.at("methodIdentifiers")),
            .errors = identifiers<Selector>(json.at("errors")),
            .events = identifiers<Word>(json.at("events")),
            .source_map = json.at("sourceMap"),
            .abi = json.at("abi"),
            .immutable_references = json.at("immutableReferences")};
} catch (const Json::exception&) {
    throw EvmError(file_.string() + ": not what a compiler of contracts writes");
}

}  // namespace essmap::evm
