// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.HaRecord.JarRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.NodeId;
import io.penstock.job.JarStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Submits jobs and answers once their program was understood, so that whoever submits a bad one reads why at once. A
 * program that takes longer than a second is answered for without having been looked at.
 */
final class Submissions {
    private final JarStore jars;
    private final ClusterClient client;
    private final AtomicInteger turns = new AtomicInteger();

    Submissions(JarStore jars, ClusterClient client) {
        this.jars = jars;
        this.client = client;
    }

    /** Runs an uploaded jar. Fails with {@link ApiException} if there is no such jar or its program cannot be run. */
    Future<JobId> run(String jarId, RunRequest run) {
        return spec(jarId, run).compose(client::submit);
    }

    /**
     * The plan of what would run, evaluated by a worker, since coordinators run no user code. Fails with
     * {@link ApiException} or the program's own words.
     */
    Future<JsonObject> plan(String jarId, RunRequest run) {
        return spec(jarId, run)
                .compose(spec -> worker().compose(worker -> client.plan(worker, spec))
                        .map(graph -> JobViews.plan(spec.jobId(), graph.name(), graph)));
    }

    /** The classes in a jar that are programs. */
    Future<List<String>> programs(String jarId) {
        return jar(jarId).compose(jar -> worker()).compose(worker -> client.programs(worker, jarId));
    }

    private Future<JobSpec> spec(String jarId, RunRequest run) {
        return jar(jarId).compose(jar -> {
            String entryClass = run.entryClass() != null ? run.entryClass() : jar.entryClass();
            if (entryClass == null || entryClass.isBlank()) {
                return Future.failedFuture(ApiException.badRequest(
                        "entryClass: the jar's manifest names no program (Penstock-Program), so the request must"));
            }
            return Future.succeededFuture(run.spec(jarId, entryClass));
        });
    }

    private Future<JarRecord> jar(String jarId) {
        return jars.find(jarId)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.get())
                        : Future.failedFuture(ApiException.notFound("there is no jar " + jarId)));
    }

    /** Each in turn. */
    private Future<NodeId> worker() {
        return client.cluster().compose(cluster -> {
            List<WorkerReport> workers = cluster.workers();
            if (workers.isEmpty()) {
                return Future.failedFuture(ApiException.unavailable("no worker has joined that could look at the jar"));
            }
            int next = Math.floorMod(turns.getAndIncrement(), workers.size());
            return Future.succeededFuture(workers.get(next).worker().node());
        });
    }
}
