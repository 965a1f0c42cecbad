// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

/** Creates state handles. Asking twice for the same name gives the same state; with another type it is an error. */
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
