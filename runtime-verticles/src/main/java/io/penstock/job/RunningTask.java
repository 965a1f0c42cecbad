// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.function.NonRecoverableException;
import io.penstock.core.flow.StateRefusedException;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskCounters;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.TaskCounts;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import io.penstock.exchange.TaskIo;
import io.penstock.exchange.net.ChannelLostException;
import io.penstock.exchange.partition.PartitionMissingException;
import io.penstock.exchange.partition.PartitionWriteException;
import io.penstock.exchange.spill.SpillException;
import io.penstock.metrics.TaskReading;
import io.penstock.worker.TaskHandle;
import io.penstock.worker.TaskListener;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on this worker, from the order to build it to its end; tells each change of its state once and in order.
 * A cancel while it is being built ends it at once, so that nobody waits for a program that does not return.
 * Thread-safe.
 */
final class RunningTask implements TaskListener, TaskReading {
    private static final int CAUSES_MAX = 32;

    private final String job;
    private final StoredParts parts = new StoredParts();
    private volatile String vertex;
    private final AttemptId attempt;
    private final Owner owner;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BUILDING);
    private volatile @Nullable TaskHandle handle;
    private volatile @Nullable Task task;
    private volatile @Nullable TaskIo io;

    private enum Phase {
        BUILDING,
        RUNNING,
        ENDED
    }

    /** Hears of states, from any thread. */
    interface Owner {
        /** It is about to run. */
        void starting(RunningTask task);

        /** A change of state that is not the end. */
        void changed(TaskReport report);

        /** The end; {@code task} runs no code of the job any more, unless it is stuck. */
        void ended(RunningTask task, TaskReport report);
    }

    RunningTask(String job, AttemptId attempt, Owner owner) {
        this.job = job;
        this.vertex = "";
        this.attempt = attempt;
        this.owner = owner;
    }

    AttemptId attempt() {
        return attempt;
    }

    /** Whether it is still to be built. */
    boolean isWanted() {
        return phase.get() == Phase.BUILDING;
    }

    /** Runs what was built, unless it was cancelled meanwhile. */
    void run(String vertexName, TaskHandle room, TaskIo channels, Task built) {
        vertex = vertexName;
        io = channels;
        handle = room;
        task = built;
        if (phase.compareAndSet(Phase.BUILDING, Phase.RUNNING)) {
            owner.starting(this);
            room.start(built);
        } else {
            built.close();
        }
    }

    /** Ends before it ran. */
    void failToStart(TaskFailure failure) {
        if (phase.compareAndSet(Phase.BUILDING, Phase.ENDED)) end(ExecutionState.FAILED, failure);
    }

    void cancel() {
        if (phase.compareAndSet(Phase.BUILDING, Phase.ENDED)) {
            end(ExecutionState.CANCELED, null);
            return;
        }
        TaskHandle running = handle;
        if (running != null) running.cancel();
    }

    /** Commits what it has prepared. */
    void commit() {
        Task running = task;
        TaskHandle room = handle;
        if (running == null || room == null) return;
        running.commit();
        room.wake();
    }

    /** Where it stands at this moment; null if it is not in a step. */
    TaskHandle.@Nullable Look look() {
        TaskHandle room = handle;
        return room == null ? null : room.look();
    }

    /** Has it take part in a checkpoint; false if it does not run. */
    boolean trigger(Marker.Barrier barrier) {
        return whileRunning(running -> running.triggerCheckpoint(barrier));
    }

    /** Its parts of the latest checkpoints. */
    StoredParts parts() {
        return parts;
    }

    void completeCheckpoint(long checkpointId, boolean finish) {
        whileRunning(running -> running.completeCheckpoint(checkpointId, finish));
    }

    void abortCheckpoint(long checkpointId) {
        whileRunning(running -> running.abortCheckpoint(checkpointId));
    }

    private boolean whileRunning(Consumer<Task> what) {
        Task running = task;
        TaskHandle room = handle;
        if (running == null || room == null || phase.get() != Phase.RUNNING) return false;
        what.accept(running);
        room.wake();
        return true;
    }

    @Override
    public void reached(TaskHandle room, TaskStatus status) {
        boolean prepared = status == TaskStatus.PREPARED;
        if (prepared || status == TaskStatus.RUNNING) {
            owner.changed(new TaskReport(attempt, ExecutionState.RUNNING, prepared, null));
        }
    }

    @Override
    public void ended(TaskHandle room, TaskStatus status) {
        end(status == TaskStatus.FINISHED ? ExecutionState.FINISHED : ExecutionState.CANCELED, null);
    }

    @Override
    public void failed(TaskHandle room, Throwable cause) {
        end(ExecutionState.FAILED, failure(cause));
    }

    @Override
    public void stuck(TaskHandle room, StackTraceElement[] where) {
        String stack = Arrays.stream(where).map(frame -> "\tat " + frame).collect(Collectors.joining("\n"));
        String message = "the task did not stop when told to, and was given up with its thread";
        end(ExecutionState.FAILED, new TaskFailure(TaskFailure.Kind.CANCEL_TIMEOUT, "", message, stack, null, null));
    }

    private void end(ExecutionState state, @Nullable TaskFailure failure) {
        phase.set(Phase.ENDED);
        owner.ended(this, new TaskReport(attempt, state, false, failure, counts()));
    }

    private static TaskFailure failure(Throwable thrown) {
        TaskFailure damage = Failures.ofDamage(thrown);
        if (damage != null) return damage;
        if (thrown instanceof OperatorException e && e.getCause() instanceof SpillException full) {
            return Failures.of(TaskFailure.Kind.DEPLOYMENT, String.valueOf(full.getMessage()), full, e.operatorName());
        }
        if (thrown instanceof OperatorException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            TaskFailure.Kind kind = isHopeless(cause) ? TaskFailure.Kind.NOT_RECOVERABLE : TaskFailure.Kind.USER_CODE;
            return Failures.of(kind, String.valueOf(e.getMessage()), cause, e.operatorName());
        }
        if (thrown instanceof StateRefusedException e) {
            return Failures.of(TaskFailure.Kind.PROGRAM, String.valueOf(e.getMessage()), e, null);
        }
        if (thrown instanceof ChannelLostException e) {
            return TaskFailure.of(TaskFailure.Kind.CHANNEL_LOST, String.valueOf(e.getMessage()));
        }
        if (thrown instanceof PartitionMissingException e) {
            TaskFailure.Kind kind = TaskFailure.Kind.PARTITION_MISSING;
            return new TaskFailure(kind, "", String.valueOf(e.getMessage()), "", null, e.partition());
        }
        if (thrown instanceof PartitionWriteException || thrown instanceof OutOfMemoryError) {
            return Failures.of(TaskFailure.Kind.DEPLOYMENT, thrown.toString(), thrown, null);
        }
        return Failures.of(TaskFailure.Kind.INTERNAL, thrown.toString(), thrown, null);
    }

    private static boolean isHopeless(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < CAUSES_MAX; depth++, each = each.getCause()) {
            if (each instanceof NonRecoverableException) return true;
        }
        return false;
    }

    /** What it has counted so far; null before it runs. From any thread. */
    @Nullable
    TaskCounts counts() {
        Task running = task;
        TaskHandle room = handle;
        TaskIo channels = io;
        if (running == null || room == null || channels == null) return null;
        TaskCounters counted = running.counters();
        TaskHandle.Spent spent = room.spent();
        return new TaskCounts(
                counted.recordsIn(),
                counted.recordsOut(),
                channels.bytesIn(),
                channels.bytesOut(),
                counted.lateRecords(),
                counted.watermark(),
                spent.busyMs(),
                spent.idleMs(),
                spent.backPressuredMs(),
                channels.queuedPercent());
    }

    @Override
    public String job() {
        return job;
    }

    @Override
    public String vertex() {
        return vertex;
    }

    @Override
    public int subtask() {
        return attempt.subtask();
    }

    @Override
    public long recordsIn() {
        Task running = task;
        return running == null ? 0 : running.counters().recordsIn();
    }

    @Override
    public long recordsOut() {
        Task running = task;
        return running == null ? 0 : running.counters().recordsOut();
    }

    @Override
    public long lateRecords() {
        Task running = task;
        return running == null ? 0 : running.counters().lateRecords();
    }

    @Override
    public long watermarkMs() {
        Task running = task;
        return running == null ? Long.MIN_VALUE : running.counters().watermark();
    }

    @Override
    public long stateBytes() {
        return parts.latestBytes();
    }

    @Override
    public long hogs() {
        TaskHandle room = handle;
        return room == null ? 0 : room.hogs();
    }

    @Override
    public boolean backPressured() {
        Task running = task;
        return running != null && running.counters().backPressured();
    }

    @Override
    public long bytesIn() {
        TaskIo channels = io;
        return channels == null ? 0 : channels.bytesIn();
    }

    @Override
    public long bytesOut() {
        TaskIo channels = io;
        return channels == null ? 0 : channels.bytesOut();
    }

    @Override
    public long busyMs() {
        TaskHandle room = handle;
        return room == null ? 0 : room.spent().busyMs();
    }

    @Override
    public long idleMs() {
        TaskHandle room = handle;
        return room == null ? 0 : room.spent().idleMs();
    }

    @Override
    public long backPressuredMs() {
        TaskHandle room = handle;
        return room == null ? 0 : room.spent().backPressuredMs();
    }

    @Override
    public int queuedPercent() {
        TaskIo channels = io;
        return channels == null ? 0 : channels.queuedPercent();
    }
}
