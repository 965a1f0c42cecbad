// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.Action;
import io.penstock.core.message.HaRecord.JobResultRecord;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * After the end: the result is stored, then told to the Dispatcher until it answers; executors drop what they have;
 * then the job's records go and so does the JobMaster. Nothing of this starts before the result is stored: the timer
 * that drives it stands behind the write in the same list.
 */
final class Ending {
    private static final String STORED = "result-stored";
    private static final String REPEAT = "ending";

    private final JobContext context;

    /** Executors that have not dropped the job, and until when they are waited for. */
    private final TreeMap<NodeId, Long> unreleased = new TreeMap<>();

    private @Nullable JobResultRecord result;
    /** What goes once the result is stored: checkpoints. */
    private List<Action> remains = List.of();

    private boolean stored;
    private boolean answered;

    Ending(JobContext context) {
        this.context = context;
    }

    /** Whether the job has its result. */
    boolean begun() {
        return result != null;
    }

    /** The result, once it is stored: what it says is final. */
    @Nullable
    JobResultRecord stored() {
        return stored ? result : null;
    }

    /**
     * The job has ended so; stores that. The last decision of its event. A successor fences the result before it
     * decides anything, so either it finds this one or this is refused.
     */
    void begin(JobResultRecord ended, Collection<NodeId> executors, List<Action> remainsOfIt) {
        result = ended;
        remains = remainsOfIt;
        waitFor(executors);
        context.persist(ended);
        context.startTimer(STORED, context.nowMs());
    }

    /** An earlier JobMaster stored it, and may have told nobody. */
    void resume(JobResultRecord ended, Collection<NodeId> executors, List<Action> remainsOfIt) {
        result = ended;
        remains = remainsOfIt;
        waitFor(executors);
        stored = true;
        tell();
    }

    private void waitFor(Collection<NodeId> executors) {
        for (NodeId each : executors)
            unreleased.put(each, context.nowMs() + context.config().deadAfterMs());
    }

    /** Whether the timer is one of these. */
    boolean onTimer(String key) {
        if (!begun() || !key.equals(STORED) && !key.equals(REPEAT)) return false;
        stored = true;
        tell();
        return true;
    }

    /** Tells whoever has not answered. */
    void tell() {
        if (!stored || result == null) return;
        unreleased.values().removeIf(untilMs -> untilMs < context.nowMs());
        if (!answered) context.sendToDispatcher(new Message.JobEnded(context.job(), context.token(), result));
        for (NodeId each : unreleased.keySet()) release(each);
        context.startTimer(REPEAT, context.nowMs() + context.config().heartbeatIntervalMs());
        retireIfDone();
    }

    /** Somebody still works for the job: it shall stop. */
    void release(NodeId executor) {
        if (stored) context.sendToExecutor(executor, new Message.ReleaseJob(context.job(), context.token()));
    }

    void onAnswered() {
        answered = begun();
        retireIfDone();
    }

    void onReleased(NodeId executor) {
        unreleased.remove(executor);
        retireIfDone();
    }

    private void retireIfDone() {
        if (!stored || !answered || !unreleased.isEmpty()) return;
        context.cancelTimer(REPEAT);
        remains.forEach(context::act);
        context.forget("attempts");
        context.forget("jobs");
        context.retire("the job has ended and its result is known");
    }
}
