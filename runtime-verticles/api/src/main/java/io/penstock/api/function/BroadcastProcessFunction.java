// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;

/**
 * Processes a stream beside a broadcast one. Every subtask sees every broadcast record, in no common order across
 * subtasks, so what it writes to broadcast state must depend on those records alone.
 *
 * <pre>{@code
 * final class Blocklist extends BroadcastProcessFunction<Void, Order, String, Order> {
 *     static final MapStateDescriptor<String, Boolean> BLOCKED =
 *             new MapStateDescriptor<>("blocked", String.class, Boolean.class);
 *
 *     @Override
 *     public void process(Order order, ReadContext<Void> context, Collector<Order> out) {
 *         if (!context.broadcastState(BLOCKED).contains(order.customer())) out.collect(order);
 *     }
 *
 *     @Override
 *     public void processBroadcast(String customer, WriteContext context, Collector<Order> out) {
 *         context.broadcastState(BLOCKED).put(customer, true);
 *     }
 * }
 * }</pre>
 */
public abstract class BroadcastProcessFunction<K, T, B, O> {
    /** Called once per subtask before the first record. Keyed state only when the main input is keyed. */
    public void open(KeyedContext context) throws Exception {}

    /** Processes a record of the main input; broadcast state is read-only here. */
    public abstract void process(T value, ReadContext<K> context, Collector<O> out) throws Exception;

    /** Processes a broadcast record; broadcast state may be written. */
    public abstract void processBroadcast(B value, WriteContext context, Collector<O> out) throws Exception;

    /** Called when a timer of some key fires. */
    public void onTimer(long timestamp, KeyedProcessFunction.OnTimerContext<K> context, Collector<O> out)
            throws Exception {}

    /** Called once, also after a failure; must not emit. */
    public void close() throws Exception {}

    /** The surroundings of a main record; key and timers only when the main input is keyed. */
    public interface ReadContext<K> extends KeyedProcessFunction.Context<K> {
        /** Broadcast state; writing to it throws. */
        <MK, MV> MapState<MK, MV> broadcastState(MapStateDescriptor<MK, MV> descriptor);
    }

    /** The surroundings of a broadcast record. */
    public interface WriteContext extends SideOutputs, TimeContext {
        /** Broadcast state. */
        <MK, MV> MapState<MK, MV> broadcastState(MapStateDescriptor<MK, MV> descriptor);
    }
}
