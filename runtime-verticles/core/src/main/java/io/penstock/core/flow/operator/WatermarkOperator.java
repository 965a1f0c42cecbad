// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.time.TimestampAssigner;
import io.penstock.api.time.WatermarkGenerator;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.core.flow.channel.Marker.Activity;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WatermarkSpec;
import org.jspecify.annotations.Nullable;

/**
 * Template: assigns event time and makes watermarks. Watermarks from upstream end here; the end of input does not.
 * Without a record for the idle timeout the stream is idle, until the next record.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class WatermarkOperator extends Operator {
    private static final long PERIOD_MS = 200;

    private WatermarkStrategy strategy;
    private @Nullable TimestampAssigner timestamps;
    private @Nullable WatermarkGenerator generator;
    private long idleTimeoutMs = Long.MAX_VALUE;
    private long emittedMs = Long.MIN_VALUE;
    private long lastRecordMs;
    private boolean sawRecord;
    private boolean idle;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        strategy = ((WatermarkSpec) spec).strategy();
    }

    @Override
    protected void onOpen() {
        timestamps = strategy.timestamps();
        generator = strategy.generator() == null
                ? null
                : (WatermarkGenerator) strategy.generator().get();
        if (strategy.idleTimeout() != null)
            idleTimeoutMs = Math.max(1, strategy.idleTimeout().toMillis());
        lastRecordMs = nowMs();
        schedule(lastRecordMs);
    }

    @Override
    protected void onRestoredWatermark(long watermarkMs) {
        emittedMs = watermarkMs;
    }

    private void schedule(long nowMs) {
        if (generator != null) wakeAt(nowMs + PERIOD_MS);
        if (idleTimeoutMs != Long.MAX_VALUE && !idle) wakeAt(lastRecordMs + idleTimeoutMs);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        sawRecord = true;
        if (idle) becomeActive();
        long time = timestampMs;
        TimestampAssigner assigner = timestamps;
        WatermarkGenerator maker = generator;
        long mark = Long.MIN_VALUE;
        try {
            if (assigner != null) time = assigner.extractTimestamp(value);
            if (maker != null) mark = maker.onEvent(value, time);
        } catch (Exception e) {
            throw failed(e);
        }
        next.accept(value, time);
        if (mark > emittedMs) advance(mark);
    }

    private void advance(long mark) {
        if (mark <= emittedMs) return;
        emittedMs = mark;
        watermarkMs = mark;
        emitWatermark(mark);
    }

    private void becomeActive() {
        idle = false;
        emitActivity(Activity.ACTIVE);
        lastRecordMs = nowMs();
        schedule(lastRecordMs);
    }

    private void askGenerator() {
        WatermarkGenerator maker = generator;
        if (maker == null) return;
        long mark;
        try {
            mark = maker.onPeriodicEmit();
        } catch (RuntimeException e) {
            throw failed(e);
        }
        advance(mark);
    }

    @Override
    public boolean wantsBatchEnd() {
        return true;
    }

    @Override
    public void onBatchEnd() {
        if (!sawRecord) return;
        sawRecord = false;
        lastRecordMs = nowMs();
        askGenerator();
    }

    @Override
    protected void onProcessingTime(long nowMs) {
        askGenerator();
        if (!idle && nowMs - lastRecordMs >= idleTimeoutMs) {
            idle = true;
            emitActivity(Activity.IDLE);
        }
        schedule(nowMs);
    }

    /** But for the end of event time, when a job is drained. */
    @Override
    public void watermark(long watermarkMs) {
        if (watermarkMs == Long.MAX_VALUE) advance(watermarkMs);
    }

    /** With an idle timeout of its own it judges by itself. */
    @Override
    public void activity(Activity activity) {
        if (idleTimeoutMs == Long.MAX_VALUE) emitActivity(activity);
    }
}
