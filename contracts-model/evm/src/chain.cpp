#include "essmap/evm/chain.hpp"

namespace essmap::evm {

namespace {

const std::string& text(const Json& json, const char* key) {
    return json.at(key).get_ref<const std::string&>();
}

std::vector<Log> logs_of(const Json& json) {
    std::vector<Log> logs;
    logs.reserve(json.size());
    for (const Json& log : json) {
        std::vector<Word> topics;
        topics.reserve(log.at("topics").size());
        for (const Json& topic : log.at("topics")) {
            topics.push_back(word(from_hex(topic.get_ref<const std::string&>())));
        }
        logs.push_back({address_from_hex(text(log, "address")), std::move(topics),
                        from_hex(text(log, "data"))});
    }
    return logs;
}

bool succeeded(const Json& json) { return from_quantity(text(json, "status")) == 1; }

Json transaction_of(const Call& call) {
    return {{"from", to_hex(call.from.bytes)},
            {"to", to_hex(call.to.bytes)},
            {"input", to_hex(call.data)},
            {"gas", to_quantity(Chain::gas_limit)}};
}

Json calls_of(const std::vector<Call>& calls) {
    Json result = Json::array();
    for (const Call& call : calls) result.push_back(transaction_of(call));
    return result;
}

/// Parameters of eth_simulateV1.
Json simulation_of(const Json& blocks) {
    return {{{"blockStateCalls", blocks}, {"validation", false}}, "latest"};
}

Json simulation_of(const std::vector<Block>& blocks) {
    Json states = Json::array();
    for (const Block& block : blocks) {
        states.push_back({{"blockOverrides", {{"time", to_quantity(block.time)}}},
                          {"calls", calls_of(block.calls)}});
    }
    return simulation_of(states);
}

std::vector<Outcome> outcomes_of(const Json& blocks) {
    std::vector<Outcome> outcomes;
    for (const Json& block : blocks) {
        for (const Json& call : block.at("calls")) {
            outcomes.push_back({.success = succeeded(call),
                                .gas_used = from_quantity(text(call, "gasUsed")),
                                .data = from_hex(text(call, "returnData")),
                                .logs = logs_of(call.at("logs"))});
        }
    }
    return outcomes;
}

}  // namespace

Chain::Mined Chain::mine(Json transaction, std::optional<std::uint64_t> time) {
    if (time) anvil_.request("evm_setNextBlockTimestamp", Json::array({to_quantity(*time)}));
    transaction["gas"] = to_quantity(gas_limit);
    transaction["gasPrice"] = "0x0";
    Json receipt = anvil_.request("eth_sendTransactionSync", Json::array({std::move(transaction)}));
    const Json trace = anvil_.request(
        "debug_traceTransaction", {text(receipt, "transactionHash"), {{"tracer", "callTracer"}}});
    Outcome outcome = {.success = succeeded(receipt),
                       .gas_used = from_quantity(text(receipt, "gasUsed")),
                       .data = from_hex(trace.value("output", "0x")),
                       .logs = logs_of(receipt.at("logs"))};
    return {std::move(receipt), std::move(outcome)};
}

Deployed Chain::deploy(const Bytes& code, const Address& from) {
    const auto [receipt, outcome] =
        mine({{"from", to_hex(from.bytes)}, {"input", to_hex(code)}}, {});
    if (!outcome.success) {
        throw EvmError("the constructor reverts with " + to_hex(outcome.data));
    }
    return {address_from_hex(text(receipt, "contractAddress")), outcome.gas_used};
}

Outcome Chain::transact(const Call& call, std::optional<std::uint64_t> time) {
    return mine(transaction_of(call), time).outcome;
}

Outcome Chain::call(const Call& call) {
    const Json state = {{"calls", calls_of({call})}};
    return outcomes_of(anvil_.request("eth_simulateV1", simulation_of(Json::array({state}))))
        .front();
}

std::vector<Outcome> Chain::run(const std::vector<Block>& blocks) {
    return outcomes_of(anvil_.request("eth_simulateV1", simulation_of(blocks)));
}

std::vector<std::vector<Outcome>> Chain::runs(const std::vector<std::vector<Block>>& runs) {
    std::vector<Json> simulations;
    simulations.reserve(runs.size());
    for (const auto& blocks : runs) simulations.push_back(simulation_of(blocks));
    std::vector<std::vector<Outcome>> outcomes;
    outcomes.reserve(runs.size());
    for (const Json& result : anvil_.batch("eth_simulateV1", simulations))
        outcomes.push_back(outcomes_of(result));
    return outcomes;
}

void Chain::set_code(const Address& address, const Bytes& code) {
    anvil_.request("anvil_setCode", {to_hex(address.bytes), to_hex(code)});
}

}  // namespace essmap::evm
