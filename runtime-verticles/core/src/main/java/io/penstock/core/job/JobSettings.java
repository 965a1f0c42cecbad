// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.CheckpointConfig;
import io.penstock.core.failover.RestartStrategies;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.JobRecord;
import java.util.TreeMap;

/** What follows from a job's options: its own, its submission's, and the node's for what neither says. */
record JobSettings(JobRecord record, Strategies strategies) {
    private static final String SAME_FAILURES_OF_BOUNDED = "8";

    CheckpointConfig checkpoints() {
        JobGraph graph = record.graph();
        if (graph == null) throw new IllegalStateException("no graph");
        return CheckpointConfig.of(record.spec().jobId(), graph, strategies.withDefaults(options()));
    }

    /**
     * The strategies of the JobMaster with that token.
     *
     * @throws StrategyException naming every problem
     */
    JobStrategies choose(FencingToken token) {
        return strategies.choose(options(), seed(token));
    }

    private TreeMap<String, String> options() {
        JobGraph graph = record.graph();
        var options = new TreeMap<>(graph == null ? new TreeMap<String, String>() : graph.options());
        options.putAll(record.spec().options());
        boolean endless = graph == null || !graph.vertices().stream().allMatch(JobVertex::bounded);
        // Whoever waits for a job to end wants to hear that it can't; a job that never ends rather waits for better
        // times.
        if (!endless) options.putIfAbsent(RestartStrategies.SAME_FAILURES_MAX, SAME_FAILURES_OF_BOUNDED);
        return options;
    }

    /** Different for each JobMaster, the same when this one is replayed. */
    private long seed(FencingToken token) {
        return record.spec().jobId().value().hashCode() * 31L * 31L + token.term() * 31L + token.counter();
    }
}
