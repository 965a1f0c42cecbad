// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Maps the records of two connected streams to one type.
 *
 * <pre>{@code
 * final class Amounts implements CoMapFunction<Order, Payment, Long> {
 *     @Override
 *     public Long map1(Order order) {
 *         return -order.amount();
 *     }
 *
 *     @Override
 *     public Long map2(Payment payment) {
 *         return payment.amount();
 *     }
 * }
 * }</pre>
 */
public interface CoMapFunction<L, R, O> {
    /** Maps a record of the first input. */
    O map1(L value) throws Exception;

    /** Maps a record of the second input. */
    O map2(R value) throws Exception;
}
