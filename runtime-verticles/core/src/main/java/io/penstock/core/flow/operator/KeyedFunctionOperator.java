// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction.OnTimerContext;
import io.penstock.api.function.TimeDomain;
import io.penstock.api.function.TimerService;
import io.penstock.api.metric.MetricGroup;
import io.penstock.api.state.KeyedStateStore;
import io.penstock.core.state.KeyedStore;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import io.penstock.core.state.TimerQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What operators share whose functions have keyed state and timers. When the inputs turn out not to be keyed, state and
 * timers refuse.
 *
 * <p>At the end of input all event time passes at once, and a function that sets a new timer whenever one fires would
 * never end; so a firing that outgrows its beginnings beyond reason is an error.
 */
@SuppressWarnings("NullAway.Init")
public abstract class KeyedFunctionOperator extends FunctionOperator
        implements OnTimerContext<Object>, TimerService, KeyedContext {
    private static final long TIMERS_AT_END_MAX = 1_000_000;

    private final TimerQueue eventTimers = new TimerQueue();
    private final TimerQueue processingTimers = new TimerQueue();
    private KeyedStore store;
    private boolean keyed;
    private @Nullable Object key;
    private TimeDomain firing = TimeDomain.EVENT_TIME;

    /** Makes the state; {@code keyed} says whether there are keys at all. */
    protected final void configureKeys(boolean keyed, @Nullable Class<?> keyType) {
        this.keyed = keyed;
        this.store = new KeyedStore(keyType, this::currentProcessingTime);
    }

    /** Calls the user's {@code onTimer}. */
    protected abstract void fire(long timeMs) throws Exception;

    /** Makes state, timers and context refer to this record. */
    protected final void enter(@Nullable Object key, long timestampMs) {
        this.key = key;
        this.timestampMs = timestampMs;
        store.setKey(key);
    }

    /** Fires what the call has registered for a time already past. */
    protected final void leave() {
        if (eventTimers.nextMs() <= watermarkMs) onWatermark(watermarkMs);
    }

    @Override
    protected final void onWatermark(long watermarkMs) {
        fireDue(eventTimers, watermarkMs, TimeDomain.EVENT_TIME);
    }

    @Override
    protected final void onProcessingTime(long nowMs) {
        fireDue(processingTimers, nowMs, TimeDomain.PROCESSING_TIME);
        wakeAt(processingTimers.nextMs());
    }

    private void fireDue(TimerQueue timers, long timeMs, TimeDomain domain) {
        long limit = timers.size() + TIMERS_AT_END_MAX;
        for (TimerQueue.Timer timer; (timer = timers.poll(timeMs)) != null; ) {
            if (timeMs == Long.MAX_VALUE && limit-- == 0) {
                throw failed(new IllegalStateException(
                        "timers at the end of input set new timers without end; last at " + timer.timeMs()));
            }
            enter(timer.key(), timer.timeMs());
            firing = domain;
            try {
                fire(timer.timeMs());
            } catch (Exception e) {
                throw failed(e);
            }
        }
    }

    @Override
    public final Object currentKey() {
        if (!keyed) throw new IllegalStateException("the inputs of " + this + " are not keyed");
        return Objects.requireNonNull(key, "no key at hand");
    }

    @Override
    public final TimerService timers() {
        currentKey();
        return this;
    }

    @Override
    public final TimeDomain timeDomain() {
        return firing;
    }

    @Override
    public final void registerEventTimeTimer(long timeMs) {
        eventTimers.register(currentKey(), timeMs);
    }

    @Override
    public final void registerProcessingTimeTimer(long timeMs) {
        processingTimers.register(currentKey(), timeMs);
        wakeAt(timeMs);
    }

    @Override
    public final void deleteEventTimeTimer(long timeMs) {
        eventTimers.delete(currentKey(), timeMs);
    }

    @Override
    public final void deleteProcessingTimeTimer(long timeMs) {
        processingTimers.delete(currentKey(), timeMs);
    }

    @Override
    public final KeyedStateStore state() {
        if (!keyed)
            throw new IllegalStateException("the inputs of " + this + " are not keyed, so there is no keyed state");
        return store;
    }

    @Override
    public void snapshot(StateSnapshot out) {
        store.snapshot(out);
        eventTimers.snapshot(" event-timers", out);
        processingTimers.snapshot(" processing-timers", out);
    }

    @Override
    public void restore(StateEntry entry) {
        if (entry.detail() instanceof Long && entry.state().startsWith(" ")) {
            TimerQueue timers = entry.state().equals(" event-timers") ? eventTimers : processingTimers;
            timers.restore(entry);
            wakeAt(processingTimers.nextMs());
        } else if (!store.restore(entry)) {
            throw new IllegalStateException(
                    this + " declares no state '" + entry.state() + "', but the snapshot has it");
        }
    }

    @Override
    public final String jobId() {
        return context().jobId();
    }

    @Override
    public final String operatorName() {
        return context().operatorName();
    }

    @Override
    public final int subtaskIndex() {
        return context().subtaskIndex();
    }

    @Override
    public final int parallelism() {
        return context().parallelism();
    }

    @Override
    public final int attempt() {
        return context().attempt();
    }

    @Override
    public final MetricGroup metrics() {
        return context().metrics();
    }
}
