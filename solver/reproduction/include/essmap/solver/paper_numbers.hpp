#pragma once

#include <optional>
#include <string>
#include <vector>

#include "essmap/model/classification.hpp"
#include "essmap/solver/comparison.hpp"

/// Tables 3 and 4 and Figure 7 of the paper (Ma et al., Electronics 2023, 12(11), 2454): their
/// parameters, what must come out, and what does. Times are in units of the replicator equation.
namespace essmap::solver::paper {

/// A number that must come out.
struct Check {
    std::string name;
    double ours;
    double expected;
    double tolerance;  ///< relative

    /// |ours - expected| <= tolerance |expected|; an infinite number must come out as it is.
    [[nodiscard]] bool holds() const;
};

inline constexpr double paper_saturation = 0.95;
inline constexpr double paper_start = 0.2;
inline constexpr double tolerance = 1e-9;  ///< of all checks here

/// The parameters of case 1, 2 or 3 of Table 3. @param number 1, 2 or 3
model::ParameterValues table3_point(int number);
/// Table 3 case 1 with one parameter changed (Table 4). @param changed theta or gamma
model::ParameterValues table4_point(const std::string& changed, double value);

/// A curve of a figure.
struct Orbit {
    std::string label;
    model::PointGame game;
    double x0;
    bool assumed = false;  ///< a reconstruction of EGDSI: drawn dashed and called one

    /// The label as it is shown: with a reconstruction, that it is one.
    [[nodiscard]] std::string shown_label() const;
};

/// Figure 7's models, from paper_start: B-CTISM (Table 3, case 1, at omega = 4), then the
/// reconstructions R1 and R2(5) to R2(1) of EGDSI.
std::vector<Orbit> figure7_models();

/// A strategy case of Table 3.
struct Table3Row {
    int number;
    model::Classification ours;
    double a, b;  ///< as the paper prints them
};
/// Adds to `checks` a, b, the case and, where there is one, eta = 3/7.
std::vector<Table3Row> reproduce_table3(std::vector<Check>& checks);

/// A row of Table 4, from paper_start to paper_saturation.
struct Table4Row {
    std::string changed;
    double value;
    model::Classification ours;
    double time;        ///< by closed form; infinite: never
    double cvode_time;  ///< by CVODE
};
/// Adds to `checks` a, the case and both times.
std::vector<Table4Row> reproduce_table4(std::vector<Check>& checks);

/// A model of Figure 7.
struct Figure7Row {
    Orbit orbit;
    double time;        ///< by closed form; infinite: never
    double cvode_time;  ///< by CVODE
    /// Of a reconstruction: B-CTISM (first) against it.
    std::optional<Comparison> comparison = {};
    double ahead = 0.0;  ///< B-CTISM is the faster exactly from the starts above; infinite: none
};
/// In the order of figure7_models. Adds to `checks` both times and `ahead`.
std::vector<Figure7Row> reproduce_figure7(std::vector<Check>& checks);

}  // namespace essmap::solver::paper
