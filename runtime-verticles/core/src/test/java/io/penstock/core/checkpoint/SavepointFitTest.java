// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import io.penstock.core.message.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SavepointFitTest {
    private static final JobId JOB = new JobId("0123456789abcdef0123456789abcdef");

    private static JobVertex vertex(boolean source, int parallelism, int maxParallelism, String... kinds) {
        List<OperatorNode> operators = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++)
            operators.add(new OperatorNode(i, "id-" + kinds[i], kinds[i], null, kinds[i], i - 1, null));
        return new JobVertex(
                0,
                "id-" + kinds[0],
                "vertex",
                parallelism,
                maxParallelism,
                "default",
                ResourceProfile.ANY,
                operators,
                source ? 0 : 1,
                source,
                true,
                false);
    }

    private static String problem(JobVertex was, JobVertex is, boolean dropping, Integer... finished) {
        var old = new CheckpointVertex(
                0, was.vertexId(), was.name(), was.parallelism(), was.maxParallelism(), SavepointFit.stateful(was));
        List<SubtaskId> ended = new ArrayList<>();
        for (int subtask : finished) ended.add(new SubtaskId(0, subtask));
        var savepoint = new CheckpointRecord(
                JOB, 1, CheckpointKind.SAVEPOINT, FencingToken.NONE, "p", 1, 2, 3, "f", List.of(old), List.of(), ended);
        var graph = new JobGraph("job", false, new TreeMap<>(), List.of(is), List.of(), "g");
        return SavepointFit.problem(savepoint, graph, dropping);
    }

    @Test
    void operatorsThatHaveNothingToRememberDoNotCount() {
        assertThat(SavepointFit.stateful(vertex(true, 1, 128, "Source", "Map", "Watermark", "Filter", "Sink")))
                .containsExactly("id-Source", "id-Sink");
    }

    @Test
    void anotherParallelismFits() {
        assertThat(problem(vertex(false, 2, 128, "Window"), vertex(false, 5, 128, "Window"), false))
                .isEmpty();
    }

    @Test
    void stateOfAnOperatorThatIsGoneIsNamedUnlessItMayBeDropped() {
        JobVertex was = vertex(false, 2, 128, "Window");
        JobVertex is = vertex(false, 2, 128, "Reduce");
        assertThat(problem(was, is, false)).contains("id-Window", "allowNonRestoredState");
        assertThat(problem(was, is, true)).isEmpty();
    }

    @Test
    void anotherNumberOfKeyGroupsDoesNotFit() {
        assertThat(problem(vertex(false, 2, 128, "Window"), vertex(false, 2, 64, "Window"), false))
                .contains("maximum parallelism 64", "taken with 128");
    }

    @Test
    void whereSomeSubtasksHadFinishedTheParallelismStays() {
        JobVertex was = vertex(false, 2, 128, "Window");
        assertThat(problem(was, vertex(false, 3, 128, "Window"), false, 1)).contains("same parallelism 2, not 3");
        assertThat(problem(was, vertex(false, 2, 128, "Window"), false, 1)).isEmpty();
        assertThat(problem(was, vertex(false, 3, 128, "Window"), false, 0, 1)).isEmpty();
    }

    @Test
    void whatSomeReadersOfASourceHaveReadIsReadWhateverItsParallelism() {
        JobVertex was = vertex(true, 2, 128, "Source", "Map");
        assertThat(SavepointFit.endsInParts(was)).isTrue();
        assertThat(problem(was, vertex(true, 3, 128, "Source", "Map"), false, 1))
                .isEmpty();
        JobVertex withSink = vertex(true, 2, 128, "Source", "Sink");
        assertThat(SavepointFit.endsInParts(withSink)).isFalse();
        assertThat(problem(withSink, vertex(true, 3, 128, "Source", "Sink"), false, 1))
                .contains("same parallelism 2");
    }
}
