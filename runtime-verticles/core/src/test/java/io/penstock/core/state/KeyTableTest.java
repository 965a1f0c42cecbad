// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables do what a map does. */
class KeyTableTest {
    private static final int OPERATIONS = 20_000;

    private static Object key(Random random, int kinds) {
        int n = random.nextInt(300) - 5;
        return switch (random.nextInt(kinds)) {
            case 0 -> (long) n * (random.nextBoolean() ? 1 : 1L << 40);
            case 1 -> "k" + n;
            default -> n;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void objectsByKeyWithRemovals(int kinds) {
        Random random = new Random(kinds);
        ObjectTable table = ObjectTable.forKeys(null, 4);
        Map<Object, Object> model = new LinkedHashMap<>();
        for (int i = 0; i < OPERATIONS; i++) {
            Object key = key(random, kinds);
            if (random.nextInt(3) == 0) {
                int slot = table.find(key);
                assertThat(slot >= 0).isEqualTo(model.containsKey(key));
                if (slot >= 0) table.removeAt(slot);
                model.remove(key);
            } else {
                int slot = table.slot(key);
                if (slot == KeyTable.FOREIGN) {
                    table = table.withAnyKeys();
                    slot = table.slot(key);
                }
                assertThat(table.get(slot)).isEqualTo(model.get(key));
                table.set(slot, i);
                model.put(key, i);
            }
            if (i % 5_000 == 4_999 && random.nextBoolean()) {
                table.clear();
                model.clear();
            }
        }
        assertThat(contents(table)).isEqualTo(model);
        assertThat(table.size()).isEqualTo(model.size());
    }

    private static Map<Object, Object> contents(ObjectTable table) {
        Map<Object, Object> contents = new LinkedHashMap<>();
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isUsed(slot)) contents.put(table.keyAt(slot), table.get(slot));
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void longsByKey(int kinds) {
        Random random = new Random(kinds);
        LongTable table = LongTable.forKeys(null, -7, 4);
        Map<Object, Long> model = new LinkedHashMap<>();
        for (int i = 0; i < OPERATIONS; i++) {
            Object key = key(random, kinds);
            int slot = table.slot(key);
            if (slot == KeyTable.FOREIGN) {
                table = table.withAnyKeys();
                slot = table.slot(key);
            }
            assertThat(table.get(slot)).isEqualTo(model.getOrDefault(key, -7L));
            assertThat(table.find(key)).isEqualTo(slot);
            table.set(slot, i);
            model.put(key, (long) i);
            if (i == OPERATIONS / 2) {
                table.clear();
                model.clear();
            }
        }
        Map<Object, Long> contents = new LinkedHashMap<>();
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isUsed(slot)) contents.put(table.keyAt(slot), table.get(slot));
        }
        assertThat(contents).isEqualTo(model);
        assertThat(table.size()).isEqualTo(model.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void timersComeInOrderOfTimeThenOfRegistration(long seed) {
        Random random = new Random(seed);
        TimerQueue timers = new TimerQueue();
        Map<String, Long> model = new LinkedHashMap<>();
        for (int i = 0; i < OPERATIONS; i++) {
            String key = "k" + random.nextInt(50);
            long time = random.nextInt(200);
            if (random.nextInt(3) > 0) {
                timers.register(key, time);
                model.putIfAbsent(key + "@" + time, time);
            } else {
                timers.delete(key, time);
                model.remove(key + "@" + time);
            }
        }
        assertThat(timers.size()).isEqualTo(model.size());
        List<String> expected = new ArrayList<>(model.keySet());
        expected.sort((a, b) -> Long.compare(model.get(a), model.get(b)));
        assertThat(timers.poll(-1)).isNull();
        List<String> fired = new ArrayList<>();
        for (TimerQueue.Timer timer; (timer = timers.poll(1_000)) != null; )
            fired.add(timer.key() + "@" + timer.timeMs());
        assertThat(fired).isEqualTo(expected);
        assertThat(timers.nextMs()).isEqualTo(Long.MAX_VALUE);
    }
}
