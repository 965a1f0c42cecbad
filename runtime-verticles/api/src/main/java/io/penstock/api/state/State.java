// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

/**
 * Anything kept per key.
 *
 * <pre>{@code
 * static void forget(State... states) {
 *     for (State state : states) state.clear();
 * }
 * }</pre>
 */
public interface State {
    /** Forgets the value of the current key. */
    void clear();
}
