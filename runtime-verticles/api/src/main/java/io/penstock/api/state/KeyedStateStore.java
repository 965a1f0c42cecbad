// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

/**
 * Creates state handles. Asking twice for the same name gives the same state; with another type it is an error.
 *
 * <pre>{@code
 * final class Visits extends KeyedProcessFunction<String, Order, Integer> {
 *     private ListState<String> ids;
 *     private MapState<String, Long> amounts;
 *
 *     @Override
 *     public void open(KeyedContext context) {
 *         KeyedStateStore state = context.state();
 *         ids = state.list(new ListStateDescriptor<>("ids", String.class));
 *         amounts = state.map(new MapStateDescriptor<>("amounts", String.class, Long.class));
 *     }
 *
 *     @Override
 *     public void process(Order order, Context<String> context, Collector<Integer> out) {
 *         ids.add(order.id());
 *         amounts.put(order.id(), order.amount());
 *         out.collect(ids.get().size());
 *     }
 * }
 * }</pre>
 */
public interface KeyedStateStore {
    /** One value per key. */
    <T> ValueState<T> value(ValueStateDescriptor<T> descriptor);

    /** A list per key. */
    <T> ListState<T> list(ListStateDescriptor<T> descriptor);

    /** A map per key. */
    <K, V> MapState<K, V> map(MapStateDescriptor<K, V> descriptor);

    /** A reduced value per key. */
    <T> ReducingState<T> reducing(ReducingStateDescriptor<T> descriptor);
}
