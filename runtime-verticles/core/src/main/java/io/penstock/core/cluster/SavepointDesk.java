// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.Message;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.SavepointOperation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes clients' requests for savepoints and rescales to JobMasters and the answers back; of jobs that have ended it
 * answers from their result.
 */
final class SavepointDesk {
    private static final int OPEN_MAX = 10_000;

    private record Open(Endpoint client, String requestId, JobId job, long untilMs, boolean rescale) {}

    /** By the id that the JobMaster will answer: operations by their own, queries by one of ours. */
    private final Map<String, Open> open = new LinkedHashMap<>();

    private final long timeoutMs;
    private final ActionList out;
    private final Function<JobId, @Nullable DispatchedJob> jobs;
    private final Function<JobId, @Nullable JobReport> ended;
    private long asked;

    SavepointDesk(
            long timeoutMs,
            ActionList out,
            Function<JobId, @Nullable DispatchedJob> jobs,
            Function<JobId, @Nullable JobReport> ended) {
        this.timeoutMs = timeoutMs;
        this.out = out;
        this.jobs = jobs;
        this.ended = ended;
    }

    /** Whether the message was for here. */
    boolean takes(Endpoint from, Message message, long nowMs) {
        if (message instanceof Message.TriggerSavepoint m) onTrigger(from, m, nowMs);
        else if (message instanceof Message.QuerySavepoint m) onQuery(from, m, nowMs);
        else if (message instanceof Message.SavepointAnswer m) onAnswer(m);
        else if (message instanceof Message.RescaleJob m) onRescale(from, m, nowMs);
        else if (message instanceof Message.RescaleAnswer m) onAnswer(m);
        else return false;
        return true;
    }

    private void onTrigger(Endpoint client, Message.TriggerSavepoint m, long nowMs) {
        var question = new Open(client, m.requestId(), m.job(), nowMs + timeoutMs, false);
        Endpoint master = masterFor(question, m.requestId());
        if (master == null) return;
        open.put(m.requestId(), question);
        out.send(master, m);
    }

    private void onQuery(Endpoint client, Message.QuerySavepoint m, long nowMs) {
        var question = new Open(client, m.requestId(), m.job(), nowMs + timeoutMs, false);
        Endpoint master = masterFor(question, m.operationId());
        if (master == null) return;
        String id = "savepoint-query-" + ++asked;
        open.put(id, question);
        out.send(master, new Message.QuerySavepoint(id, m.job(), m.operationId()));
    }

    private void onRescale(Endpoint client, Message.RescaleJob m, long nowMs) {
        var question = new Open(client, m.requestId(), m.job(), nowMs + timeoutMs, true);
        Endpoint master = masterFor(question, m.requestId());
        if (master == null) return;
        open.put(m.requestId(), question);
        out.send(master, m);
    }

    /** Where to ask; null if that is answered here. */
    private @Nullable Endpoint masterFor(Open question, String operation) {
        JobReport report = ended.apply(question.job);
        DispatchedJob job = jobs.apply(question.job);
        if (report != null) {
            answerEnded(question, operation, report);
            return null;
        }
        if (job == null) {
            refuse(question, Refusal.Code.NOT_FOUND, "no job " + question.job + " is known");
            return null;
        }
        Endpoint master = job.confirmed ? job.master() : null;
        if (master == null || open.size() >= OPEN_MAX) {
            refuse(question, Refusal.Code.RETRY, "the job's JobMaster is being placed; ask again");
            return null;
        }
        return master;
    }

    private void answerEnded(Open question, String operation, JobReport report) {
        SavepointOperation known =
                question.rescale ? null : report.checkpoints().operation(operation);
        if (known == null) refuse(question, Refusal.Code.CONFLICT, "the job has ended: " + report.status());
        else out.send(question.client, new Message.SavepointAnswer(question.requestId, question.job, known, null));
    }

    private void onAnswer(Message.SavepointAnswer answer) {
        Open question = open.remove(answer.requestId());
        if (question == null) return;
        out.send(
                question.client,
                new Message.SavepointAnswer(question.requestId, question.job, answer.operation(), answer.refusal()));
    }

    private void onAnswer(Message.RescaleAnswer answer) {
        Open question = open.remove(answer.requestId());
        if (question == null) return;
        out.send(question.client, new Message.RescaleAnswer(question.requestId, question.job, answer.refusal()));
    }

    /** Answers what has waited too long: the client may ask again. */
    void expire(long nowMs) {
        for (var each : List.copyOf(open.entrySet())) {
            if (each.getValue().untilMs > nowMs) continue;
            open.remove(each.getKey());
            String why = each.getValue().rescale
                    ? "the job still waits for slots or for its checkpoint to be rescaled; ask again"
                    : "the job's JobMaster does not answer; ask again";
            refuse(each.getValue(), Refusal.Code.RETRY, why);
        }
    }

    private void refuse(Open question, Refusal.Code code, String why) {
        var refusal = new Refusal(code, why);
        out.send(
                question.client,
                question.rescale
                        ? new Message.RescaleAnswer(question.requestId, question.job, refusal)
                        : new Message.SavepointAnswer(question.requestId, question.job, null, refusal));
    }
}
