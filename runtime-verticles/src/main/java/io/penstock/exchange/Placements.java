// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.Deployment;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the subtasks of a job are, for constant-time look-ups. Made once per deployment and shared by all its tasks;
 * immutable.
 */
public final class Placements {
    private final List<WorkerInfo> workers;
    private final Map<Integer, int[]> workerOf = new TreeMap<>();
    private final Map<Integer, int[]> attemptOf = new TreeMap<>();

    private Placements(List<WorkerInfo> workers) {
        this.workers = List.copyOf(workers);
    }

    /** The placements of a deployment: those of the vertices to deploy and of all their neighbours. */
    public static Placements of(Deployment deployment) {
        return of(deployment.workers(), deployment.placements());
    }

    /** The same, of its parts. */
    public static Placements of(List<WorkerInfo> workers, List<Deployment.VertexPlacement> vertices) {
        Placements placements = new Placements(workers);
        for (Deployment.VertexPlacement vertex : vertices) {
            placements.workerOf.put(vertex.vertex(), ints(vertex.first(), vertex.workers()));
            placements.attemptOf.put(vertex.vertex(), ints(vertex.first(), vertex.attempts()));
        }
        return placements;
    }

    /** By subtask; -1 for those that the list leaves out at its beginning. */
    private static int[] ints(int first, List<Integer> list) {
        int[] ints = new int[first + list.size()];
        for (int i = 0; i < ints.length; i++) ints[i] = i < first ? -1 : list.get(i - first);
        return ints;
    }

    /** The workers which {@link #workersOf} refers to by index. */
    List<WorkerInfo> workers() {
        return workers;
    }

    /** Index of a worker, -1 if the placements do not name it. */
    int indexOf(NodeId node) {
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).node().equals(node)) return i;
        }
        return -1;
    }

    /** Index of the worker per subtask of a vertex, -1 where there is none. Not to be written to. */
    int[] workersOf(int vertex) {
        return known(workerOf.get(vertex), vertex);
    }

    /** The current attempt per subtask of a vertex. Not to be written to. */
    int[] attemptsOf(int vertex) {
        return known(attemptOf.get(vertex), vertex);
    }

    private static int[] known(int @Nullable [] perSubtask, int vertex) {
        if (perSubtask == null) throw new IllegalArgumentException("the deployment does not place vertex " + vertex);
        return perSubtask;
    }
}
