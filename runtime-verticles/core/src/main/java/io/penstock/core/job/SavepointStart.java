// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.SavepointFit;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.Event;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.RestoreFrom;
import org.jspecify.annotations.Nullable;

/** The savepoint that a job was submitted to begin from. */
final class SavepointStart {
    private final String path;
    private boolean awaited = true;
    private String problem = "";
    private @Nullable RestoreFrom restore;

    SavepointStart(String path) {
        this.path = path;
    }

    boolean isAwaited() {
        return awaited;
    }

    /** Why the job cannot begin from it; empty if it can. */
    String problem() {
        return problem;
    }

    @Nullable
    RestoreFrom restore() {
        return restore;
    }

    /** It was looked for. */
    void loaded(Event.SavepointLoaded event, JobGraph graph, boolean dropping) {
        awaited = false;
        CheckpointRecord found = event.checkpoint();
        String wrong = found == null ? event.problem() : SavepointFit.problem(found, graph, dropping);
        problem = wrong.isEmpty() ? "" : "cannot begin from savepoint " + path + ": " + wrong;
        if (found == null) return;
        // Whatever it was taken for: it is no checkpoint of this job's own, so its metadata file tells what it holds.
        CheckpointKind kind = found.kind().savepoint() ? found.kind() : CheckpointKind.SAVEPOINT;
        restore = new RestoreFrom(kind, found.place(), found.id());
    }
}
