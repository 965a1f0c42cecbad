// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

/** Anything kept per key. */
public interface State {
    /** Forgets the value of the current key. */
    void clear();
}
