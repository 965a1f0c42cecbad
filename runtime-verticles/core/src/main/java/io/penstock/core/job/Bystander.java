// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord.JobResultRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.Message;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.SavepointOperation;
import org.jspecify.annotations.Nullable;

/** What clients are told while the job does not run: not yet, or not any more. */
final class Bystander {
    private final JobContext context;
    private final Ending ending;

    Bystander(JobContext context, Ending ending) {
        this.context = context;
        this.ending = ending;
    }

    void onCancel(Endpoint from, Message.CancelJob message) {
        JobResultRecord result = ending.stored();
        Refusal refusal = result == null
                ? null
                : new Refusal(
                        Refusal.Code.CONFLICT,
                        "the job has ended: " + result.report().status());
        context.send(from, new Message.CancelAnswer(message.requestId(), message.job(), refusal));
    }

    /** A job that was stopped by a savepoint still tells of it, as the Dispatcher does once it knows of the end. */
    void onSavepoint(Endpoint from, String requestId, String operation) {
        JobResultRecord end = ending.stored();
        SavepointOperation known =
                end == null ? null : end.report().checkpoints().operation(operation);
        context.send(
                from, new Message.SavepointAnswer(requestId, context.job(), known, known == null ? refusal() : null));
    }

    void onRescale(Endpoint from, Message.RescaleJob message) {
        context.send(from, new Message.RescaleAnswer(message.requestId(), context.job(), refusal()));
    }

    /** {@code report}: what is known, or null if that is nothing. */
    void onQuery(Endpoint from, Message.QueryJob message, @Nullable JobReport report) {
        boolean storing = ending.begun() && ending.stored() == null;
        JobReport told = storing ? null : report;
        context.send(from, new Message.JobAnswer(message.requestId(), told, told == null ? notNow() : null));
    }

    private Refusal refusal() {
        return ending.stored() == null ? notNow() : new Refusal(Refusal.Code.CONFLICT, "the job has ended");
    }

    private Refusal notNow() {
        return new Refusal(
                Refusal.Code.RETRY, ending.begun() ? "the job's result is being stored" : "the job is being loaded");
    }
}
