// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.metric.Counter;
import io.penstock.api.metric.Histogram;
import io.penstock.api.metric.MetricGroup;
import java.util.function.DoubleSupplier;

/** Metrics that go nowhere. */
final class TestMetrics implements MetricGroup {
    @Override
    public Counter counter(String name) {
        return amount -> {};
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {}

    @Override
    public Histogram histogram(String name) {
        return value -> {};
    }
}
