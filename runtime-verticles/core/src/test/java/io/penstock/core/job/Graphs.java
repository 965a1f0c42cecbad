// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Writes job graphs down in few words. */
public final class Graphs {
    private final List<JobVertex> vertices = new ArrayList<>();
    private final List<JobEdge> edges = new ArrayList<>();
    private final TreeMap<String, String> options = new TreeMap<>();

    public static Graphs graph() {
        return new Graphs();
    }

    public Graphs vertex(String name, int parallelism) {
        return vertex(name, parallelism, "default", ResourceProfile.ANY);
    }

    public Graphs vertex(String name, int parallelism, String group, ResourceProfile profile) {
        int index = vertices.size();
        vertices.add(new JobVertex(
                index,
                String.format("%032x", index),
                name,
                parallelism,
                128,
                group,
                profile,
                List.of(),
                1,
                index == 0,
                true,
                false));
        return this;
    }

    public Graphs pipelined(int from, int to, ExchangePattern pattern) {
        return edge(from, to, pattern, ExchangeType.PIPELINED);
    }

    public Graphs blocking(int from, int to, ExchangePattern pattern) {
        return edge(from, to, pattern, ExchangeType.BLOCKING);
    }

    private Graphs edge(int from, int to, ExchangePattern pattern, ExchangeType type) {
        edges.add(new JobEdge(edges.size(), from, 0, null, to, 0, pattern, type));
        return this;
    }

    public Graphs option(String key, String value) {
        options.put(key, value);
        return this;
    }

    public JobGraph build() {
        return new JobGraph(
                "test",
                false,
                Collections.unmodifiableSortedMap(options),
                List.copyOf(vertices),
                List.copyOf(edges),
                "f");
    }
}
