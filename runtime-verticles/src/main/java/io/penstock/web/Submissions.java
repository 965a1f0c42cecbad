// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.JobId;
import io.penstock.job.JarStore;
import io.vertx.core.Future;

/**
 * Submits jobs and answers once their program was understood, so that whoever submits a bad one reads why at once. A
 * program that takes longer than a second is answered for without having been looked at.
 */
final class Submissions {
    private final JarStore jars;
    private final ClusterClient client;

    Submissions(JarStore jars, ClusterClient client) {
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
            return client.submit(run.spec(jarId, entryClass));
        });
    }
}
