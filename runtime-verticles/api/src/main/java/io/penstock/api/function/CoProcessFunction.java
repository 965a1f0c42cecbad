// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * The general function of two connected streams; keyed state and timers when both are keyed.
 *
 * <pre>{@code
 * final class Balance extends CoProcessFunction<String, Order, Payment, Long> {
 *     private ReducingState<Long> open;
 *
 *     @Override
 *     public void open(KeyedContext context) {
 *         open = context.state().reducing(new ReducingStateDescriptor<>("open", Long.class, Long::sum));
 *     }
 *
 *     @Override
 *     public void process1(Order order, KeyedProcessFunction.Context<String> context, Collector<Long> out)
 *             throws Exception {
 *         open.add(order.amount());
 *         out.collect(open.get());
 *     }
 *
 *     @Override
 *     public void process2(Payment payment, KeyedProcessFunction.Context<String> context, Collector<Long> out)
 *             throws Exception {
 *         open.add(-payment.amount());
 *         out.collect(open.get());
 *     }
 * }
 * }</pre>
 */
public abstract class CoProcessFunction<K, L, R, O> {
    /** Called once per subtask before the first record. The state store refuses use when the inputs are not keyed. */
    public void open(KeyedContext context) throws Exception {}

    /** Processes a record of the first input. */
    public abstract void process1(L value, KeyedProcessFunction.Context<K> context, Collector<O> out) throws Exception;

    /** Processes a record of the second input. */
    public abstract void process2(R value, KeyedProcessFunction.Context<K> context, Collector<O> out) throws Exception;

    /** Called when a timer of some key fires. */
    public void onTimer(long timestamp, KeyedProcessFunction.OnTimerContext<K> context, Collector<O> out)
            throws Exception {}

    /** Called once, also after a failure; must not emit. */
    public void close() throws Exception {}
}
