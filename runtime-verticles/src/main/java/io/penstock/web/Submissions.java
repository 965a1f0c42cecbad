// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.TaskFailure;
import io.penstock.job.JarStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Submits jobs and answers once their program was understood, so that whoever submits a bad one reads why at once. A
 * program that takes longer than a second is answered for without having been looked at.
 */
final class Submissions {
    private static final long LOOK_FIRST_MS = 2;
    private static final long LOOK_TOTAL_MS = 1_000;

    private final Vertx vertx;
    private final JarStore jars;
    private final ClusterClient client;

    Submissions(Vertx vertx, JarStore jars, ClusterClient client) {
        this.vertx = vertx;
        this.jars = jars;
        this.client = client;
    }

    /** Runs an uploaded jar. Fails with {@link ApiException} if there is no such jar or its program cannot be run. */
    Future<JobId> run(String jarId, RunRequest run) {
        return jars.find(jarId).compose(found -> {
            if (found.isEmpty()) return Future.failedFuture(ApiException.notFound("there is no jar " + jarId));
            String entryClass =
                    run.entryClass() != null ? run.entryClass() : found.get().entryClass();
            if (entryClass == null || entryClass.isBlank()) {
                return Future.failedFuture(ApiException.badRequest(
                        "entryClass: the jar's manifest names no program (Penstock-Program), so the request must"));
            }
            return client.submit(run.spec(jarId, entryClass)).compose(this::understood);
        });
    }

    private Future<JobId> understood(JobId job) {
        Promise<JobId> promise = Promise.promise();
        look(job, LOOK_FIRST_MS, LOOK_TOTAL_MS, promise);
        return promise.future();
    }

    private void look(JobId job, long pauseMs, long leftMs, Promise<JobId> promise) {
        client.job(job).onComplete(answer -> {
            if (answer.succeeded() && refused(answer.result())) {
                promise.fail(ApiException.badRequest(why(answer.result())));
            } else if (leftMs <= 0 || (answer.succeeded() && decided(answer.result()))) {
                promise.complete(job);
            } else {
                vertx.setTimer(pauseMs, timer -> look(job, Math.min(50, pauseMs * 2), leftMs - pauseMs, promise));
            }
        });
    }

    private static String why(JobReport report) {
        TaskFailure cause = report.rootCause();
        return cause == null ? report.reason() : cause.message();
    }

    private static boolean decided(JobReport report) {
        return report.graph() != null || report.status().terminal();
    }

    private static boolean refused(JobReport report) {
        TaskFailure cause = report.rootCause();
        return report.status() == JobStatus.FAILED && report.graph() == null && cause != null;
    }
}
