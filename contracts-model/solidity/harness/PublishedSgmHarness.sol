// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../src/published/Sgm.sol";

/// @title PublishedSgm in any state, for tests
contract PublishedSgmHarness is PublishedSgm(0, 0, 0) {
    /// @notice essmap/model/published/sgm.hpp, Game without what a call brings along.
    /// @param rank R of the one user whose id is 0
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

    /// @notice A state, whether the user has a certificate, and the call's arguments.
    /// @param state the state before
    /// @param valid the certificate passes line 4
    /// @param first parameters of the first strategy
    struct Case {
        State state;
        bool valid;
        Strategy first;
    }

    /// @notice What a call does.
    /// @param panic code of the panic, 0 for none
    /// @param state the state afterwards
    /// @param feedback what the call returns
    struct Outcome {
        uint256 panic;
        State state;
        int256 feedback;
    }

    /// @notice Puts the contract into a state.
    /// @param state the state
    /// @param valid the user's certificate is one of the authority
    function set(State calldata state, bool valid) public {
        bytes32 signcert = keccak256("certificate");
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
    function get() public view returns (State memory) {
        return
            State(
                getUserInformation[0].rank,
                getPreviousparameter.s,
                gamma,
                getPreviousparameter.t,
                participateSharingCnt,
                usersCnt,
                k,
                getUserInformation[0].points
            );
    }

    /// @notice Runs many calls, each from a state of its own.
    /// @param cases the calls
    /// @return outcomes what each does
    function run(Case[] calldata cases) external returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](cases.length);
        for (uint256 i = 0; i < cases.length; i++) {
            set(cases[i].state, cases[i].valid);
            try this.SGM(0, cases[i].first) returns (int256 feedback) {
                outcomes[i].feedback = feedback;
            } catch Panic(uint256 code) {
                outcomes[i].panic = code;
            }
            outcomes[i].state = get();
        }
    }
}
