// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../src/published/Sgm.sol";

/// @title PublishedSgm in any state, for tests
contract PublishedSgmHarness is PublishedSgm(0, 0, 0) {
    /// @notice Game of essmap/model/published/sgm.hpp, without what a call brings along.
    /// @param rank R of the one user, whose id is 0
    /// @param theta S
    /// @param gamma gamma
    /// @param time T
    /// @param sharers ParticipateSharingCnt
    /// @param users UsersCnt
    /// @param round k
    /// @param points of the user
    struct State {
        uint256 rank;
        uint256 theta;
        int256 gamma;
        uint256 time;
        uint256 sharers;
        uint256 users;
        uint256 round;
        uint256 points;
    }

    /// @notice Puts the contract into a state.
    /// @param state the state
    /// @param valid the user's certificate is one of the authority
    function set(State calldata state, bool valid) external {
        bytes32 signcert = "certificate";
        getUserInformation[0] = User(signcert, state.rank, state.points);
        issued[signcert] = valid;
        getPreviousparameter = Parameters(state.theta, state.time);
        gamma = state.gamma;
        participateSharingCnt = state.sharers;
        usersCnt = state.users;
        k = state.round;
    }

    /// @notice The state the contract is in.
    /// @return the state
    function get() external view returns (State memory) {
        User storage user = getUserInformation[0];
        Parameters storage last = getPreviousparameter;
        return State(user.rank, last.s, gamma, last.t, participateSharingCnt, usersCnt, k, user.points);
    }
}
