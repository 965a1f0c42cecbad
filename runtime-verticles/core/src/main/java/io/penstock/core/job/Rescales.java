// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.JobReport.Rescale;
import io.penstock.core.message.JobReport.RescaleState;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rescale under way, those before it, and what clients were answered. */
final class Rescales {
    private static final int KEPT_MAX = 16;

    /** How far one is. */
    enum Phase {
        /** Waits for the slots that it will need. */
        SLOTS,
        /** Waits for the checkpoint to go on from. */
        CHECKPOINT,
        /** The new parallelism is being stored; from here it can't be taken back. */
        STORING,
        /** The tasks are being stopped. */
        STOPPING,
        /** The new ones are being started. */
        STARTING
    }

    /** One of them. */
    static final class Active {
        final String id;
        final List<ParallelismRange> asked;
        final @Nullable RescalePlan plan;
        final List<Integer> from;
        List<Integer> to;
        final long startMs;
        final Map<String, Endpoint> clients = new LinkedHashMap<>();
        Phase phase;
        String reason = "";
        long stoppedMs = -1;
        /** The checkpoint that was asked for, and how many were before it. */
        String checkpoint = "";

        int checkpoints;
        /** Until when slots, or the checkpoint, are waited for. */
        long untilMs;

        private Active(String id, List<ParallelismRange> asked, RescalePlan plan, long nowMs) {
            this.id = id;
            this.asked = asked;
            this.plan = plan;
            this.from = plan.from();
            this.to = plan.target();
            this.startMs = nowMs;
            this.phase = Phase.SLOTS;
        }

        /** One that an earlier JobMaster had stored. */
        private Active(String id, List<Integer> from, List<Integer> to, long nowMs) {
            this.id = id;
            this.asked = List.of();
            this.plan = null;
            this.from = from;
            this.to = to;
            this.startMs = nowMs;
            this.phase = Phase.STOPPING;
        }

        boolean stored() {
            return phase == Phase.STOPPING || phase == Phase.STARTING;
        }

        private Rescale entry(RescaleState state, long endMs) {
            return new Rescale(id, state, from, to, reason, startMs, stoppedMs, endMs);
        }
    }

    private final ArrayDeque<Rescale> ended = new ArrayDeque<>();
    private final Map<String, Optional<Refusal>> answers = new LinkedHashMap<>();
    private @Nullable Active active;

    @Nullable
    Active active() {
        return active;
    }

    Active begin(String id, List<ParallelismRange> asked, RescalePlan plan, long nowMs) {
        var begun = new Active(id, asked, plan, nowMs);
        active = begun;
        return begun;
    }

    Active resume(String id, List<Integer> from, List<Integer> to, long nowMs) {
        var begun = new Active(id, from, to, nowMs);
        active = begun;
        return begun;
    }

    void end(RescaleState state, long nowMs) {
        if (active == null) return;
        ended.addFirst(active.entry(state, nowMs));
        if (ended.size() > KEPT_MAX) ended.removeLast();
        active = null;
    }

    boolean isAnswered(String requestId) {
        return answers.containsKey(requestId);
    }

    /** Why that request was refused; null if it was granted, or not answered. */
    @Nullable
    Refusal refusal(String requestId) {
        return answers.getOrDefault(requestId, Optional.empty()).orElse(null);
    }

    void answered(String requestId, @Nullable Refusal refusal) {
        answers.put(requestId, Optional.ofNullable(refusal));
        if (answers.size() > KEPT_MAX)
            answers.remove(answers.keySet().iterator().next());
    }

    /** Newest first. */
    List<Rescale> entries() {
        List<Rescale> entries = new ArrayList<>(ended);
        if (active != null) entries.add(0, active.entry(RescaleState.IN_PROGRESS, -1));
        return List.copyOf(entries);
    }
}
