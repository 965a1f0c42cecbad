// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.message.HaRecord.AttemptRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.ParallelismRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of rescales: of each attempt it is settled how parallel its job is, by what was stored before it was
 * sent out; a rescale that is stored is never taken back; and what a client is told was granted was stored.
 */
final class ScaleLaws {
    private final Simulation world;
    /** By job, from which attempt on it had which parallelism. */
    private final Map<JobId, TreeMap<Integer, List<Integer>>> stored = new TreeMap<>();

    ScaleLaws(Simulation world) {
        this.world = world;
    }

    void stored(@Nullable AttemptRecord before, AttemptRecord after) {
        JobScale old = before == null ? null : before.scale();
        JobScale next = after.scale();
        boolean later = old == null || next != null && old.since() <= next.since();
        world.invariants.check(later, "the rescale of %s is forgotten: %s and then %s", after.job(), old, next);
        if (next == null) return;
        world.invariants.check(next.since() <= after.highest(), "%s says less than it rests on", after);
        List<Integer> same =
                stored.computeIfAbsent(after.job(), job -> new TreeMap<>()).put(next.since(), next.parallelism());
        world.invariants.check(
                same == null || same.equals(next.parallelism()),
                "%s is %s and %s parallel from attempt %s on",
                after.job(),
                same,
                next.parallelism(),
                next.since());
    }

    /** The attempt from which on the job has its present parallelism; 0: all. */
    int since(JobId job) {
        TreeMap<Integer, List<Integer>> ofJob = stored.get(job);
        return ofJob == null ? 0 : ofJob.lastKey();
    }

    /** A task starts. */
    void started(SimTask task) {
        JobGraph graph = task.job.graph();
        if (graph == null) return;
        Map.Entry<Integer, List<Integer>> known =
                stored.getOrDefault(task.job.id(), new TreeMap<>()).floorEntry(task.attempt.attempt());
        List<Integer> wanted = known == null ? JobGraphs.parallelism(graph) : known.getValue();
        world.invariants.check(
                wanted.equals(task.deployment.parallelism()),
                "%s of %s starts with parallelism %s instead of %s",
                task.attempt,
                task.job.id(),
                task.deployment.parallelism(),
                wanted);
    }

    /** Whether one attempt is of the parallelism before that of a later one. */
    boolean isBefore(JobId job, int attempt, int later) {
        TreeMap<Integer, List<Integer>> ofJob = stored.getOrDefault(job, new TreeMap<>());
        return ofJob.floorKey(later) != null && !ofJob.floorKey(later).equals(ofJob.floorKey(attempt));
    }

    /** A client is told so. Where it wanted this and no less, the job has, or had, that parallelism. */
    void granted(JobId job, List<ParallelismRange> asked) {
        JobGraph graph = world.client.job(job).graph();
        if (graph == null || asked.stream().anyMatch(range -> range.lower() < range.upper())) return;
        List<List<Integer>> had = new ArrayList<>(List.of(JobGraphs.parallelism(graph)));
        had.addAll(stored.getOrDefault(job, new TreeMap<>()).values());
        boolean ever = had.stream()
                .anyMatch(each -> graph.vertices().stream()
                        .allMatch(v -> asked.stream()
                                .allMatch(range -> !range.vertexId().equals(v.vertexId())
                                        || range.upper() == each.get(v.index()))));
        world.invariants.check(ever, "%s was granted %s, which is not stored: %s", job, asked, had);
    }
}
