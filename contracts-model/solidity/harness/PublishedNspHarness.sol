// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../src/published/Nsp.sol";

/// @title PublishedNsp in any state, for tests
contract PublishedNspHarness is PublishedNsp(0) {
    /// @notice Puts the contract, which has no users yet, into a state.
    /// @param limit T
    /// @param count points of each user
    /// @param lastTime when each has last shared
    function set(uint256 limit, uint256[] calldata count, uint256[] calldata lastTime) external {
        T = limit;
        for (uint256 i = 0; i < count.length; i++) {
            bytes32 id = bytes32(i + 1);
            idList.push(id);
            getUserInfo[id] = User(id, 1, count[i], lastTime[i]);
        }
    }

    /// @notice What is on file.
    /// @return count points of each user
    /// @return lastTime when each has last shared
    function get() external view returns (uint256[] memory count, uint256[] memory lastTime) {
        count = new uint256[](idList.length);
        lastTime = new uint256[](idList.length);
        for (uint256 i = 0; i < idList.length; i++) {
            User storage info = getUserInfo[idList[i]];
            (count[i], lastTime[i]) = (info.count, info.lastTime);
        }
    }
}
