#include <sstream>

#include "claims_check.hpp"
#include "fuzz.hpp"
#include "report.hpp"

/// A recommendation as essmap-check reads it.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream stream{std::string(fuzz::text_of(data, size))};
    checker::Report report;
    fuzz::answers<checker::Unreadable>([&] { checker::check_claims(stream, report); });
    static_cast<void>(
        report.to_json().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return 0;
}
