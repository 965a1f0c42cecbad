// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.List;

/** The JobMaster as the coordinator needs it. Answers are of the present event. */
public interface CheckpointHost {
    JobId job();

    FencingToken token();

    /** The job as it runs at present. */
    JobGraph graph();

    long nowMs();

    /** Whether every task runs (or waits for its commit, or has finished) and nothing is being restarted. */
    boolean allRun();

    /** Whether, besides, no task has input left: each has finished or waits for its commit. */
    boolean atEnd();

    /** The tasks that live, in order. */
    List<Participant> participants();

    /** The subtasks that have finished, in order. */
    List<SubtaskId> finished();

    /** The executors that have, or had, tasks of the job. */
    List<NodeId> workers();

    void send(NodeId worker, Message message);

    void act(Action action);

    /** What is decided after this, during the same event, waits until the record is stored. */
    void persist(HaRecord record);

    void startTimer(String key, long atMs);

    void cancelTimer(String key);

    void warn(String text);

    /** A checkpoint is complete: whatever fails from now on is another attempt at something else. */
    void progressed();

    /** More checkpoints failed than are tolerated, or one that stops the job: its tasks shall start over. */
    void startOver(String why, boolean failure);

    /**
     * A task that a checkpoint waits for.
     *
     * @param head whether barriers start from it: none of its producers runs any more
     */
    record Participant(AttemptId attempt, NodeId worker, boolean head) {}
}
