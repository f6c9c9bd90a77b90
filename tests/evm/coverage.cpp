#include "coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace essmap::evm_test {

namespace {

constexpr std::uint8_t jumpi = 0x57;
constexpr std::uint8_t push1 = 0x60;
constexpr std::uint8_t push32 = 0x7f;

/// The first three numbers of "start:length:file..."; those left out stay.
void read_range(std::string_view entry, std::array<std::int64_t, 3>& range) {
    for (auto& number : range) {
        const std::size_t colon = std::min(entry.find(':'), entry.size());
        if (colon > 0) std::from_chars(entry.data(), entry.data() + colon, number);
        if (colon == entry.size()) return;
        entry.remove_prefix(colon + 1);
    }
}

bool decides(const evm::Json& node) {
    const std::string type = node.value("nodeType", "");
    if (type == "BinaryOperation") {
        const std::string operation = node.at("operator");
        return operation == "&&" || operation == "||";
    }
    return type == "IfStatement" || type == "Conditional" || type == "ForStatement" ||
           type == "WhileStatement";
}

}  // namespace

Coverage::Coverage(const evm::Artifacts& artifacts, const std::string& folder) {
    for (const auto& [path, source] : artifacts.sources().items())
        if (path.starts_with(folder)) find(source.at("ast"), path, source.at("content"));
}

void Coverage::find(const evm::Json& node, const std::string& path, const std::string& content) {
    if (node.is_object() && decides(node)) {
        Range range{};
        read_range(node.at("src").get_ref<const std::string&>(), range);
        const auto start = static_cast<std::size_t>(range[0]);
        const auto line = 1 + std::count(content.begin(), content.begin() + range[0], '\n');
        std::string text = content.substr(start, static_cast<std::size_t>(range[1]));
        text = text.substr(0, text.find('\n'));
        conditions_[range].where = fmt::format("{}:{}: {}", path, line, text);
    }
    if (node.is_structured())
        for (const auto& child : node) find(child, path, content);
}

const std::map<std::size_t, Coverage::Range>& Coverage::jumps(const evm::Artifact& contract) {
    const auto [found, fresh] = jumps_.try_emplace(contract.name);
    if (!fresh) return found->second;
    std::string_view rest = contract.source_map;
    Range range{};
    for (std::size_t at = 0; at < contract.deployed_bytecode.size() && !rest.empty(); ++at) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        read_range(rest.substr(0, end), range);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::uint8_t operation = contract.deployed_bytecode[at];
        if (operation == jumpi && conditions_.contains(range)) found->second[at] = range;
        if (operation >= push1 && operation <= push32) at += operation - push1 + 1U;
    }
    return found->second;
}

void Coverage::trace(evm::Chain& chain, const evm::Artifact& contract, const evm::Call& call) {
    const auto& jumps = this->jumps(contract);
    const evm::Json answer = chain.anvil().request(
        "debug_traceCall", evm::Json::array({{{"from", evm::to_hex(call.from.bytes)},
                                              {"to", evm::to_hex(call.to.bytes)},
                                              {"data", evm::to_hex(call.data)},
                                              {"gas", evm::to_quantity(evm::Chain::gas_limit)}},
                                             "latest",
                                             {{"disableStack", true},
                                              {"disableStorage", true},
                                              {"enableMemory", false},
                                              {"enableReturnData", false}}}));
    const evm::Json& steps = answer.at("structLogs");
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const auto at = steps[i].at("pc").get<std::size_t>();
        const auto jump = jumps.find(at);
        if (jump == jumps.end()) continue;
        Condition& condition = conditions_.at(jump->second);
        (steps[i + 1].at("pc").get<std::size_t>() == at + 1 ? condition.passed : condition.jumped) =
            true;
    }
}

std::size_t Coverage::taken() const {
    std::size_t count = 0;
    for (const auto& [range, condition] : conditions_)
        count += (condition.jumped ? 1U : 0U) + (condition.passed ? 1U : 0U);
    return count;
}

std::vector<std::string> Coverage::missing() const {
    std::vector<std::string> result;
    for (const auto& [range, condition] : conditions_) {
        if (!condition.jumped && !condition.passed)
            result.push_back(condition.where + " (never asked)");
        else if (!condition.jumped || !condition.passed)
            result.push_back(condition.where + " (always the same)");
    }
    return result;
}

}  // namespace essmap::evm_test
