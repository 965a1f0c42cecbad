// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

/** Takes one operator's state for a checkpoint, at the barrier and in portions after it. On the task's thread. */
public interface StateSnapshot {
    /** Takes an entry. What it refers to may change as soon as the operator goes on, but not its key and detail. */
    void add(StateEntry entry);

    /**
     * Takes what a table holds now, an entry at a time, by the saver, which calls {@link #add}: some time from now on,
     * but before the entry changes. The table tells of changes by itself, except those inside of a value that was found
     * by {@link KeyTable#find} or by going through the slots, which {@link KeyTable#touch} must announce.
     */
    void walk(KeyTable table, TableWalk.Saver saver);
}
