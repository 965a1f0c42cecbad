// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.BroadcastProcessFunction;

/** A keyed stream beside a broadcast one. */
public interface KeyedBroadcastConnectedStream<T, B, K> {
    /** The operator that sees both. */
    <O> DataStream<O> process(BroadcastProcessFunction<K, T, B, O> function);
}
