// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.CoProcessFunction;

/** Two streams keyed alike that enter one operator. */
public interface KeyedConnectedStreams<L, R, K> {
    /** The general operator of two keyed inputs. */
    <O> DataStream<O> process(CoProcessFunction<K, L, R, O> function);
}
