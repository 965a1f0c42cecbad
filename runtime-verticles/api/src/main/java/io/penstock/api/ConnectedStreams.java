// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;

/** Two streams that enter one operator. */
public interface ConnectedStreams<L, R> {
    /** One result for each record of either. */
    <O> DataStream<O> map(CoMapFunction<? super L, ? super R, O> function);

    /** The general operator of two inputs. */
    <O> DataStream<O> process(CoProcessFunction<Void, L, R, O> function);
}
