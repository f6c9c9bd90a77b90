// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import {Community} from "./Community.sol";
import {Handler} from "./Handler.sol";

/// One campaign that asks every promise after every call: see Handler. A broken one is told as
/// Broken("guarded...."), the id of `essmap verify`.
contract Promises {
    Handler private _handler;

    function setUp() external {
        _handler = new Handler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory actions = new bytes4[](12);
        actions[0] = Handler.pass.selector;
        actions[1] = Handler.share.selector;
        actions[2] = Handler.shareAll.selector;
        actions[3] = Handler.endRound.selector;
        actions[4] = Handler.punish.selector;
        actions[5] = Community.register.selector;
        actions[6] = Community.revoke.selector;
        actions[7] = Community.retire.selector;
        actions[8] = Community.changeRules.selector;
        actions[9] = Community.roles.selector;
        actions[10] = Handler.deploy.selector;
        actions[11] = Handler.review.selector;
        targets[0] = FuzzSelector(address(_handler), actions);
    }

    /// The handler's calls ask; a run that breaks a promise reverts.
    function invariant_promises() external view {
        require(address(_handler.game()) != address(0));
    }

    function afterInvariant() external {
        _handler.tell("../../build/forge/asked.txt");
    }
}
