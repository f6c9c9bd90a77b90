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

/// Lines 5-12: u = (time - last_time) - T once idle for longer than T; new_count = count - u.
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

/// NSP over the list of ids, triggered by the clock. Line 13 returns inside the loop.
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
