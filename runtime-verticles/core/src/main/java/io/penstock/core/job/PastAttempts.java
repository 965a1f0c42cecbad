// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport.PastAttempt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The attempts before the present ones, for people who look at a job; bounded, nothing is decided by them. */
final class PastAttempts {
    private static final int KEPT_MAX = 200;

    private final Deque<PastAttempt> newestFirst = new ArrayDeque<>();

    /** Notes an attempt of a region whose tasks have all ended: one entry per vertex. */
    void add(JobRegion region) {
        List<Execution> members = region.members;
        for (int from = 0; from < members.size(); ) {
            int to = from;
            while (to < members.size() && members.get(to).vertex == members.get(from).vertex) to++;
            newestFirst.addFirst(together(members.subList(from, to), region.attempt));
            if (newestFirst.size() > KEPT_MAX) newestFirst.removeLast();
            from = to;
        }
    }

    private static PastAttempt together(List<Execution> members, int attempt) {
        Execution first = members.get(0);
        long startMs = -1;
        long endMs = -1;
        int failed = 0;
        for (Execution member : members) {
            if (member.startMs >= 0 && (startMs < 0 || member.startMs < startMs)) startMs = member.startMs;
            endMs = Math.max(endMs, member.endMs);
            if (member.state == ExecutionState.FAILED) failed++;
        }
        return new PastAttempt(first.vertex, first.subtask, members.size(), attempt, failed, startMs, endMs);
    }

    List<PastAttempt> newestFirst() {
        return List.copyOf(newestFirst);
    }
}
