// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.StateEntry;
import java.util.List;

/**
 * Takes one task's part of one checkpoint. Called on the task's thread and never blocks; what goes wrong in writing is
 * this object's business and declines the part, it does not fail the task. Ends with {@link #complete} or
 * {@link #abort}.
 */
public interface SnapshotOutput {
    /** Takes an entry of an operator. It may hold on to what the entry refers to until {@link #settle}. */
    void add(String operatorId, StateEntry entry);

    /** From the return of this call on, whatever earlier entries refer to may change. */
    void settle();

    /**
     * How many entries may come that can wait. If none, the task is woken when there is room again; entries that cannot
     * wait may come all the same.
     */
    default int room() {
        return Integer.MAX_VALUE;
    }

    /** The task's input has waited for so long, without a break, for entries to be handed out. */
    default void held(long ns) {}

    /**
     * All entries are in.
     *
     * @param prepared what sinks have prepared for this checkpoint and earlier ones, and not committed
     */
    void complete(List<Committable> prepared);

    /** The part will not be completed. */
    void abort();
}
