// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../src/published/Nsp.sol";

/// @title PublishedNsp in any state and at any time, for tests
contract PublishedNspHarness is PublishedNsp(0) {
    /// @notice The users, up to three, and when NSP runs.
    /// @param limit T
    /// @param time new Date()
    /// @param users how many there are
    /// @param count points of each, on file and as the caller says
    /// @param lastTime when each has last shared, likewise
    struct Case {
        uint256 limit;
        uint256 time;
        uint256 users;
        uint256[3] count;
        uint256[3] lastTime;
    }

    /// @notice What a call does.
    /// @param panic code of the panic, 0 for none
    /// @param count points on file afterwards
    /// @param lastTime last times on file afterwards
    struct Outcome {
        uint256 panic;
        uint256[3] count;
        uint256[3] lastTime;
    }

    uint256 private time;

    /// @notice Puts the contract into a state.
    /// @param state the state
    function set(Case calldata state) public {
        T = state.limit;
        time = state.time;
        delete idList;
        for (uint256 i = 0; i < state.users; i++) {
            bytes32 id = bytes32(i + 1);
            idList.push(id);
            getUserInfo[id] = User(id, 1, state.count[i], state.lastTime[i]);
        }
    }

    /// @notice What is on file.
    /// @return count points of each user
    /// @return lastTime when each has last shared
    function get() public view returns (uint256[3] memory count, uint256[3] memory lastTime) {
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
        uint256[] memory count = new uint256[](3);
        uint256[] memory lastTime = new uint256[](3);
        for (uint256 i = 0; i < cases.length; i++) {
            set(cases[i]);
            for (uint256 j = 0; j < 3; j++)
                (count[j], lastTime[j]) = (cases[i].count[j], cases[i].lastTime[j]);
            try this.NSP(0, 1, count, lastTime) {} catch Panic(uint256 code) {
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
