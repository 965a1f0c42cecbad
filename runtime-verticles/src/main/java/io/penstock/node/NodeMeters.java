// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.api.metric.MetricGroup;
import io.penstock.cluster.async.Offload;
import io.penstock.config.NodeConfig;
import io.penstock.job.TaskMeters;
import io.penstock.metrics.NodeMetrics;
import io.penstock.metrics.TaskReading;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A node's metrics, made after the node serves or when first needed, since they take a good part of its start-up time.
 * Thread-safe.
 */
final class NodeMeters implements TaskMeters, AutoCloseable {
    private final NodeConfig.Metrics config;
    private @Nullable NodeMetrics metrics;
    private boolean watching;

    NodeMeters(NodeConfig.Metrics config) {
        this.config = config;
    }

    /** Makes them in the background. */
    void warmUp(Offload background) {
        background.call(() -> {
            watched();
            return null;
        });
    }

    @Override
    public Future<String> scrape(Offload background) {
        return background.call(() -> watched().scrape());
    }

    @Override
    public MetricGroup user(String job, String operator, int subtask) {
        return metrics().user(job, operator, subtask);
    }

    @Override
    public void started(TaskReading task) {
        metrics().tasks().add(task);
    }

    @Override
    public void ended(TaskReading task) {
        metrics().tasks().remove(task);
    }

    @Override
    public synchronized void close() {
        if (metrics != null) metrics.close();
    }

    private synchronized NodeMetrics metrics() {
        NodeMetrics made = metrics;
        if (made == null) made = new NodeMetrics(config.level(), config.subtasksMax());
        metrics = made;
        return made;
    }

    private synchronized NodeMetrics watched() {
        NodeMetrics made = metrics();
        if (!watching) made.watchJvm();
        watching = true;
        return made;
    }
}
