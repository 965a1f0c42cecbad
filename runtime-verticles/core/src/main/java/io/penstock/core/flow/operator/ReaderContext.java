// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.metric.MetricGroup;
import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import java.util.List;

/** What a source's reader sees of its surroundings. */
final class ReaderContext implements SourceReaderContext {
    private final OperatorContext context;
    private final SourceHead source;
    private List<SplitPosition> restored = List.of();
    private boolean isRestored;
    private volatile boolean woken;

    ReaderContext(OperatorContext context, SourceHead source) {
        this.context = context;
        this.source = source;
    }

    ReaderContext restoredTo(List<SplitPosition> positions, boolean isRestored) {
        this.restored = List.copyOf(positions);
        this.isRestored = isRestored;
        return this;
    }

    boolean isWoken() {
        return woken;
    }

    /** The reader is about to look: a wake-up from now on asks for another poll. */
    void rest() {
        woken = false;
    }

    /** The time asked for has come. */
    void onTime() {
        woken = true;
    }

    @Override
    public void wake() {
        woken = true;
        context.wake().run();
    }

    @Override
    public void wakeAt(long timeMs) {
        source.wakeAt(timeMs);
    }

    @Override
    public List<SplitPosition> restored() {
        return restored;
    }

    @Override
    public boolean isRestored() {
        return isRestored;
    }

    @Override
    public long currentProcessingTime() {
        return context.clock().nowMs();
    }

    @Override
    public String jobId() {
        return context.jobId();
    }

    @Override
    public String operatorName() {
        return context.operatorName();
    }

    @Override
    public int subtaskIndex() {
        return context.subtaskIndex();
    }

    @Override
    public int parallelism() {
        return context.parallelism();
    }

    @Override
    public int attempt() {
        return context.attempt();
    }

    @Override
    public MetricGroup metrics() {
        return context.metrics();
    }
}
