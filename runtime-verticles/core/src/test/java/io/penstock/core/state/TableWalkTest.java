// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A walk saves each entry of the beginning once, with the value of the beginning, whatever becomes of the table. */
class TableWalkTest {
    private static final int SEEDS = 2_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesWhatWasThereWhenItBegan(boolean longs) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            ObjectTable table = ObjectTable.forKeys(longs ? Long.class : Object.class, 4);
            Map<Long, Object> model = new TreeMap<>();
            int keys = 1 + random.nextInt(60);
            change(table, model, random, keys, random.nextInt(80));
            Map<Long, Object> before = new TreeMap<>(model);
            Map<Long, Object> saved = new TreeMap<>();
            ObjectTable[] current = {table};
            TableWalk walk = table.walk(
                    slot -> assertThat(saved.put((Long) current[0].keyAt(slot), current[0].get(slot)))
                            .as("saved twice")
                            .isNull(),
                    () -> {});
            int growing = random.nextBoolean() ? keys * 10 : keys;
            while (!walk.isOver()) {
                change(table, model, random, growing, random.nextInt(6));
                int most = 1 + random.nextInt(5);
                assertThat(walk.next(most)).isLessThanOrEqualTo(most);
                if (random.nextInt(50) == 0) {
                    table.clear();
                    model.clear();
                }
            }
            assertThat(table.isWalked()).isFalse();
            assertThat(saved).as("seed " + seed).isEqualTo(before);
            change(table, model, random, growing, 50);
            assertThat(saved).isEqualTo(before);
        }
    }

    private static void change(ObjectTable table, Map<Long, Object> model, Random random, int keys, int times) {
        for (int i = 0; i < times; i++) {
            Long key = (long) random.nextInt(keys);
            int slot = table.find(key);
            if (slot >= 0 && random.nextInt(3) == 0) {
                table.removeAt(slot);
                model.remove(key);
            } else {
                Object value = random.nextInt();
                table.set(table.slot(key), value);
                model.put(key, value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void longsAreSavedAsTheyWere(boolean longs) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            LongTable table = LongTable.forKeys(longs ? Long.class : Object.class, 0, 4);
            Map<Long, Long> model = new TreeMap<>();
            int keys = 1 + random.nextInt(60);
            fold(table, model, random, keys, random.nextInt(80));
            Map<Long, Long> before = new TreeMap<>(model);
            Map<Long, Long> saved = new TreeMap<>();
            TableWalk walk = table.walk(
                    slot -> assertThat(saved.put((Long) table.keyAt(slot), table.get(slot)))
                            .as("saved twice")
                            .isNull(),
                    () -> {});
            while (!walk.isOver()) {
                fold(table, model, random, random.nextBoolean() ? keys * 10 : keys, random.nextInt(6));
                walk.next(1 + random.nextInt(5));
            }
            assertThat(saved).as("seed " + seed).isEqualTo(before);
        }
    }

    private static void fold(LongTable table, Map<Long, Long> model, Random random, int keys, int times) {
        for (int i = 0; i < times; i++) {
            long key = random.nextInt(keys);
            table.fold(key, LongFold.SUM, i + 1);
            model.merge(key, (long) i + 1, Long::sum);
        }
    }
}
