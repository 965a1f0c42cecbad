// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queries passed on to JobMasters, under numbers of its own since two clients may choose the same request id. */
final class Relay {
    private static final int OPEN_MAX = 10_000;

    private record Open(Endpoint client, String requestId, JobId job, long untilMs) {}

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final long timeoutMs;
    private final ActionList out;
    private long relayed;

    Relay(long timeoutMs, ActionList out) {
        this.timeoutMs = timeoutMs;
        this.out = out;
    }

    /** Asks the JobMaster. Gives false if too many questions are open. */
    boolean ask(Endpoint client, String requestId, JobId job, Endpoint master, long nowMs) {
        if (open.size() >= OPEN_MAX) return false;
        String id = "relay-" + ++relayed;
        open.put(id, new Open(client, requestId, job, nowMs + timeoutMs));
        out.send(master, new Message.QueryJob(id, job));
        return true;
    }

    void answered(Message.JobAnswer answer) {
        Open question = open.remove(answer.requestId());
        if (question == null) return;
        out.send(question.client, new Message.JobAnswer(question.requestId, answer.report(), answer.refusal()));
    }

    /**
     * Answers what has waited too long from {@code known}; what that does not know goes unanswered, and the client asks
     * again.
     */
    void expire(long nowMs, Function<JobId, @Nullable JobReport> known) {
        for (String id : late(nowMs)) {
            Open question = open.remove(id);
            JobReport report = question == null ? null : known.apply(question.job);
            if (question != null && report != null) {
                out.send(question.client, new Message.JobAnswer(question.requestId, report, null));
            }
        }
    }

    private List<String> late(long nowMs) {
        var late = new ArrayList<String>();
        for (var entry : open.entrySet()) {
            if (entry.getValue().untilMs > nowMs) break;
            late.add(entry.getKey());
        }
        return late;
    }
}
