// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.metric.Counter;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private record Reading(String job, String vertex, int subtask, long recordsIn, long watermarkMs)
            implements TaskReading {
        @Override
        public long recordsOut() {
            return 2 * recordsIn;
        }

        @Override
        public long lateRecords() {
            return 0;
        }

        @Override
        public long hogs() {
            return 2;
        }

        @Override
        public long bytesIn() {
            return 10 * recordsIn;
        }

        @Override
        public long bytesOut() {
            return 20 * recordsIn;
        }

        @Override
        public long busyMs() {
            return 1_500;
        }

        @Override
        public long idleMs() {
            return 2_500;
        }

        @Override
        public long backPressuredMs() {
            return 250;
        }

        @Override
        public long stateBytes() {
            return subtask == 9 ? -1 : 100;
        }

        @Override
        public int queuedPercent() {
            return 50;
        }

        @Override
        public boolean backPressured() {
            return false;
        }
    }

    @Test
    void aTaskIsReportedWhileItIsThere() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.SUBTASK, 10)) {
            var task = new Reading("j", "map", 3, 5, 1_500);
            metrics.tasks().add(task);
            assertThat(metrics.scrape())
                    .contains("penstock_task_records_in_total{job=\"j\",subtask=\"3\",vertex=\"map\"} 5")
                    .contains("penstock_task_records_out_total{job=\"j\",subtask=\"3\",vertex=\"map\"} 10")
                    .contains("penstock_task_thread_hogs_total{job=\"j\",subtask=\"3\",vertex=\"map\"} 2")
                    .contains("penstock_task_in_bytes_total{job=\"j\",subtask=\"3\",vertex=\"map\"} 50")
                    .contains("penstock_task_busy_seconds_total{job=\"j\",subtask=\"3\",vertex=\"map\"} 1.5")
                    .contains("penstock_task_queued_ratio{job=\"j\",subtask=\"3\",vertex=\"map\"} 0.5")
                    .contains("penstock_task_watermark_seconds{job=\"j\",subtask=\"3\",vertex=\"map\"} 1.5");
            metrics.tasks().remove(task);
            assertThat(metrics.scrape()).doesNotContain("vertex=\"map\"");
        }
    }

    @Test
    void manySubtasksBecomeOneSeries() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.SUBTASK, 100)) {
            for (int i = 0; i < 1_000; i++) metrics.tasks().add(new Reading("j", "map", i, 1, 1_000 + i));
            String scrape = metrics.scrape();
            assertThat(scrape.lines().filter(line -> line.startsWith("penstock_task_records_in_total{")))
                    .hasSize(1);
            assertThat(scrape)
                    .contains("penstock_task_records_in_total{job=\"j\",subtask=\"all\",vertex=\"map\"} 1000")
                    .contains("penstock_task_watermark_seconds{job=\"j\",subtask=\"all\",vertex=\"map\"} 1.0");
        }
    }

    @Test
    void userMetricsCarryTheirOperatorAndLeaveWithIt() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.SUBTASK, 10)) {
            UserMetrics user = metrics.user("j", "enrich", 0);
            Counter misses = user.counter("cache_misses");
            misses.increment();
            misses.increment(4);
            assertThat(user.counter("cache_misses")).isSameAs(misses);
            user.gauge("cache_size", () -> 7);
            user.histogram("lookup_us").record(12);
            assertThat(metrics.scrape())
                    .contains("penstock_user_cache_misses_total{job=\"j\",operator=\"enrich\",subtask=\"0\"} 5")
                    .contains("penstock_user_cache_size{job=\"j\",operator=\"enrich\",subtask=\"0\"} 7")
                    .contains("penstock_user_lookup_us_count{job=\"j\",operator=\"enrich\",subtask=\"0\"} 1");
            user.close();
            assertThat(metrics.scrape()).doesNotContain("penstock_user");
        }
    }

    @Test
    void aBadNameIsRefused() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.SUBTASK, 10)) {
            assertThatThrownBy(() -> metrics.user("j", "o", 0).counter("Cache Misses"))
                    .hasMessageContaining("Cache Misses");
        }
    }

    @Test
    void theJvmIsWatchedOnRequest() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.SUBTASK, 10)) {
            assertThat(metrics.scrape()).doesNotContain("jvm_memory_used_bytes");
            metrics.watchJvm();
            assertThat(metrics.scrape()).contains("jvm_memory_used_bytes").contains("process_uptime_seconds");
        }
    }

    @Test
    void aCoarserLevelMakesOneSeriesOfAVertexOrOfAJob() {
        try (var metrics = new NodeMetrics(TaskMetrics.Level.VERTEX, 10)) {
            for (int i = 0; i < 3; i++) metrics.tasks().add(new Reading("j", "map", i, 5, 1_000));
            metrics.tasks().add(new Reading("j", "sink", 9, 5, 1_000));
            assertThat(metrics.scrape())
                    .contains("penstock_task_records_in_total{job=\"j\",subtask=\"all\",vertex=\"map\"} 15.0")
                    .contains("penstock_task_records_in_total{job=\"j\",subtask=\"all\",vertex=\"sink\"} 5.0")
                    .contains("penstock_task_state_bytes{job=\"j\",subtask=\"all\",vertex=\"map\"} 300.0")
                    .doesNotContain("penstock_task_state_bytes{job=\"j\",subtask=\"all\",vertex=\"sink\"}")
                    .doesNotContain("subtask=\"0\"");
        }
        try (var metrics = new NodeMetrics(TaskMetrics.Level.JOB, 10)) {
            for (int i = 0; i < 3; i++) metrics.tasks().add(new Reading("j", "map", i, 5, 1_000));
            metrics.tasks().add(new Reading("j", "sink", 9, 5, 2_000));
            assertThat(metrics.scrape())
                    .contains("penstock_task_records_in_total{job=\"j\",subtask=\"all\",vertex=\"all\"} 20.0")
                    .contains("penstock_task_watermark_seconds{job=\"j\",subtask=\"all\",vertex=\"all\"} 1.0")
                    .doesNotContain("vertex=\"map\"");
        }
    }
}
