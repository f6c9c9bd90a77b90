#include "over_ranks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "essmap/model/parameters.hpp"
#include "standard_output.hpp"

namespace essmap::cli {

namespace {

/// Options that may differ from rank to rank.
constexpr std::array<std::string_view, 2> own_choice{"--threads", "--log"};

std::string value_of(const CLI::Option& option) {
    if (option.count() == 0) return "not given";
    return option.get_expected_max() == 0 ? "given"
                                          : fmt::format("{}", fmt::join(option.results(), " "));
}

/// Names and values by turns, each ended by NUL, which no argument holds.
std::string words_of(const CLI::App& command, const std::string& refusal) {
    std::string words;
    const auto add = [&](const std::string& name, const std::string& value) {
        words += name + '\0' + value + '\0';
    };
    add("the command", command.get_name());
    for (const CLI::Option* option : command.get_options())
        if (std::ranges::find(own_choice, option->get_name()) == own_choice.end())
            add(option->get_name(), value_of(*option));
    add("what is refused", refusal.empty() ? "nothing" : refusal);
    return words;
}

std::string next_word(std::string_view& words) {
    const auto end = std::min(words.find('\0'), words.size());
    std::string word(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
    return word;
}

/// "--out differs between ranks: m.nc on rank 0, n.nc on rank 1; ..."; empty where nothing does.
std::string differences(std::string_view first, std::string_view own, int rank) {
    std::string text;
    while (!first.empty() && !own.empty()) {
        const std::string name = next_word(first);
        if (name != next_word(own)) break;  // of another command, which came first
        const std::string there = next_word(first);
        const std::string here = next_word(own);
        if (there != here)
            text += fmt::format("{}{} differs between ranks: {} on rank 0, {} on rank {}",
                                text.empty() ? "" : "; ", name, there, here, rank);
    }
    return text;
}

/// @throws model::InvalidValue on every rank, of the lowest that differs from rank 0
void compare_over_ranks(const sweep::MpiSession& mpi, const std::string& own) {
    std::string first = own;
    mpi.broadcast(first);
    mpi.collectively([&] {
        if (const auto text = differences(first, own, mpi.rank()); !text.empty())
            throw model::InvalidValue(text);
    });
}

}  // namespace

bool runs_over_ranks(const CLI::App& command) {
    static constexpr std::array<std::string_view, 3> names{"sweep", "merge", "shapley"};
    return std::ranges::find(names, command.get_name()) != names.end();
}

int over_ranks(const CLI::App& command, const std::function<int(const sweep::MpiSession&)>& work,
               const std::string& refusal) {
    const std::string words = words_of(command, refusal);
    const sweep::MpiSession mpi;
    return report_errors(mpi.is_root(), [&] {
        compare_over_ranks(mpi, words);
        const int code = work(mpi);
        flush_output();  // before another rank ends: a launcher may then end this one
        return code;
    });
}

}  // namespace essmap::cli
