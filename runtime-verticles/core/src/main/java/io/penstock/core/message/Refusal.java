// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * Why a request was not granted.
 *
 * @param message names the fault and the remedy
 */
public record Refusal(Code code, String message) {
    /** What sort of refusal. */
    public enum Code {
        /** The request itself is at fault. */
        INVALID,
        /** What it names does not exist. */
        NOT_FOUND,
        /** It does not fit the current state, such as cancelling a finished job. */
        CONFLICT,
        /** Ask again: the leader is changing, or a limit is reached for now. */
        RETRY
    }
}
