#include "coalition_table.hpp"
#include "essmap/files/errors.hpp"
#include "fuzz.hpp"

/// Tables of coalitions: the first byte says whether CSV or JSON, and whether members are given.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace essmap;
    static const fuzz::Folder folder;
    if (size == 0) return 0;
    const bool json = (data[0] & 1U) != 0;
    const std::vector<std::string> members =
        (data[0] & 2U) != 0 ? std::vector<std::string>{"ana", "ben"} : std::vector<std::string>{};
    const auto path = folder.write(json ? "c.json" : "c.csv", fuzz::text_of(data + 1, size - 1));
    fuzz::answers<files::DataError, files::IoError>([&] {
        const auto table = shapley::read_coalition_file(path, members);
        fuzz::require(table.missing() == 0);
    });
    return 0;
}
