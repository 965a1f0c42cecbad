// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.bus.HaRecords;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.JobId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** The structures that jobs were accepted with, from their records. Thread-safe. */
public record StoredGraphs(ReplicatedStore store) implements Function<JobId, Future<Optional<JobGraph>>> {

    @Override
    public Future<Optional<JobGraph>> apply(JobId job) {
        return store.get("jobs", job.value())
                .map(found -> found.flatMap(
                        versioned -> Optional.ofNullable(((JobRecord) HaRecords.decode(versioned.value())).graph())));
    }
}
