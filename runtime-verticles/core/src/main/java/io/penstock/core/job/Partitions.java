// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.failover.FailoverStrategy.LostPartitions;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which blocking partitions exist, which regions still miss some, and which nobody needs any more.
 *
 * <p>An all-to-all exchange is one thing here: complete when its last producer has finished, needed until its last
 * consumer has. So the work per finished task is constant, and per exchange linear.
 */
final class Partitions implements LostPartitions {
    private final JobContext context;
    private final Tasks tasks;
    private final Agenda agenda;
    private final List<List<Exchange>> outputs = new ArrayList<>();
    private final List<List<Exchange>> inputs = new ArrayList<>();
    private final SortedMap<Integer, Exchange> byEdge = new TreeMap<>();
    private final SortedMap<NodeId, List<PartitionId>> releases = new TreeMap<>();

    /** For visiting each region once: the visit that saw it last. */
    private final int[] visited;

    private int visit;

    /** One blocking edge at run time. */
    private static final class Exchange {
        final JobEdge edge;
        final ChannelMap channels;
        final BitSet available = new BitSet();

        /** All-to-all: how many producers' output is there; how many consumers have finished. */
        int availableCount;

        int consumersFinished;

        /** Otherwise, by producer: how many of its consumers have finished. */
        final int[] consumersFinishedOf;

        Exchange(JobEdge edge, ChannelMap channels) {
            this.edge = edge;
            this.channels = channels;
            this.consumersFinishedOf = new int[channels.pattern().allToAll ? 0 : channels.producers()];
        }

        boolean allToAll() {
            return channels.pattern().allToAll;
        }

        boolean complete() {
            return availableCount == channels.producers();
        }
    }

    Partitions(JobContext context, ExecutionGraph graph, Tasks tasks, Agenda agenda) {
        this.context = context;
        this.tasks = tasks;
        this.agenda = agenda;
        this.visited = new int[graph.regions().count()];
        for (int v = 0; v < graph.jobGraph().vertices().size(); v++) {
            outputs.add(new ArrayList<>());
            inputs.add(new ArrayList<>());
        }
        for (JobEdge edge : graph.jobGraph().edges()) {
            if (edge.type() != ExchangeType.BLOCKING) continue;
            var exchange = new Exchange(edge, graph.channels(edge.index()));
            outputs.get(edge.source()).add(exchange);
            inputs.get(edge.target()).add(exchange);
            byEdge.put(edge.index(), exchange);
            if (exchange.allToAll()) missAll(exchange, 1);
            else for (int p = 0; p < exchange.channels.producers(); p++) miss(exchange, p, 1);
        }
    }

    /** Whether a finished task's output is needed and there. */
    boolean holdsNeeded(Execution producer) {
        for (Exchange exchange : outputs.get(producer.vertex)) {
            if (exchange.available.get(producer.subtask)) return true;
        }
        return false;
    }

    /** The partitions that a task makes. */
    List<PartitionId> of(Execution producer) {
        return outputs.get(producer.vertex).stream()
                .map(exchange -> new PartitionId(exchange.edge.index(), producer.subtask, producer.region.attempt))
                .toList();
    }

    @Override
    public boolean lost(int edge, int subtask) {
        Exchange exchange = byEdge.get(edge);
        return exchange != null
                && !exchange.available.get(subtask)
                && tasks.get(exchange.edge.source(), subtask).state == ExecutionState.FINISHED;
    }

    /**
     * Tasks have finished: their partitions are there, and they have read their inputs. All that were made count before
     * any that was read, so that of many tasks told at once none is taken to be needed by consumers that are done.
     */
    void finished(Collection<Execution> executions) {
        for (Execution each : executions) {
            for (Exchange exchange : outputs.get(each.vertex)) appear(exchange, each.subtask);
        }
        for (Execution each : executions) {
            for (Exchange exchange : inputs.get(each.vertex)) consumed(exchange, each.subtask, 1);
        }
        var complete = new BitSet();
        for (Execution each : executions) if (tasks.finished(each.vertex)) complete.set(each.vertex);
        complete.stream().forEach(vertex -> outputs.get(vertex).forEach(this::considerConsumers));
    }

    /** A finished task is to run again: what it made is dropped, what it read is needed again. */
    void unfinished(Execution execution) {
        for (Exchange exchange : outputs.get(execution.vertex)) {
            if (exchange.available.get(execution.subtask)) release(exchange, execution.subtask);
        }
        for (Exchange exchange : inputs.get(execution.vertex)) consumed(exchange, execution.subtask, -1);
    }

    /** What a finished task made is gone, with its worker. */
    void vanished(Execution execution) {
        for (Exchange exchange : outputs.get(execution.vertex)) {
            if (exchange.available.get(execution.subtask)) disappear(exchange, execution.subtask);
        }
    }

    /** A reader found it gone. Tells whether that was news. */
    boolean missing(PartitionId partition) {
        Exchange exchange = byEdge.get(partition.edge());
        if (exchange == null || partition.subtask() < 0 || partition.subtask() >= exchange.channels.producers())
            return false;
        Execution producer = tasks.get(exchange.edge.source(), partition.subtask());
        if (producer.region.attempt != partition.attempt() || !exchange.available.get(partition.subtask()))
            return false;
        disappear(exchange, partition.subtask());
        return true;
    }

    /** Sends what is to be dropped. */
    void flush() {
        if (releases.isEmpty()) return;
        releases.forEach((worker, partitions) -> context.sendToExecutor(
                worker, new Message.ReleasePartitions(context.job(), context.token(), List.copyOf(partitions))));
        releases.clear();
    }

    private void appear(Exchange exchange, int producer) {
        if (exchange.available.get(producer)) return;
        exchange.available.set(producer);
        exchange.availableCount++;
        if (!exchange.allToAll()) miss(exchange, producer, -1);
        else if (exchange.complete()) missAll(exchange, -1);
    }

    private void disappear(Exchange exchange, int producer) {
        boolean complete = exchange.complete();
        exchange.available.clear(producer);
        exchange.availableCount--;
        if (!exchange.allToAll()) miss(exchange, producer, 1);
        else if (complete) missAll(exchange, 1);
    }

    private void consumed(Exchange exchange, int consumer, int change) {
        if (exchange.allToAll()) {
            exchange.consumersFinished += change;
            if (exchange.consumersFinished < exchange.channels.consumers()) return;
            for (int p = 0; p < exchange.channels.producers(); p++) releaseIfThere(exchange, p);
            return;
        }
        SubtaskRange producers = exchange.channels.producersOf(consumer);
        for (int p = producers.first(); p < producers.end(); p++) {
            exchange.consumersFinishedOf[p] += change;
            if (exchange.consumersFinishedOf[p]
                    == exchange.channels.consumersOf(p).size()) releaseIfThere(exchange, p);
        }
    }

    private void releaseIfThere(Exchange exchange, int producer) {
        if (exchange.available.get(producer)) release(exchange, producer);
    }

    private void release(Exchange exchange, int producer) {
        Execution execution = tasks.get(exchange.edge.source(), producer);
        JobWorker worker = execution.worker;
        if (worker != null) {
            releases.computeIfAbsent(worker.node, absent -> new ArrayList<>())
                    .add(new PartitionId(exchange.edge.index(), producer, execution.region.attempt));
        }
        disappear(exchange, producer);
        if (worker != null && !holdsNeeded(execution)) worker.tasks.remove(execution);
    }

    /** Each consumer region of one producer misses one channel more or less. */
    private void miss(Exchange exchange, int producer, int change) {
        SubtaskRange consumers = exchange.channels.consumersOf(producer);
        for (int c = consumers.first(); c < consumers.end(); c++) {
            count(tasks.get(exchange.edge.target(), c).region, change);
        }
    }

    /** Each consumer region of an all-to-all exchange misses one exchange more or less. */
    private void missAll(Exchange exchange, int change) {
        visit++;
        for (int c = 0; c < exchange.channels.consumers(); c++) {
            JobRegion region = tasks.get(exchange.edge.target(), c).region;
            if (visited[region.id.index()] == visit) continue;
            visited[region.id.index()] = visit;
            count(region, change);
        }
    }

    private void count(JobRegion region, int change) {
        region.missingInputs += change;
        assert region.missingInputs >= 0 : region.toString();
        if (region.missingInputs == 0) agenda.consider(region);
    }

    private void considerConsumers(Exchange exchange) {
        for (int c = 0; c < exchange.channels.consumers(); c++) {
            agenda.consider(tasks.get(exchange.edge.target(), c).region);
        }
    }
}
