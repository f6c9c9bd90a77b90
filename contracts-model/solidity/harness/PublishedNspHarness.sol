// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../src/published/Nsp.sol";

/// @title PublishedNsp in any state and at any time, for tests
contract PublishedNspHarness is PublishedNsp(0) {
    /// @notice The users, and when NSP runs.
    /// @param limit T
    /// @param time new Date()
    /// @param count points of each user, on file and as the caller says
    /// @param lastTime when each has last shared, likewise
    struct Case {
        uint256 limit;
        uint256 time;
        uint256[] count;
        uint256[] lastTime;
    }

    /// @notice What a call does.
    /// @param panic code of the panic, 0 for none
    /// @param count points on file afterwards
    /// @param lastTime last times on file afterwards
    struct Outcome {
        uint256 panic;
        uint256[] count;
        uint256[] lastTime;
    }

    uint256 private time;

    /// @notice Puts the contract into a state.
    /// @param state the state
    function set(Case calldata state) public {
        T = state.limit;
        time = state.time;
        delete idList;
        for (uint256 i = 0; i < state.count.length; i++) {
            bytes32 id = bytes32(i + 1);
            idList.push(id);
            getUserInfo[id] = User(id, 1, state.count[i], state.lastTime[i]);
        }
    }

    /// @notice What is on file.
    /// @return count points of each user
    /// @return lastTime when each has last shared
    function get() public view returns (uint256[] memory count, uint256[] memory lastTime) {
        count = new uint256[](idList.length);
        lastTime = new uint256[](idList.length);
        for (uint256 i = 0; i < idList.length; i++) {
            count[i] = getUserInfo[idList[i]].count;
            lastTime[i] = getUserInfo[idList[i]].lastTime;
        }
    }

    /// @notice Runs many calls, each from a state of its own.
    /// @param cases the calls
    /// @return outcomes what each does
    function run(Case[] calldata cases) external returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](cases.length);
        for (uint256 i = 0; i < cases.length; i++) {
            set(cases[i]);
            try this.NSP(0, 1, cases[i].count, cases[i].lastTime) {} catch Panic(uint256 code) {
                outcomes[i].panic = code;
            }
            (outcomes[i].count, outcomes[i].lastTime) = get();
        }
    }

    /// @inheritdoc PublishedNsp
    function newDate() internal view override returns (uint256) {
        return time;
    }
}
