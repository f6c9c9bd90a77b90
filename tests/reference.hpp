#pragma once

#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "essmap/model/parameters.hpp"

namespace essmap::test {

/// A row of tests/data/game.csv.
struct ReferenceRow {
    model::ParameterValues values;
    double x0, x_sat;
    double a, b;
    int outcome;
    std::optional<double> eta;
    double t_sat;
};

inline std::vector<ReferenceRow> reference_rows() {
    std::ifstream file(ESSMAP_TEST_DATA "/game.csv");
    std::string line;
    std::getline(file, line);
    std::vector<ReferenceRow> rows;
    while (std::getline(file, line)) {
        std::stringstream stream(line);
        std::vector<std::string> f;
        for (std::string field; std::getline(stream, field, ',');) f.push_back(field);
        const auto number = [&](std::size_t i) { return std::stod(f.at(i)); };
        rows.push_back({{number(0),
                         number(1),
                         number(2),
                         number(3),
                         number(4),
                         number(5),
                         {model::BenefitKind::from_cost, number(6)}},
                        number(7),
                        number(8),
                        number(9),
                        number(10),
                        std::stoi(f.at(11)),
                        f.at(12).empty() ? std::nullopt : std::optional(number(12)),
                        f.at(13) == "inf" ? std::numeric_limits<double>::infinity() : number(13)});
    }
    if (rows.size() != 400) throw std::runtime_error("game.csv does not have 400 rows");
    return rows;
}

/// Largest term of a = phi - Delta - gamma, and of b = Delta + mu.
inline double largest_term(const model::ParameterValues& p) {
    const double U = std::log1p(p.benefit.value);
    return std::max({U, U * p.theta / p.r, U * p.k, std::abs(p.gamma), std::abs(p.mu)});
}

}  // namespace essmap::test
