// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ResourceProfile;
import io.penstock.core.program.ProgramException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Graphs built by hand, as another node might send them. */
class JobGraphsTest {
    private static JobVertex vertex(int index, int inputs, int parallelism) {
        String id = String.format("%032x", index + 1);
        var operator = new OperatorNode(index, id, "op" + index, null, "Map", -1, null);
        return vertex(index, id, inputs, parallelism, List.of(operator));
    }

    private static JobVertex vertex(int index, String id, int inputs, int parallelism, List<OperatorNode> operators) {
        return new JobVertex(
                index,
                id,
                "v" + index,
                parallelism,
                128,
                "default",
                ResourceProfile.ANY,
                operators,
                inputs,
                inputs == 0,
                true,
                false);
    }

    private static JobEdge edge(int index, int source, int target, int input) {
        return edge(index, source, target, input, ExchangePattern.REBALANCE, ExchangeType.PIPELINED);
    }

    private static JobEdge edge(
            int index, int source, int target, int input, ExchangePattern pattern, ExchangeType type) {
        return new JobEdge(index, source, 0, null, target, input, pattern, type);
    }

    private static JobGraph graph(boolean batch, List<JobVertex> vertices, List<JobEdge> edges) {
        return JobGraphs.withFingerprint(new JobGraph("by hand", batch, new TreeMap<>(), vertices, edges, ""));
    }

    private static void refused(JobGraph graph, String words) {
        assertThatThrownBy(() -> JobGraphs.validate(graph))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("invalid job graph: " + words);
    }

    @Test
    void aSoundGraphPasses() {
        var graph = graph(false, List.of(vertex(0, 0, 2), vertex(1, 1, 3)), List.of(edge(0, 0, 1, 0)));
        assertThatCode(() -> JobGraphs.validate(graph)).doesNotThrowAnyException();
    }

    @Test
    void aCycleIsNamed() {
        refused(
                graph(
                        false,
                        List.of(vertex(0, 0, 1), vertex(1, 2, 1), vertex(2, 1, 1)),
                        List.of(edge(0, 0, 1, 0), edge(1, 1, 2, 0), edge(2, 2, 1, 1))),
                "a cycle through 'v1', 'v2'");
    }

    @Test
    void wrongOrderIsNoCycle() {
        refused(
                graph(false, List.of(vertex(0, 1, 1), vertex(1, 0, 1)), List.of(edge(0, 1, 0, 0))),
                "it stands before its producer 'v1'");
    }

    @Test
    void danglingEdgesAreRefused() {
        var two = List.of(vertex(0, 0, 1), vertex(1, 1, 1));
        refused(graph(false, two, List.of(edge(0, 0, 7, 0))), "edge 0 leads to vertex 7, which does not exist");
        refused(graph(false, two, List.of(edge(0, -1, 1, 0))), "edge 0 comes from vertex -1, which does not exist");
        refused(graph(false, two, List.of(edge(0, 0, 1, 1))), "edge 0 enters input 1, of which there are 1");
        refused(graph(false, two, List.of(edge(1, 0, 1, 0))), "edge 0 has index 1");
        refused(graph(false, two, List.of()), "an input has no edge");
        var noSuchOperator = new JobEdge(0, 0, 3, null, 1, 0, ExchangePattern.HASH, ExchangeType.PIPELINED);
        refused(graph(false, two, List.of(noSuchOperator)), "edge 0 comes from operator 3, of which there are 1");
    }

    @Test
    void verticesMustMakeSense() {
        refused(graph(false, List.of(), List.of()), "the graph has no vertices");
        refused(graph(false, List.of(vertex(1, 0, 1)), List.of()), "it has index 1 at position 0");
        refused(graph(false, List.of(vertex(0, 0, 0)), List.of()), "parallelism must be from 1 to 32768, not 0");
        refused(graph(false, List.of(vertex(0, 0, 1_000_000_000)), List.of()), "parallelism must be from 1");
        refused(graph(false, List.of(vertex(0, 0, 129)), List.of()), "parallelism 129 exceeds max parallelism 128");
        refused(graph(false, List.of(vertex(0, "x", 0, 1, List.of())), List.of()), "it has no operators");
        var twin = vertex(1, vertex(0, 0, 1).vertexId(), 0, 1, vertex(0, 0, 1).operators());
        refused(graph(false, List.of(vertex(0, 0, 1), twin), List.of()), "operators 'op0' and 'op0' have the same id");
    }

    @Test
    void chainsMustBeTrees() {
        String id = "0".repeat(32);
        var head = new OperatorNode(0, id, "head", "u", "Map", -1, null);
        var lost = new OperatorNode(1, "1".repeat(32), "lost", null, "Map", 5, null);
        var twin = new OperatorNode(1, "1".repeat(32), "twin", "u", "Map", 0, null);
        refused(
                graph(false, List.of(vertex(0, id, 0, 1, List.of(head, lost))), List.of()),
                "operator 'lost' at 1 is chained to 5");
        refused(
                graph(false, List.of(vertex(0, id, 0, 1, List.of(head, twin))), List.of()),
                "operators 'head' and 'twin' have the same uid 'u'");
    }

    @Test
    void exchangesMustFitTheirEnds() {
        var two = List.of(vertex(0, 0, 2), vertex(1, 1, 3));
        var forward = edge(0, 0, 1, 0, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        refused(graph(false, two, List.of(forward)), "edge 0 is forward, from parallelism 2 to 3");
        var blocking = edge(0, 0, 1, 0, ExchangePattern.HASH, ExchangeType.BLOCKING);
        refused(graph(false, two, List.of(blocking)), "edge 0 is blocking, but the job is not a batch job");
    }

    @Test
    void aRegionMustNotWaitForItself() {
        var blocking = edge(1, 0, 1, 1, ExchangePattern.HASH, ExchangeType.BLOCKING);
        refused(
                graph(true, List.of(vertex(0, 0, 1), vertex(1, 2, 1)), List.of(edge(0, 0, 1, 0), blocking)),
                "what must run together with 'v0' waits for its own blocking output");
    }

    @Test
    void theFingerprintMustMatch() {
        var sound = graph(false, List.of(vertex(0, 0, 1)), List.of());
        refused(
                new JobGraph("x", true, sound.options(), sound.vertices(), sound.edges(), sound.fingerprint()),
                "the fingerprint does not match the structure");
    }
}
