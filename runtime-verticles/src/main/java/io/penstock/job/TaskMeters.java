// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.metric.MetricGroup;
import io.penstock.cluster.async.Offload;
import io.penstock.metrics.NodeMetrics;
import io.penstock.metrics.TaskReading;
import io.vertx.core.Future;

/** Where the metrics of tasks go. Thread-safe. */
public interface TaskMeters {
    /** Measures nothing, for local runs that nobody scrapes. */
    TaskMeters NONE = new TaskMeters() {
        @Override
        public MetricGroup user(String job, String operator, int subtask) {
            return NodeMetrics.none();
        }

        @Override
        public void started(TaskReading task) {}

        @Override
        public void ended(TaskReading task) {}
    };

    /** Into a node's metrics. */
    static TaskMeters of(NodeMetrics metrics) {
        return new TaskMeters() {
            @Override
            public MetricGroup user(String job, String operator, int subtask) {
                return metrics.user(job, operator, subtask);
            }

            @Override
            public void started(TaskReading task) {
                metrics.tasks().add(task);
            }

            @Override
            public void ended(TaskReading task) {
                metrics.tasks().remove(task);
            }
        };
    }

    /** For the functions of an operator; closed with the task if it can be. */
    MetricGroup user(String job, String operator, int subtask);

    /** A task runs and can be read. */
    void started(TaskReading task);

    /** All metrics of this process as Prometheus reads them; nothing where nobody scrapes. */
    default Future<String> scrape(Offload background) {
        return Future.succeededFuture("");
    }

    /** It does not any more. */
    void ended(TaskReading task);
}
