#include <tinyxml2.h>

#include <fmt/format.h>

#include "verification.hpp"

namespace essmap::cli {

std::string to_junit(const std::vector<verify::Finding>& findings) {
    tinyxml2::XMLDocument document;
    document.InsertEndChild(document.NewDeclaration());
    auto* suite = document.NewElement("testsuite");
    document.InsertEndChild(suite);
    int failures = 0;
    int errors = 0;
    double seconds = 0.0;
    for (const auto& f : findings) {
        const auto& statement = f.property->statement;
        auto* test = suite->InsertNewChildElement("testcase");
        test->SetAttribute("classname",
                           fmt::format("essmap.verify.{}", name_of(f.property->subject)).c_str());
        test->SetAttribute("name", statement.id.c_str());
        test->SetAttribute("time", fmt::format("{:.3f}", f.verdict.seconds).c_str());
        seconds += f.verdict.seconds;
        if (f.as_expected()) continue;
        auto* problem = test->InsertNewChildElement(f.decided() ? "failure" : "error");
        (f.decided() ? failures : errors) += 1;
        problem->SetAttribute("message",
                              fmt::format("{}: {}, expected {}", statement.sentence,
                                          name_of(f.verdict.result), name_of(statement.expect))
                                  .c_str());
        std::string text = f.verdict.why_unknown;
        if (f.verdict.counterexample)
            text += fmt::format("{}", fmt::join(f.verdict.counterexample->trace, "\n"));
        problem->SetText(text.c_str());
    }
    suite->SetAttribute("name", "essmap verify");
    suite->SetAttribute("tests", static_cast<int>(findings.size()));
    suite->SetAttribute("failures", failures);
    suite->SetAttribute("errors", errors);
    suite->SetAttribute("time", fmt::format("{:.3f}", seconds).c_str());
    tinyxml2::XMLPrinter printer;
    document.Print(&printer);
    return printer.CStr();
}

}  // namespace essmap::cli
