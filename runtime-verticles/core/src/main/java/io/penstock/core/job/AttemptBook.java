// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.HaRecord.AttemptRecord;
import io.penstock.core.message.JobScale;
import java.util.List;

/**
 * What of attempts and failures is stored, so that no later JobMaster repeats or forgets it, and what was sent to be.
 */
final class AttemptBook {
    private static final String TIMER = "attempts/";

    private final JobContext context;
    private final JobLife life;
    /** The highest attempt number that is stored. */
    private int stored;

    private int sent;
    private int failuresSent;
    /** A number that nobody has used, though it is sent to be stored; 0 if there is none. */
    private int unused;
    /** The vertices whose tasks commit, as it is sent to be stored; empty if that is not decided. */
    private List<Integer> committing;
    /** Why the job fails for good; empty if it does not. */
    private String failing = "";

    /** {@code known}: its attempt numbers may be used already, unless no JobMaster was there before. */
    AttemptBook(JobContext context, JobLife life, AttemptRecord known, boolean first) {
        this.context = context;
        this.life = life;
        this.stored = known.highest();
        this.sent = known.highest();
        this.committing = known.committing();
        this.unused = first ? 1 : 0;
    }

    int stored() {
        return stored;
    }

    int sent() {
        return sent;
    }

    List<Integer> committing() {
        return committing;
    }

    /** The number of attempts of tasks that are yet to come. */
    int next() {
        int next = unused > 0 ? unused : sent + 1;
        unused = 0;
        return next;
    }

    /** Whether the timer is one of these: it stands behind a write. */
    boolean onTimer(String key) {
        if (!key.startsWith(TIMER)) return false;
        stored = Math.max(stored, Integer.parseInt(key.substring(TIMER.length())));
        return true;
    }

    /** Stores what is news, with attempts up to that one. */
    void store(int wanted, Committer committer) {
        boolean decided = !committer.decided().equals(committing);
        if (wanted <= sent && life.failuresInAll() == failuresSent && !decided) return;
        committing = committer.decided();
        write(Math.max(sent, wanted));
        if (decided) committer.startTimer();
    }

    /** Lower attempts than {@link JobScale#since} are of the parallelism before. */
    void store(JobScale scale) {
        life.rescaled(scale);
        unused = scale.since();
        write(Math.max(sent, scale.since()));
    }

    /**
     * Before any task is stopped: a successor that found stopped tasks and no word of the failure would start them
     * over.
     */
    void storeFailing(String why) {
        failing = why;
        failuresSent = life.failuresInAll();
        context.persist(life.record(sent, why, committing));
    }

    private void write(int highest) {
        sent = highest;
        failuresSent = life.failuresInAll();
        context.persist(life.record(highest, failing, committing));
        context.startTimer(TIMER + highest, context.nowMs());
    }
}
