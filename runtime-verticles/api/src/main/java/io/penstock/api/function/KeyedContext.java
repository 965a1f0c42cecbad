// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import io.penstock.api.state.KeyedStateStore;

/** A {@link RuntimeContext} whose function sees a keyed stream, and so may keep keyed state. */
public interface KeyedContext extends RuntimeContext {
    /** State handles, created in {@code open}. */
    KeyedStateStore state();
}
