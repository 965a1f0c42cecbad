// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.ProgramException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says how two evaluations of a program differ, in the order in which an author would look: operators, their settings,
 * connections, the rest.
 */
public final class GraphDiff {
    private final JobGraph submitted;
    private final JobGraph here;

    private GraphDiff(JobGraph submitted, JobGraph here) {
        this.submitted = submitted;
        this.here = here;
    }

    /** One operator with the vertex it belongs to. */
    private record Placed(OperatorNode operator, JobVertex vertex) {
        String title() {
            return operator.kind() + " '" + operator.name() + "'";
        }
    }

    /**
     * The first difference in words; empty if the structures are equal (display names may differ).
     *
     * @param submitted the graph of the job as submitted
     * @param here the graph of the evaluation at hand
     */
    public static Optional<String> firstDifference(JobGraph submitted, JobGraph here) {
        if (submitted.fingerprint().equals(here.fingerprint())) return Optional.empty();
        var diff = new GraphDiff(submitted, here);
        return diff.operators()
                .or(diff::edges)
                .or(diff::job)
                .or(() -> Optional.of("the structures differ in their fingerprints only"));
    }

    /**
     * Proves that an evaluation gave the job that was submitted.
     *
     * @throws ProgramException naming the first difference and the remedy
     */
    public static void requireSame(JobGraph submitted, JobGraph here) {
        firstDifference(submitted, here).ifPresent(difference -> {
            throw ProgramException.of(
                    "the program defines another job here than the one that was submitted: " + difference,
                    "define must build the same structure each time; take what changes (time, random numbers, files)"
                            + " from job.constant");
        });
    }

    private Optional<String> operators() {
        var before = placed(submitted);
        var now = placed(here);
        for (int id = 0; id < Math.max(before.size(), now.size()); id++) {
            Placed b = before.get(id);
            Placed n = now.get(id);
            if (b == null || n == null) {
                return words("operator " + id, title(b), title(n));
            }
            Optional<String> difference = operator(id, b, n);
            if (difference.isPresent()) return difference;
        }
        return Optional.empty();
    }

    private static Optional<String> operator(int id, Placed b, Placed n) {
        if (!b.operator().kind().equals(n.operator().kind())) return words("operator " + id, title(b), title(n));
        String what = " of operator " + id + ", " + b.title() + ",";
        return differ("the uid" + what, b, n, p -> p.operator().uid())
                .or(() ->
                        differ("the definition" + what, b, n, p -> p.operator().detail()))
                .or(() -> differ("the parallelism" + what, b, n, p -> p.vertex().parallelism()))
                .or(() -> differ(
                        "the max parallelism" + what, b, n, p -> p.vertex().maxParallelism()))
                .or(() -> differ(
                        "the slot sharing group" + what, b, n, p -> p.vertex().slotSharingGroup()))
                .or(() -> differ("the resources" + what, b, n, p -> p.vertex().profile()))
                .or(() -> differ("the boundedness" + what, b, n, p -> p.vertex().bounded()))
                .or(() ->
                        differ("the blocking mark" + what, b, n, p -> p.vertex().blocking()))
                .or(() -> differ("the chain input" + what, b, n, GraphDiff::chainedTo))
                .or(() -> differ(
                        "the side output at the input" + what,
                        b,
                        n,
                        p -> p.operator().sideOutput()))
                .or(() -> differ("the place" + what, b, n, p -> p.operator().operatorId()));
    }

    private static String chainedTo(Placed p) {
        int input = p.operator().chainInput();
        return input < 0
                ? "none"
                : "operator " + p.vertex().operators().get(input).planNode();
    }

    private Optional<String> edges() {
        for (int i = 0; i < Math.max(submitted.edges().size(), here.edges().size()); i++) {
            String b = edge(submitted, i);
            String n = edge(here, i);
            if (!b.equals(n)) return words("connection " + i, b, n);
        }
        return Optional.empty();
    }

    private static String edge(JobGraph graph, int index) {
        if (index >= graph.edges().size()) return "missing";
        JobEdge e = graph.edges().get(index);
        OperatorNode from = graph.vertices().get(e.source()).operators().get(e.sourceOperator());
        OperatorNode to = graph.vertices().get(e.target()).operators().get(0);
        return e.pattern() + " " + e.type() + " from operator " + from.planNode()
                + (e.sideOutput() == null ? "" : " side output '" + e.sideOutput() + "'") + " to input " + e.input()
                + " of operator " + to.planNode();
    }

    private Optional<String> job() {
        if (submitted.batch() != here.batch()) {
            return words("the job", submitted.batch() ? "batch" : "streaming", here.batch() ? "batch" : "streaming");
        }
        if (!submitted.options().equals(here.options())) {
            return words(
                    "the set of options",
                    submitted.options().toString(),
                    here.options().toString());
        }
        return Optional.empty();
    }

    private static SortedMap<Integer, Placed> placed(JobGraph graph) {
        var all = new TreeMap<Integer, Placed>();
        for (JobVertex v : graph.vertices()) {
            for (OperatorNode o : v.operators()) all.put(o.planNode(), new Placed(o, v));
        }
        return all;
    }

    private static Optional<String> differ(
            String what, Placed before, Placed now, Function<Placed, @Nullable Object> field) {
        Object b = field.apply(before);
        Object n = field.apply(now);
        return Objects.equals(b, n) ? Optional.empty() : words(what, shown(b), shown(n));
    }

    private static String shown(@Nullable Object value) {
        return value == null || value.toString().isEmpty() ? "none" : value.toString();
    }

    private static String title(@Nullable Placed operator) {
        return operator == null ? "missing" : "a " + operator.title();
    }

    private static Optional<String> words(String what, String before, String now) {
        return Optional.of(what + " was " + before + " when the job was submitted, and is " + now + " now");
    }
}
