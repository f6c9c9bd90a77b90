#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "essmap/evm/artifact.hpp"

/// Tests that need the contracts' tools: left out, and said so, where they are not installed;
/// failed where CI=true, which must run them.
class WithTools : public testing::Test {
protected:
    void SetUp() override {
        const std::string missing = essmap::evm::missing_tools();
        if (missing.empty()) return;
        const char* const ci = std::getenv("CI");
        if (ci != nullptr && std::string_view(ci) == "true") FAIL() << missing;
        GTEST_SKIP() << missing;
    }
};
