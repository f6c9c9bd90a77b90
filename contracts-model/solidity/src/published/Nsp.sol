// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// @title Algorithm 2 (NSP, negative shared punishment) as printed: Ma et al., Electronics 2023
/// @notice Line by line, defects and all, with the paper's line numbers: to be studied, not to be
/// used. The same as essmap/model/published/nsp.hpp. What goes wrong is named by the promise it
/// breaks (docs/proofs.md: nsp.first-only is published.nsp.first-only), where it goes wrong.
contract PublishedNsp {
    /// @notice What getUserInfo finds.
    /// @param signcert certificate of the node
    /// @param rank level of its account
    /// @param count its points
    /// @param lastTime when it last shared; 0 before the first time (nsp.newcomer)
    struct User {
        bytes32 signcert;
        uint256 rank;
        uint256 count;
        uint256 lastTime;
    }

    /// @notice Only the platform registers users.
    error NotThePlatform();

    /// @dev All ids, and what is known of each.
    bytes32[] internal idList;
    mapping(bytes32 => User) internal getUserInfo;
    /// @dev The idle time that is free, in ticks.
    uint256 internal T;

    address private immutable platform = msg.sender;

    /// @param limit T, in ticks
    constructor(uint256 limit) {
        T = limit;
    }

    /// @notice Enters a user.
    /// @param id of the user
    /// @param user what is known of him
    function register(bytes32 id, User calldata user) external {
        if (msg.sender != platform) revert NotThePlatform();
        idList.push(id);
        getUserInfo[id] = user;
    }

    /// @notice Lines 1 to 15. The arguments are what the caller says: his certificate and rank are
    /// not looked at, and what is on file is not either (nsp.callers-points).
    /// @dev The paper has one count and one last_time. They are read in the kindest way, as those
    /// of the id at hand; or the second member would be punished for the first one's idleness.
    /// @param count points of each id, in the order of the list
    /// @param lastTime when each has last shared
    /// @return newCount points of the first id, the only one that the loop sees
    function NSP(
        bytes32 /* signcert */,
        uint256 /* rank */,
        uint256[] calldata count,
        uint256[] calldata lastTime
    ) external returns (uint256 newCount) { // 1
        uint256 time;
        uint256 u;
        // 2: setClock(). A chain has no clock that calls: somebody sends a transaction.
        time = block.timestamp; // 3: new Date()
        for (uint256 i = 0; i < idList.length; ) { // 4
            User storage info = getUserInfo[idList[i]]; // 5
            if (time - lastTime[i] > T) { // 6: fails before lastTime (nsp.future)
                u = (time - lastTime[i]) - T; // 7: ticks, no mu (nsp.not-mu), and again at the next
                // pass: lastTime never moves (nsp.charged-again) until a share (nsp.share-erases)
                newCount = count[i] - u; // 8: fails for count < u (nsp.underflow, .poor-blocks-all)
            } else { // 9
                u = 0; // 10
                newCount = count[i] - u; // 11
            } // 12
            info.count = newCount; // "Updated node points": no line says where
            i++; // (in its usual place, behind line 13, solc 0.8.37 calls it unreachable)
            return newCount; // 13: in the loop, so that only the first id is seen (nsp.first-only)
        } // 14
    } // 15
}
