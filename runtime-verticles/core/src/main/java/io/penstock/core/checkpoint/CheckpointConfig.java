// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.api.JobOptions;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * How a job wants its checkpoints; times in ms.
 *
 * @param possible whether the job can have checkpoints at all: no exchange of it blocks
 * @param intervalMs 0: none are taken by themselves
 * @param toleratedFailures in a row; -1: any number
 * @param root under which the job's own checkpoints lie, and nothing else
 * @param savepointRoot where savepoints go that name no target; may be empty
 */
public record CheckpointConfig(
        boolean possible,
        long intervalMs,
        long minPauseMs,
        long timeoutMs,
        int toleratedFailures,
        int retained,
        String root,
        String savepointRoot) {
    private static final long TIMEOUT_MS = 600_000;

    /** Read from a job's options, with what the graph allows. */
    public static CheckpointConfig of(JobId job, JobGraph graph, SortedMap<String, String> options) {
        boolean possible = !graph.batch();
        String directory = options.getOrDefault(JobOptions.CHECKPOINT_DIRECTORY, "");
        boolean files =
                options.getOrDefault(JobOptions.CHECKPOINT_STORE, "hazelcast").equals("directory");
        String base = files ? file(directory) + "/" : "hazelcast:";
        return new CheckpointConfig(
                possible,
                possible ? number(options, JobOptions.CHECKPOINT_INTERVAL_MS, 0) : 0,
                number(options, JobOptions.CHECKPOINT_MIN_PAUSE_MS, 0),
                number(options, JobOptions.CHECKPOINT_TIMEOUT_MS, TIMEOUT_MS),
                (int) number(options, JobOptions.CHECKPOINT_TOLERATED_FAILURES, -1),
                (int) number(options, JobOptions.CHECKPOINT_RETAINED, 1),
                base + job.value(),
                options.getOrDefault(JobOptions.SAVEPOINT_DIRECTORY, directory));
    }

    /** What is wrong with a job's options, one sentence each. */
    public static List<String> problems(SortedMap<String, String> options) {
        List<String> problems = new ArrayList<>();
        options.forEach((key, value) -> {
            if (key.startsWith("checkpoint.") || key.startsWith("savepoint.")) {
                JobOptions.problem(key, value).ifPresent(problems::add);
            }
        });
        boolean files = options.getOrDefault(JobOptions.CHECKPOINT_STORE, "").equals("directory");
        if (files && options.getOrDefault(JobOptions.CHECKPOINT_DIRECTORY, "").isEmpty()) {
            problems.add("option '" + JobOptions.CHECKPOINT_STORE + "' is directory, but '"
                    + JobOptions.CHECKPOINT_DIRECTORY + "' is not set");
        }
        return problems;
    }

    /** Whether the job takes checkpoints by itself. */
    public boolean enabled() {
        return intervalMs > 0;
    }

    /** Where a checkpoint lies. */
    String place(JobId job, CheckpointKind kind, long id, String target) {
        if (!kind.savepoint()) return root + (root.startsWith("file:") ? "/chk-" : "/") + id;
        String under = target.isEmpty() ? savepointRoot : target;
        // The whole id: clients may choose it, and jobs whose ids begin alike share the directory.
        return file(under) + "/savepoint-" + job + "-" + id;
    }

    private static String file(String path) {
        String plain = path.startsWith("file:") ? path.substring("file:".length()) : path;
        while (plain.length() > 1 && plain.endsWith("/")) plain = plain.substring(0, plain.length() - 1);
        return "file:" + plain;
    }

    private static long number(SortedMap<String, String> options, String key, long absent) {
        String value = options.get(key);
        return value == null ? absent : Long.parseLong(value);
    }
}
