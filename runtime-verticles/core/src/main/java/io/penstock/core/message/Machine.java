// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;

/**
 * A component that decides: single-threaded, without I/O, clock, threads, randomness or logging. The same events in the
 * same order give the same actions (etcd's raft is the model).
 */
public interface Machine {
    /** The only door in. {@code nowMs} never falls. Returns the actions to perform, in order. */
    List<Action> on(Event event, long nowMs);
}
