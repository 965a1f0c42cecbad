// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.Action;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord.CheckpointIndex;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SavepointOperation;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a job's checkpoints begin, when one counts, and what becomes of the others. One at a time is under way.
 *
 * <p>The order of one: barriers, parts, a look whether the parts are there, its record, the index that names it; then,
 * and only then, sinks are told to commit and what it supersedes is dropped. From the moment that its index is sent to
 * the store it can't be taken back, so nothing is deployed until the store has answered: a task must not go back behind
 * what others may have committed.
 */
public final class CheckpointCoordinator {
    private static final String PREFIX = "checkpoint/";
    private static final String NEXT = PREFIX + "next";
    private static final String TIMEOUT = PREFIX + "timeout/";
    private static final String STORED = PREFIX + "stored/";
    private static final long RETRY_MS = 100;
    private static final long RETRY_AFTER_FAULT_MS = 1_000;

    private CheckpointHost host;
    private final CheckpointConfig config;
    private final CheckpointBook book;
    private final Operations operations;
    private final @Nullable RestoreFrom start;
    /** Writes of the index that are not acknowledged, oldest first. */
    private final ArrayDeque<Write> writes = new ArrayDeque<>();

    private @Nullable PendingCheckpoint pending;
    /** The latest that is stored. */
    private @Nullable CheckpointRef latest;
    /** The subtasks that had ended when it began, if it was taken here. */
    private List<SubtaskId> finished = List.of();

    private @Nullable RestoreFrom restored;
    private long writesSent;
    private long nextMs = -1;
    private long retryMs;
    private long armedForMs = -1;
    private int failuresInRow;
    /** Whether a checkpoint that began when no input was left is complete, and no task was restarted since. */
    private boolean lastDone;

    /** Those that nobody goes back to, once the store has the index without them. */
    private final List<CheckpointRef> unreadable = new ArrayList<>();

    private String startOver = "";
    private boolean startOverIsFailure;

    private record Write(long number, CheckpointIndex index, long completes, List<CheckpointRef> superseded) {}

    /**
     * The coordinator of one JobMaster.
     *
     * @param found the index as an earlier JobMaster left it, fenced; null if there is none
     * @param start what the job began from; null if from nothing
     */
    public CheckpointCoordinator(
            CheckpointHost host,
            CheckpointConfig config,
            @Nullable CheckpointIndex found,
            @Nullable RestoreFrom start) {
        this.host = host;
        this.config = config;
        this.book = new CheckpointBook(host.job(), config.retained(), found);
        this.operations = new Operations(host, config, book);
        this.start = start;
        this.latest = book.latest();
    }

    // ---- what the JobMaster asks
    /** Whether checkpoints are taken in turn, so that sinks commit with them and only with them. */
    public boolean enabled() {
        return config.enabled();
    }

    /** Whether tasks whose output is visible may run again: they go back to where it was complete. */
    public boolean repeatable() {
        return enabled() || stopping();
    }

    /** What tasks that are deployed now go on from; null: from the beginning. */
    public @Nullable RestoreFrom restore() {
        return latest == null ? start : latest.restore();
    }

    /** Whether it is settled what {@link #restore} is. */
    public boolean mayDeploy() {
        return pending == null || pending.phase != PendingCheckpoint.Phase.STORING;
    }

    /** Whether tasks that have prepared may commit and end: all they did is in a complete checkpoint. */
    public boolean mayEnd() {
        return !enabled() || lastDone;
    }

    /** The latest complete checkpoint, for beats; 0 if there is none. */
    public long completedId() {
        return latest == null ? 0 : latest.id();
    }

    /** Whether the job can have checkpoints at all. */
    public boolean possible() {
        return config.possible();
    }

    /** How long one may take. */
    public long timeoutMs() {
        return config.timeoutMs();
    }

    /** Whether a savepoint was asked for that stops the job, or has stopped it. */
    public boolean ends() {
        SavepointOperation open = book.open();
        return stopping() || open != null && open.kind().stops();
    }

    /** Has a checkpoint taken as soon as may be; it is known by that id from then on. */
    public void take(String id) {
        book.put(SavepointOperation.begun(id, CheckpointKind.CHECKPOINT, "", host.nowMs()));
    }

    /** How it stands; null if it is not known any more. */
    public @Nullable SavepointOperation taken(String id) {
        return book.operation(id);
    }

    /** The subtasks that had ended when the latest checkpoint began that was taken here. */
    public List<SubtaskId> finished() {
        return finished;
    }

    /** The job goes on with other tasks, from the latest checkpoint. */
    public CheckpointCoordinator goOn(CheckpointHost next) {
        host = next;
        operations.goOn(next);
        return this;
    }

    /** What clients may know. */
    public CheckpointStats stats() {
        return new CheckpointStats(
                book.completedCount(),
                book.failedCount(),
                pending == null ? 0 : pending.id,
                pending == null ? 0 : pending.acknowledged(),
                pending == null ? 0 : pending.tasks(),
                latest,
                restored,
                book.history(),
                book.operations());
    }

    // ---- the JobMaster's life
    /** Tasks of an earlier JobMaster go on: what it had begun is aborted, and the next begins at once. */
    public void adopted() {
        for (NodeId worker : host.workers())
            host.send(worker, new Message.CheckpointAborted(host.job(), host.token(), book.lastId()));
        nextMs = host.nowMs();
        SavepointOperation open = book.open();
        if (open != null && open.kind().stops()) startOver("an earlier JobMaster was stopping the job", false);
    }

    /** Some tasks start over: what is under way will not be whole. */
    public void onFailover() {
        lastDone = false;
        restored = restore();
        if (pending != null && mayDeploy()) giveUp("tasks are being restarted", false);
    }

    /**
     * What the tasks were to go on from cannot be read. If an older checkpoint is retained they go back to that, though
     * sinks have committed since: such output is written twice, which is why one is retained unless the user wants
     * more.
     *
     * @return whether there is one
     */
    public boolean fallBack(String why) {
        CheckpointRef damaged = latest;
        CheckpointRef older = damaged == null || stopping() ? null : book.dropLatest();
        if (damaged == null || older == null) return false;
        latest = older;
        finished = List.of();
        unreadable.add(damaged);
        host.warn("checkpoint " + damaged.id() + " cannot be read, and the job goes back to checkpoint " + older.id()
                + " of " + Instant.ofEpochMilli(older.completedMs())
                + "; what sinks have committed since then may be written again: " + why);
        return true;
    }

    /** The job is being cancelled, or fails, or has finished: no more of this. */
    public void onJobEnding(String why) {
        if (pending != null && mayDeploy()) giveUp(why, false);
        operations.failAll(why);
    }

    /** What must go when the job has ended. */
    public List<Action> remains() {
        if (book.lastId() == 0 && writesSent == 0) return List.of();
        return Remains.of(host.job(), host.token(), config, book.completed());
    }

    // ---- what happens
    public void onTrigger(Endpoint client, Message.TriggerSavepoint request) {
        operations.onTrigger(client, request, stopping());
    }

    public void onQuery(Endpoint client, Message.QuerySavepoint request) {
        operations.onQuery(client, request);
    }

    /** Whether the timer is one of these. */
    public boolean onTimer(String key) {
        if (!key.startsWith(PREFIX)) return false;
        if (key.equals(NEXT)) armedForMs = -1;
        else if (key.startsWith(STORED)) onStored(Long.parseLong(key.substring(STORED.length())));
        else if (key.startsWith(TIMEOUT)) onTimeout(Long.parseLong(key.substring(TIMEOUT.length())));
        return true;
    }

    /** Parts of tasks; answered in any case. */
    public void onReports(Message.SnapshotReports message) {
        host.send(message.worker(), new Message.SnapshotReportsAnswer(host.job(), host.token(), message.sequence()));
        for (SnapshotReport report : message.reports()) onReport(report);
    }

    private void onReport(SnapshotReport report) {
        boolean ours = pending != null
                && pending.id == report.checkpointId()
                && pending.phase == PendingCheckpoint.Phase.COLLECTING
                && pending.waitsFor(report.attempt());
        if (!ours || pending == null) return;
        SnapshotRef ref = report.ref();
        if (ref != null && report.declined().isEmpty()) {
            pending.take(report, ref);
        } else {
            String why = report.declined().isEmpty() ? "its part has no address" : report.declined();
            giveUp(report.attempt() + " declined: " + why, !report.transientDecline());
        }
    }

    private void onTimeout(long id) {
        if (pending == null || pending.id != id || !mayDeploy()) return;
        giveUp("not complete after " + config.timeoutMs() + " ms, " + pending.missing() + " is missing", true);
    }

    /** The parts were looked at. */
    public void onVerified(long id, String problem) {
        if (pending == null || pending.id != id || pending.phase != PendingCheckpoint.Phase.VERIFYING) return;
        if (problem.isEmpty()) pending.phase = PendingCheckpoint.Phase.STORING;
        else giveUp(problem, true);
    }

    /** Tells again what may not have arrived. */
    public void onBeat() {
        if (pending != null && pending.phase == PendingCheckpoint.Phase.COLLECTING) tellHeads(pending);
        if (stopping() && host.allRun()) tellCompleted();
    }

    // ---- decisions
    /** Begins what is due; on the books as the event left them. */
    public void settle() {
        if (!startOver.isEmpty()) {
            String why = startOver;
            startOver = "";
            host.startOver(why, startOverIsFailure);
        }
        if (pending != null) {
            if (pending.phase == PendingCheckpoint.Phase.COLLECTING && pending.whole()) verify(pending);
        } else if (config.possible() && !stopping() && host.allRun()) {
            begin();
        }
    }

    private void begin() {
        if (nextMs < 0) nextMs = host.nowMs() + config.intervalMs();
        SavepointOperation wanted = writes.isEmpty() && !book.isDirty() ? operations.ready() : null;
        boolean last = enabled() && host.atEnd();
        boolean wants = wanted != null || last && !lastDone;
        long dueMs = wants ? retryMs : enabled() && !last ? Math.max(nextMs, retryMs) : Long.MAX_VALUE;
        if (dueMs > host.nowMs()) arm(dueMs);
        else if (wanted != null) begin(wanted.kind(), wanted.target(), wanted.id());
        else begin(CheckpointKind.CHECKPOINT, "", "");
    }

    private void arm(long dueMs) {
        if (dueMs == Long.MAX_VALUE || dueMs == armedForMs) return;
        armedForMs = dueMs;
        host.startTimer(NEXT, dueMs);
    }

    private void begin(CheckpointKind kind, String target, String operation) {
        if (!book.hasId()) return;
        long id = book.nextId();
        var fresh = new PendingCheckpoint(id, kind, config.place(host.job(), kind, id, target), operation, host);
        if (fresh.tasks() == 0) return;
        pending = fresh;
        nextMs = host.nowMs() + config.intervalMs();
        host.startTimer(TIMEOUT + id, host.nowMs() + config.timeoutMs());
        tellHeads(fresh);
    }

    private void tellHeads(PendingCheckpoint of) {
        of.untold()
                .forEach((worker, attempts) -> host.send(
                        worker,
                        new Message.TriggerCheckpoint(host.job(), host.token(), of.id, of.kind, of.place, attempts)));
    }

    private void verify(PendingCheckpoint whole) {
        whole.phase = PendingCheckpoint.Phase.VERIFYING;
        host.act(new Action.VerifyCheckpoint(whole.record(host)));
    }

    private void giveUp(String why, boolean fault) {
        PendingCheckpoint gone = pending;
        if (gone == null) return;
        pending = null;
        host.cancelTimer(TIMEOUT + gone.id);
        host.warn("checkpoint " + gone.id + " is given up: " + why);
        for (NodeId worker : host.workers())
            host.send(worker, new Message.CheckpointAborted(host.job(), host.token(), gone.id));
        host.act(new Action.DropCheckpoint(host.job(), gone.id, gone.place));
        book.failed(gone.ref(-1), why, host.nowMs(), fault);
        retryMs = host.nowMs() + Math.max(fault ? RETRY_AFTER_FAULT_MS : RETRY_MS, config.minPauseMs());
        if (fault) operations.failed(gone.operation, why);
        if (gone.kind.stops()) startOver("it was being stopped, but: " + why, false);
        if (!fault) return;
        failuresInRow++;
        boolean tooMany = config.toleratedFailures() >= 0 && failuresInRow > config.toleratedFailures();
        if (!tooMany) return;
        startOver(failuresInRow + " checkpoints in a row failed, the last since " + why, true);
        failuresInRow = 0;
    }

    private void startOver(String why, boolean failure) {
        startOver = why;
        startOverIsFailure = failure;
    }

    // ---- the store
    /**
     * Stores what changed; the last decision of an event, since what follows waits for it. One write at a time: a later
     * one says that a checkpoint is complete as well, and must not overtake its record.
     */
    public void store() {
        if (!writes.isEmpty()) return;
        List<CheckpointRef> superseded = new ArrayList<>(unreadable);
        long completes = 0;
        if (pending != null && pending.phase == PendingCheckpoint.Phase.STORING && !pending.sent) {
            pending.sent = true;
            completes = pending.id;
            CheckpointRef ref = pending.ref(host.nowMs());
            operations.completed(pending.operation, ref);
            if (!pending.kind.commits()) {
                book.count(ref);
            } else {
                host.persist(pending.record(host));
                superseded.addAll(book.complete(ref));
            }
        }
        CheckpointIndex index = book.changed();
        if (index == null) return;
        unreadable.clear();
        writes.add(new Write(++writesSent, index, completes, superseded));
        host.persist(index);
        host.startTimer(STORED + writesSent, host.nowMs());
        operations.answer();
    }

    private void onStored(long number) {
        while (!writes.isEmpty() && writes.element().number <= number) {
            Write write = writes.remove();
            book.reserved(write.index.idsReserved());
            if (pending != null && write.completes == pending.id) onComplete(pending, write);
            for (CheckpointRef old : write.superseded)
                Remains.of(host.job(), host.token(), old).forEach(host::act);
        }
    }

    private void onComplete(PendingCheckpoint done, Write write) {
        pending = null;
        host.cancelTimer(TIMEOUT + done.id);
        failuresInRow = 0;
        retryMs = host.nowMs() + config.minPauseMs();
        if (!done.kind.commits()) return;
        lastDone = done.last && host.atEnd();
        latest = write.index.completed().get(write.index.completed().size() - 1);
        finished = done.finished();
        tellCompleted();
        host.progressed();
    }

    private void tellCompleted() {
        for (NodeId worker : host.workers())
            host.send(worker, new Message.CheckpointCompleted(host.job(), host.token(), completedId(), stopping()));
    }

    /** Whether the job has its last savepoint and ends. */
    private boolean stopping() {
        return latest != null && latest.kind().stops();
    }
}
