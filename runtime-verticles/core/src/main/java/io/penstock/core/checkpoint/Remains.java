// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.message.Action;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import java.util.ArrayList;
import java.util.List;

/** What of a job's checkpoints goes with the job: all but savepoints, which belong to whoever asked for them. */
public final class Remains {
    private static final String RECORDS = "checkpoints";

    private Remains() {}

    /** All that is under the job's root, and every record. */
    public static List<Action> of(
            JobId job, FencingToken token, CheckpointConfig config, List<CheckpointRef> completed) {
        List<Action> remains = new ArrayList<>();
        if (!config.possible()) return remains;
        remains.add(new Action.DropCheckpoint(job, 0, config.root()));
        for (CheckpointRef each : completed) {
            remains.add(new Action.Forget(RECORDS, HaRecord.CheckpointRecord.key(job, each.id()), token));
        }
        remains.add(new Action.Forget("checkpoint-indexes", job.value(), token));
        return remains;
    }

    /** One that a later one has superseded. */
    static List<Action> of(JobId job, FencingToken token, CheckpointRef superseded) {
        List<Action> remains = new ArrayList<>();
        if (!superseded.kind().savepoint())
            remains.add(new Action.DropCheckpoint(job, superseded.id(), superseded.place()));
        remains.add(new Action.Forget(RECORDS, HaRecord.CheckpointRecord.key(job, superseded.id()), token));
        return remains;
    }
}
