#pragma once

#include <span>
#include <string>
#include <vector>

/// Tables that name their coalitions.
namespace essmap::shapley {

/// v of every coalition, given one after the other by the names of its members.
class CoalitionTable {
public:
    static constexpr std::size_t most_members = 20;

    /// @param members in their order, at most most_members; none: those that the coalitions name,
    /// in the order in which they come
    explicit CoalitionTable(std::vector<std::string> members);

    /// Adds one coalition. @param key of the value in messages
    /// @throws model::InvalidValue for a member who is unknown or named twice, for a coalition that
    /// is there already, for a value that is not within -1e100..1e100, or not 0 for nobody
    void add(const std::string& key, std::span<const std::string> names, double value);

    [[nodiscard]] const std::vector<std::string>& members() const { return members_; }
    /// Coalitions without a value. That of nobody is 0 and needs none.
    [[nodiscard]] std::size_t missing() const;
    /// The first of them, as "ana, ben".
    [[nodiscard]] std::string first_missing() const;
    /// In binary order. @pre missing() == 0
    [[nodiscard]] std::vector<double> take_values() { return std::move(values_); }

private:
    std::size_t number(const std::string& key, const std::string& name);

    std::vector<std::string> members_;
    bool fixed_;  ///< no other members
    std::vector<double> values_;
    std::vector<bool> given_;
};

/// The names in a text such as "ana, ben", without blanks at their ends; none in a blank text.
/// @param separator ',', ';', '|', or ' ' for any number of blanks
/// @throws model::InvalidValue naming `key` where a name is missing beside a separator
std::vector<std::string> names_in(const std::string& key, const std::string& text, char separator);

/// The text without blanks at its ends.
std::string trimmed(const std::string& text);

/// Reads a table of coalitions that names them: by the ending of `path` CSV under the header
/// coalition,value (in either order), or JSON: {"a,b": 5, ...} or
/// [{"coalition": ["a", "b"], "value": 5}, ...]. Members in one text are separated by one of
/// , ; | throughout, or by blanks where none of them is there; {} around them are left out.
/// @param members as for CoalitionTable
/// @throws files::DataError "FILE:LINE: KEY = VALUE is not allowed: ...", also where a coalition is
/// missing; files::IoError
CoalitionTable read_coalition_file(const std::string& path,
                                   const std::vector<std::string>& members);

/// Does the name end in .csv or .json, in letters of any case?
bool names_coalition_file(const std::string& path);

}  // namespace essmap::shapley
