// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.StateEntry;
import java.util.List;
import java.util.function.Consumer;

/** What a task goes on from: its share of a checkpoint. Read once, on the task's thread, as the task opens. */
public interface RestoredState {
    /** The checkpoint. */
    long checkpointId();

    /** Whether the checkpoint knows the operator; one that it does not know starts afresh. */
    boolean knows(String operatorId);

    /** Hands out the entries of an operator that belong to this subtask. */
    void forEach(String operatorId, Consumer<StateEntry> to);

    /** What sinks had prepared and is now to be committed, as far as it is this subtask's. */
    List<Committable> prepared();

    /** Whether this subtask had ended before the checkpoint: then it reads and emits nothing any more. */
    boolean isFinished();
}
