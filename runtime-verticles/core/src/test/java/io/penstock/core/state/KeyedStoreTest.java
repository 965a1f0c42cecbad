// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.state.ListStateDescriptor;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State by key: isolation, expiry, and what is left behind. */
class KeyedStoreTest {
    private long nowMs = 1_000;
    private final KeyedStore store = new KeyedStore(null, () -> nowMs);

    @Test
    void aNameMeansOneStateOfOneType() {
        ValueState<Long> first = store.value(new ValueStateDescriptor<>("n", Long.class));
        assertThat(store.value(new ValueStateDescriptor<>("n", Long.class))).isSameAs(first);
        assertThatThrownBy(() -> store.value(new ValueStateDescriptor<>("n", String.class)))
                .hasMessageContaining("already declared");
        assertThatThrownBy(() -> store.list(new ListStateDescriptor<>("n", Long.class)))
                .hasMessageContaining("already declared");
    }

    @Test
    void stateNeedsAKey() {
        ValueState<Long> state = store.value(new ValueStateDescriptor<>("n", Long.class));
        assertThatThrownBy(state::value).hasMessageContaining("no key");
    }

    @Test
    void aKeyWithoutStateLeavesNothingBehind() {
        ValueState<Long> value = store.value(new ValueStateDescriptor<>("value", Long.class));
        MapState<String, Long> map = store.map(new MapStateDescriptor<>("map", String.class, Long.class));
        for (long key = 0; key < 100; key++) {
            store.setKey(key);
            value.update(key);
            map.put("x", key);
        }
        assertThat(store.keys()).isEqualTo(100);
        for (long key = 0; key < 100; key++) {
            store.setKey(key);
            assertThat(value.value()).isEqualTo(key);
            value.clear();
            assertThat(map.get("x")).isEqualTo(key);
            map.remove("x");
            assertThat(map.isEmpty()).isTrue();
        }
        assertThat(store.keys()).isZero();
    }

    @Test
    void keysMayTurnOutNotToBeLongs() {
        ValueState<String> value = store.value(new ValueStateDescriptor<>("value", String.class));
        for (Object key : List.of(1L, 0L, "one", 1)) {
            store.setKey(key);
            value.update(key.getClass().getSimpleName() + key);
        }
        for (Object key : List.of(1L, 0L, "one", 1)) {
            store.setKey(key);
            assertThat(value.value()).isEqualTo(key.getClass().getSimpleName() + key);
        }
    }

    @Test
    void whatHasExpiredGoesAwayAlsoForKeysThatNeverComeBack() {
        ValueState<Long> value = store.value(new ValueStateDescriptor<>("value", Long.class, Duration.ofMillis(100)));
        for (long key = 0; key < 10_000; key++) {
            store.setKey(key);
            value.update(key);
        }
        nowMs += 100;
        for (int i = 0; i < 40_000; i++) store.setKey(-1L);
        assertThat(store.keys()).isZero();
    }
}
