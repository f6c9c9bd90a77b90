// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// @title Algorithm 1 (SGM, shared game mechanism) as printed: Ma et al., Electronics 2023
/// @notice Line by line, defects and all, with the paper's line numbers: to be studied, not to be
/// used. The same as essmap/model/published/sgm.hpp. What goes wrong is named by the promise it
/// breaks (docs/proofs.md: sgm.reward is published.sgm.reward), where it goes wrong.
/// @dev Levels, points, ticks and members are whole numbers; P*, the saturation rate and P are
/// compared in multiples of 1/scale. What the algorithm reads and never sets - the users, how many
/// of them have shared, T - is as the platform has put it there (sgm.not-counted, sgm.bricked).
contract PublishedSgm {
    /// @notice What getUserInformation finds.
    /// @param signcert certificate of the node
    /// @param rank level of its account
    /// @param points its points; nothing here writes them (sgm.points)
    struct User {
        bytes32 signcert;
        uint256 rank;
        uint256 points;
    }

    /// @notice What getPreviousparameter finds.
    /// @param s S or theta, the cost-balancing parameter
    /// @param t T, ticks to saturation of the previous round
    struct Parameters {
        uint256 s;
        uint256 t;
    }

    /// @notice The parameters of the first strategy: the caller chooses them
    /// (sgm.callers-parameters).
    /// @param N numerator of line 8, levels x ticks
    /// @param pStar P*, the participation below which sharing is rewarded, in 1/scale
    /// @param saturationRate the participation above which a round ends, in 1/scale
    /// @param scale the one of pStar and saturationRate
    /// @param incentiveReward feedback of line 11, points
    /// @param cost what line 16 charges, points
    struct Strategy {
        uint256 N;
        uint256 pStar;
        uint256 saturationRate;
        uint256 scale;
        int256 incentiveReward;
        int256 cost;
    }

    /// @notice Only the platform registers users.
    error NotThePlatform();

    /// @dev Users by _id.
    mapping(bytes32 => User) internal getUserInformation;
    /// @dev Certificates of the authority.
    mapping(bytes32 => bool) internal issued;
    /// @dev S and T of the previous round.
    Parameters internal getPreviousparameter;
    /// @dev Users, and those of them who have shared in this round.
    uint256 internal usersCnt;
    uint256 internal participateSharingCnt;
    /// @dev The round; also the letter of the payoff factor (sgm.two-meanings-of-k).
    uint256 internal k;
    /// @dev Falls by a reward and rises by a cost (text of section 4.1).
    int256 internal gamma;

    address private immutable platform = msg.sender;

    /// @param s theta of the first round
    /// @param t T of a round before the first
    /// @param gammaStart gamma of the first round
    constructor(uint256 s, uint256 t, int256 gammaStart) {
        getPreviousparameter = Parameters(s, t);
        gamma = gammaStart;
    }

    /// @notice Enters a user with a certificate of the authority.
    /// @param _id of the user
    /// @param user what is known of him
    function register(bytes32 _id, User calldata user) external {
        if (msg.sender != platform) revert NotThePlatform();
        getUserInformation[_id] = user;
        issued[user.signcert] = true;
        usersCnt = usersCnt + 1;
    }

    /// @notice Lines 1 to 19.
    /// @param _id who shares; nobody asks whether he is the sender
    /// @param first parameters of the first strategy
    /// @return feedback above 0 a reward, below 0 a cost; 0 without a certificate (sgm.stranger)
    function SGM(bytes32 _id, Strategy calldata first) external returns (int256 feedback) { // 1
        bytes32 certData;
        bool passed;
        uint256 R;
        uint256 sLast;
        uint256 T;
        uint256 sNew;
        uint256 P;
        certData = loadCertificate(_id); // 2
        passed = validate(certData); // 3
        if (passed) { // 4
            R = getUserInformation[_id].rank; // 5: never used (sgm.rank-zero, sgm.other-ranks)
            sLast = getPreviousparameter.s; // 6: never used
            T = getPreviousparameter.t; // 7: never written (sgm.bricked, sgm.no-time-limit)
            sNew = first.N / T; // 8: fails at T = 0 (sgm.first-round), 0 at N < T (sgm.theta-zero)
            P = participateSharingCnt / usersCnt; // 9: 0 or 1 (sgm.whole-participation)
            if (P * first.scale < first.pStar) { // 10
                feedback = first.incentiveReward; // 11: line 16 overwrites it (sgm.reward)
            } else if (P * first.scale > first.saturationRate) { // 12
                k = k + 1; // 13
                participateSharingCnt = 0; // 14: the fixed point x = 0 (sgm.reset)
            } // 15
            feedback = -first.cost; // 16: whatever line 11 said
            // What the new values are for, in no line: unbounded (sgm.theta-leaves-case1,
            // sgm.gamma-leaves-case1), at every call (sgm.theta-every-call, sgm.ratchet).
            getPreviousparameter.s = sNew;
            gamma = gamma - feedback;
            return feedback; // 17
        } // 18
    } // 19

    /// @dev Line 2. signcert is no argument: it is the one on file.
    function loadCertificate(bytes32 _id) internal view returns (bytes32) {
        return getUserInformation[_id].signcert;
    }

    /// @dev Line 3.
    function validate(bytes32 certData) internal view returns (bool) {
        return issued[certData];
    }
}
