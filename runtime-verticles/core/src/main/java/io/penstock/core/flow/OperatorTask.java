// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.HeadOfChain;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.flow.operator.SourceHead;
import io.penstock.core.flow.operator.TaskClock;
import io.penstock.core.flow.operator.TransactionalOperator;
import io.penstock.core.flow.output.EdgeOutput;
import io.penstock.core.graph.OperatorNode;
import java.util.List;
import java.util.Objects;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.unpadded.MpscLinkedVarHandleUnpaddedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A task that steps a chain of operators.
 *
 * <p>A step takes what is in the mailbox, offers again what lanes had refused, fires timers, and then input batch by
 * batch, until there is none, a lane refuses, or the time is up. While a lane refuses no input is taken, so
 * back-pressure walks upstream by itself; what one batch of input produces is kept, however much that is. Before it
 * rests, and every so often while busy, it flushes.
 */
final class OperatorTask implements Task {
    private static final long STEP_BUDGET_NS = 150_000;

    private final TaskSpec spec;
    private final TaskEnvironment environment;
    private final TaskClock clock = new TaskClock();
    private final MessagePassingQueue<Runnable> mailbox = new MpscLinkedVarHandleUnpaddedQueue<>();
    private final ChainBuilder builder;
    private final Chain chain;
    private final List<Operator> operators;
    private final List<Operator> batchEnders;
    private final TaskInput input;
    private final long flushMaxDelayMs;

    private volatile TaskStatus status = TaskStatus.CREATED;
    private volatile boolean cancelled;
    private final TaskCheckpoints checkpoints;
    private volatile List<Committable> prepared = List.of();
    private volatile TaskCounters counters = new TaskCounters(0, 0, 0, 0, Long.MIN_VALUE, false);
    private boolean inputHandled;
    private boolean leaving;
    private Marker.@Nullable Barrier triggered;
    private boolean blocked;
    private boolean starved;
    private long flushedMs;
    private long wakeAtMs = Long.MAX_VALUE;
    private boolean closed;

    OperatorTask(TaskSpec spec) {
        this.spec = spec;
        this.environment = spec.environment();
        this.builder = new ChainBuilder(spec, clock);
        this.chain = builder.build();
        this.operators = chain.operators();
        this.batchEnders = operators.stream().filter(Operator::wantsBatchEnd).toList();
        this.checkpoints = new TaskCheckpoints(chain, environment);
        this.input = input();
        this.flushMaxDelayMs = FlowOptions.flushMaxDelayMs(spec.graph().options());
    }

    private TaskInput input() {
        SourceHead source = chain.source();
        RestoredState restored = spec.restored();
        if (source != null) return new SourceInput(source, restored != null && restored.isFinished());
        HeadOfChain head = Objects.requireNonNull(chain.head());
        return new GateInput(
                new InputGate(spec.inputs(), environment), head, chain.first(), clock::nowMs, this::onAligned);
    }

    @Override
    public void open(long nowMs) {
        clock.set(nowMs);
        flushedMs = nowMs;
        boolean opened = false;
        try {
            List<OperatorNode> nodes = spec.vertex().operators();
            for (int i = operators.size() - 1; i >= 0; i--) operators.get(i).open(builder.context(nodes.get(i)));
            checkpoints.restore(spec.restored(), spec.attempt() > 1);
            input.attach();
            opened = true;
        } finally {
            status = opened ? TaskStatus.RUNNING : TaskStatus.FAILED;
        }
        rearm();
    }

    @Override
    public Progress step(long nowMs) {
        if (cancelled && !status.isTerminal()) status = TaskStatus.CANCELED;
        if (status.isTerminal()) return Progress.DONE;
        clock.set(nowMs);
        boolean done = false;
        try {
            boolean did = runMailbox() | (checkpoints.isSaving() ? workAndSave(nowMs) : work(nowMs));
            done = true;
            if (status.isTerminal()) return Progress.DONE;
            rearm();
            return did ? Progress.SOME : Progress.NONE;
        } finally {
            if (!done) status = cancelled ? TaskStatus.CANCELED : TaskStatus.FAILED;
            publishCounters();
        }
    }

    private boolean runMailbox() {
        boolean did = false;
        for (Runnable mail; (mail = mailbox.poll()) != null; did = true) mail.run();
        return did;
    }

    /** A snapshot takes its share of the time, and all that is not needed for input. */
    private boolean workAndSave(long nowMs) {
        long startNs = environment.nanoTime();
        boolean worked = work(nowMs);
        return worked | checkpoints.save(worked ? environment.nanoTime() - startNs : -1);
    }

    private boolean work(long nowMs) {
        if (status != TaskStatus.RUNNING) return false;
        starved = false;
        // With its last savepoint a job ends everywhere at once: a consumer that has gone first takes nothing any more.
        if (isBlocked() && !leaving) {
            flushIfDue(nowMs);
            return false;
        }
        if (inputHandled) return complete();
        if (checkpoints.isStopped()) return false;
        boolean did = fireTimers(nowMs) | runInput();
        flushIfDue(nowMs);
        return did;
    }

    /** Whether a lane refuses; tries once more to be rid of what waits. */
    private boolean isBlocked() {
        blocked = !chain.areOutputsDrained() && !chain.drainOutputs();
        return blocked;
    }

    private boolean fireTimers(long nowMs) {
        if (clock.nextTimerMs() > nowMs) return false;
        clock.fire(operators);
        return true;
    }

    private boolean runInput() {
        long startNs = environment.nanoTime();
        boolean did = false;
        while (!input.isEnded()) {
            if (isBlocked() || checkpoints.isStopped()) return did;
            if (!input.run()) {
                starved = true;
                return did;
            }
            did = true;
            for (Operator operator : batchEnders) operator.onBatchEnd();
            if (environment.nanoTime() - startNs >= STEP_BUDGET_NS) return true;
        }
        if (checkpoints.isSaving()) return did; // what ends may not change any more
        while (!chain.first().endInput()) {
            if (isBlocked() || environment.nanoTime() - startNs >= STEP_BUDGET_NS) return true;
        }
        endInput();
        return true;
    }

    /** All operators have heard of the end; what is left then is to get rid of the output. */
    private void endInput() {
        prepared = checkpoints.prepareCommit(Long.MAX_VALUE);
        inputHandled = true;
        Marker.Barrier waiting = triggered;
        if (waiting != null) startCheckpoint(waiting);
    }

    private boolean complete() {
        if (checkpoints.isSaving()) return false;
        if (prepared.isEmpty()) commitAndFinish();
        else status = TaskStatus.PREPARED;
        return true;
    }

    private void commitAndFinish() {
        checkpoints.finishSaving();
        for (Operator operator : operators) if (operator instanceof TransactionalOperator sink) sink.commitAll();
        status = TaskStatus.FINISHED;
    }

    private void flushIfDue(long nowMs) {
        boolean isDue = nowMs - flushedMs >= flushMaxDelayMs;
        if (!starved && !isDue) return;
        if (isDue) flushedMs = nowMs;
        if (starved && isDue) chain.restCombiners();
        chain.flushOutputs(isDue);
    }

    /**
     * Has the task woken for the next timer, or to flush what it may not keep for ever. While a lane refuses no timer
     * fires.
     */
    private void rearm() {
        long wantMs = blocked || checkpoints.isStopped() ? Long.MAX_VALUE : clock.nextTimerMs();
        if ((blocked || starved) && chain.hasUnsent()) wantMs = Math.min(wantMs, flushedMs + flushMaxDelayMs);
        if (clock.nowMs() >= wakeAtMs) wakeAtMs = Long.MAX_VALUE;
        if (wantMs >= wakeAtMs) return;
        wakeAtMs = wantMs;
        environment.wakeAt(wantMs);
    }

    /** Tasks whose inputs have all ended start a checkpoint too, since no barrier will come to them. */
    private void startCheckpoint(Marker.Barrier barrier) {
        if (status != TaskStatus.RUNNING && status != TaskStatus.PREPARED) return;
        if (chain.source() == null && !inputHandled) {
            triggered = barrier;
            return;
        }
        if (barrier.after() == Marker.Barrier.After.DRAIN && !inputHandled)
            chain.first().watermark(Long.MAX_VALUE);
        checkpoints.take(barrier, 0, !inputHandled);
    }

    private void onAligned(Marker.Barrier barrier, long sinceMs) {
        checkpoints.take(barrier, Math.max(0, clock.nowMs() - sinceMs), true);
    }

    private void commitCheckpoint(long checkpointId, boolean finish) {
        if (status != TaskStatus.RUNNING && status != TaskStatus.PREPARED) return;
        checkpoints.complete(checkpointId);
        if (!finish || !checkpoints.hasPart(checkpointId)) return;
        if (!inputHandled) for (EdgeOutput output : chain.outputs()) output.mark(Marker.EndOfInput.INSTANCE);
        inputHandled = true;
        leaving = true;
        prepared = List.of();
        status = TaskStatus.RUNNING;
    }

    private void endCheckpoint(long checkpointId) {
        input.abortCheckpoint(checkpointId);
        checkpoints.abort(checkpointId);
    }

    private void publishCounters() {
        long recordsOut = 0;
        long batchesOut = 0;
        long late = 0;
        for (EdgeOutput output : chain.outputs()) {
            recordsOut += output.records();
            batchesOut += output.batches();
        }
        for (Operator operator : operators) late += operator.lateRecords();
        long watermarkMs = operators.get(operators.size() - 1).watermarkMs();
        counters = new TaskCounters(input.records(), recordsOut, batchesOut, late, watermarkMs, blocked);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (!status.isTerminal()) status = TaskStatus.CANCELED;
        checkpoints.giveUp();
        OperatorException failure = null;
        for (Operator operator : operators) {
            try {
                operator.close();
            } catch (Exception e) {
                if (failure == null) failure = new OperatorException(operator.name(), e);
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }

    @Override
    public TaskStatus status() {
        return status;
    }

    @Override
    public List<Committable> prepared() {
        return status == TaskStatus.PREPARED ? prepared : List.of();
    }

    @Override
    public void commit() {
        post(() -> {
            if (status == TaskStatus.PREPARED) commitAndFinish();
        });
    }

    @Override
    public void cancel() {
        cancelled = true;
        environment.wake();
    }

    @Override
    public void triggerCheckpoint(Marker.Barrier barrier) {
        post(() -> startCheckpoint(barrier));
    }

    @Override
    public void completeCheckpoint(long checkpointId, boolean finish) {
        post(() -> commitCheckpoint(checkpointId, finish));
    }

    @Override
    public void abortCheckpoint(long checkpointId) {
        post(() -> endCheckpoint(checkpointId));
    }

    private void post(Runnable mail) {
        mailbox.offer(mail);
        environment.wake();
    }

    @Override
    public TaskCounters counters() {
        return counters;
    }
}
