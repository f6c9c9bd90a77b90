#include "essmap/evm/paper_gas.hpp"

namespace essmap::evm {

PrintedGas printed_gas(const PaperGas& paper, std::span<const GasQuantity> measured) {
    PrintedGas printed{};
    const auto distance = [&](const GasQuantity& quantity) {
        return std::max(quantity.gas, paper.gas) - std::min(quantity.gas, paper.gas);
    };
    for (const auto& quantity : measured) {
        const std::string& name = quantity.quantity;
        if (!name.starts_with(paper.contract)) continue;
        const bool deployment = name.ends_with(": deployment");
        (deployment ? printed.deployments : printed.calls).add(quantity.gas);
        if (!deployment && name.find("in vain") == std::string::npos)
            printed.calls_with_effect.add(quantity.gas);
        if (distance(quantity) < distance(printed.nearest)) printed.nearest = quantity;
    }
    return printed;
}

PaperGasVerdict verdict_on(const PaperGas& paper, const PrintedGas& printed, std::uint64_t empty) {
    using Of = PaperGasVerdict::Of;
    if (paper.gas < empty) return {Of::call, paper.gas < printed.calls_with_effect.least};
    if (paper.gas <= printed.calls.most) return {Of::call_or_deployment, false};
    return {Of::deployment, paper.gas < printed.deployments.least};
}

}  // namespace essmap::evm
