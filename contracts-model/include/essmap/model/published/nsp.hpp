#pragma once

#include <vector>

#include "essmap/model/domain.hpp"

/// Algorithm 2 (NSP) as printed, line by line, defects and all (Ma et al., Electronics 2023).
namespace essmap::model::published {

/// Points and last sharing time of one id. As printed both are arguments of the call; read here in
/// the kindest way, as those of the id at hand.
template <class T>
struct Account {
    T points;
    T last_time;

    /// Calls v(Field, field...) for each field in order, with that field of every record in `s`.
    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"points", "points"}, s.points...);
        v(Field{"last_time", "ticks"}, s.last_time...);
    }
};

template <class T>
struct Punishment {
    Truth<T> panics;  ///< unsigned subtraction below zero: the call reverts and nothing changes
    T deducted;       ///< u
    Account<T> account;
};

/// Algorithm 2, lines 5-12, for one id: u = (time - last_time) - T where it has been idle for
/// longer than T, else 0; new_count = count - u. A call that panics changes nothing.
/// @param limit T, in ticks @param time in ticks
template <class T>
Punishment<T> punish(const Account<T>& account, const T& limit, const T& time) {
    const T zero(0);
    const T idle = time - account.last_time;
    const T deducted = select<T>(limit < idle, idle - limit, zero);
    const Truth<T> panics = idle < zero || account.points < deducted;
    Account<T> next = account;
    next.points = account.points - deducted;
    return {panics, select<T>(panics, zero, deducted), select_record<T>(panics, account, next)};
}

/// Algorithm 2 (NSP) over the list of ids, in place. As line 13 returns inside the loop, only the
/// first account is ever punished. @return whether the call panics
template <class T>
Truth<T> nsp(std::vector<Account<T>>& accounts, const T& limit, const T& time) {
    for (auto& account : accounts) {
        const Punishment<T> result = punish(account, limit, time);
        account = result.account;
        return result.panics;
    }
    return Truth<T>(false);
}

}  // namespace essmap::model::published
