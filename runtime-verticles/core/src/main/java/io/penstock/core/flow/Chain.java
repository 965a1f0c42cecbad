// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.operator.Combiner;
import io.penstock.core.flow.operator.HeadOfChain;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.SourceHead;
import io.penstock.core.flow.output.EdgeOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task's operators, connected.
 *
 * @param head where batches from the gate enter; null in a source task
 * @param source the source; null in all other tasks
 * @param links operators with where they run, in topological order
 * @param combiners those before some of the outputs
 * @param outputs the chain's ends that lead into channels
 */
record Chain(
        @Nullable HeadOfChain head,
        @Nullable SourceHead source,
        List<Link> links,
        List<Tail> combiners,
        List<EdgeOutput> outputs) {
    /** An operator with its id. */
    record Link(String operatorId, Operator operator) {}

    /** A combiner with the operator before it. */
    record Tail(Operator operator, Combiner combiner) {}

    /** Event time is restored, up to the combiners, which have no state of their own. */
    void restoreCombiners() {
        for (Tail tail : combiners) tail.combiner.restoreWatermark(tail.operator.watermarkMs());
    }

    /** Tells the combiners that the task waits for input. */
    void restCombiners() {
        for (Tail tail : combiners) tail.combiner.onRest();
    }

    /** Has the combiners send what they have. */
    void drainCombiners() {
        for (Tail tail : combiners) tail.combiner.drain();
    }

    /** Where watermarks, activity and the end of input go in. */
    Operator first() {
        return links.get(0).operator();
    }

    List<Operator> operators() {
        return links.stream().map(Link::operator).toList();
    }

    boolean areOutputsDrained() {
        for (EdgeOutput output : outputs) if (!output.isDrained()) return false;
        return true;
    }

    /** Offers again what lanes have refused; answers whether nothing is left. */
    boolean drainOutputs() {
        boolean drained = true;
        for (EdgeOutput output : outputs) drained &= output.drain();
        return drained;
    }

    boolean hasUnsent() {
        for (EdgeOutput output : outputs) if (output.hasUnsent()) return true;
        return false;
    }

    void flushOutputs(boolean isDue) {
        for (EdgeOutput output : outputs) output.flush(isDue);
    }
}
