// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.BroadcastProcessFunction;

/** A stream beside a broadcast one. */
public interface BroadcastConnectedStream<T, B> {
    /** The operator that sees both. */
    <O> DataStream<O> process(BroadcastProcessFunction<Void, T, B, O> function);
}
