// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/**
 * Which subtasks an exchange connects, as ranges: the one answer that control plane and data plane share. Channel
 * {@code c} of a producer leads to {@code consumersOf(producer).first() + c}, and likewise for a consumer's channels.
 *
 * @param producers parallelism of the producing vertex
 * @param consumers parallelism of the consuming vertex
 */
public record ChannelMap(ExchangePattern pattern, int producers, int consumers) {
    public ChannelMap {
        if (producers < 1 || consumers < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1: " + producers + " to " + consumers);
        }
        if (pattern == ExchangePattern.FORWARD && producers != consumers) {
            throw new IllegalArgumentException("forward needs equal parallelism: " + producers + " to " + consumers);
        }
    }

    /** The map of an edge. */
    public static ChannelMap of(JobGraph graph, JobEdge edge) {
        return new ChannelMap(
                edge.pattern(),
                graph.vertices().get(edge.source()).parallelism(),
                graph.vertices().get(edge.target()).parallelism());
    }

    /** The consumer subtasks that a producer subtask has channels to; never empty. */
    public SubtaskRange consumersOf(int producer) {
        return pattern.allToAll ? new SubtaskRange(0, consumers) : share(producer, producers, consumers);
    }

    /** The producer subtasks that a consumer subtask has channels from; never empty. */
    public SubtaskRange producersOf(int consumer) {
        return pattern.allToAll ? new SubtaskRange(0, producers) : share(consumer, consumers, producers);
    }

    /** Number of channels; a long, since all-to-all multiplies. */
    public long channels() {
        return pattern.allToAll ? (long) producers * consumers : Math.max(producers, consumers);
    }

    /**
     * The share of {@code theirs} that falls to number {@code index} of {@code ours}: several for the smaller side, one
     * for the larger.
     */
    private static SubtaskRange share(int index, int ours, int theirs) {
        if (theirs >= ours) {
            return new SubtaskRange((int) ((long) index * theirs / ours), (int) ((index + 1L) * theirs / ours));
        }
        int one = (int) (((index + 1L) * theirs - 1) / ours);
        return new SubtaskRange(one, one + 1);
    }
}
