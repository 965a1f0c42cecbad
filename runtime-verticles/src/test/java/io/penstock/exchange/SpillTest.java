// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.core.state.LongFold;
import io.penstock.core.state.LongTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.SortedRuns;
import io.penstock.core.state.SpillSpace;
import io.penstock.exchange.spill.SpillException;
import io.penstock.exchange.spill.SpillFiles;
import io.penstock.exchange.wire.RecordCodecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorted runs over real files, against a plain map. */
class SpillTest {
    @TempDir
    private Path dir;

    /** Equal hashes for many keys. */
    record Key(int number) implements Comparable<Key> {
        @Override
        public int hashCode() {
            return number % 7;
        }

        @Override
        public int compareTo(Key other) {
            return Integer.compare(number, other.number);
        }
    }

    private SpillSpace space() {
        return new SpillFiles(dir).open(new RecordCodecs(getClass().getClassLoader()).newCodec(), 1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 200})
    void anyNumberOfRunsMergesToWhatAMapHolds(int runs) throws Exception {
        Random random = new Random(runs);
        Map<Long, Long> wanted = new TreeMap<>();
        Map<Long, Long> found = new TreeMap<>();
        try (SpillSpace space = space()) {
            SortedRuns sorted = new SortedRuns(space, (left, right) -> (Long) left + (Long) right);
            for (int run = 0; run < runs; run++) {
                LongTable table = LongTable.forKeys(Long.class, 0, 16);
                for (int i = random.nextInt(600); i >= 0; i--) {
                    long key = random.nextInt(1_000) - 500L;
                    table.set(table.slot(key), LongFold.SUM.combine(table.get(table.slot(key)), i));
                    wanted.merge(key, (long) i, Long::sum);
                }
                sorted.spill(table, table::get);
            }
            for (var entry = sorted.next(); entry != null; entry = sorted.next()) {
                assertThat(found.put((Long) entry.key(), (Long) entry.value())).isNull();
            }
        }
        assertThat(found).isEqualTo(wanted);
        assertThat(files()).isEmpty();
    }

    @Test
    void keysOfOneHashStayApartAndAreMergedInTheirOrder() throws Exception {
        Map<Key, String> wanted = new TreeMap<>();
        Map<Key, String> found = new TreeMap<>();
        try (SpillSpace space = space()) {
            SortedRuns sorted = new SortedRuns(space, (left, right) -> (String) left + right);
            for (int run = 0; run < 5; run++) {
                ObjectTable table = ObjectTable.forKeys(Key.class, 16);
                for (int i = run; i < 100; i += 1 + run) {
                    table.set(table.slot(new Key(i)), "" + run);
                    wanted.merge(new Key(i), "" + run, String::concat);
                }
                sorted.spill(table, table::get);
            }
            for (var entry = sorted.next(); entry != null; entry = sorted.next()) {
                found.put((Key) entry.key(), (String) entry.value());
            }
        }
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void noFileOutlivesItsSpaceHoweverItEnds() throws Exception {
        SpillSpace space = space();
        SpillSpace.Run half = space.newRun();
        for (int i = 0; i < 1_000; i++) half.add("key" + i, (long) i);
        assertThat(half.next()).isTrue();
        assertThat(half.key()).isEqualTo("key0");
        assertThat(half.value()).isEqualTo(0L);
        space.close();
        assertThat(half.next()).isFalse();
        assertThat(files()).isEmpty();
    }

    @Test
    void aDiskThatTakesNothingIsSaid() throws Exception {
        Path file = Files.writeString(dir.resolve("no-directory"), "");
        SpillSpace space = new SpillFiles(file).open(new RecordCodecs(getClass().getClassLoader()).newCodec(), 1 << 20);
        SpillSpace.Run run = space.newRun();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) run.add("key" + i, (long) i);
                })
                .isInstanceOf(SpillException.class)
                .hasMessageStartingWith("cannot spill to run-1.spill: ");
        space.close();
    }

    @Test
    void aShareHoldsFewerOfLargerEntries() {
        SpillSpace space = space();
        int small = space.entriesMax(new Object[] {1L, 2L}, new Object[] {1L, 2L});
        int large = space.entriesMax(new Object[] {1L, 2L}, new Object[] {"x".repeat(9_000), "y".repeat(9_000)});
        assertThat(small).isBetween(4_000, 9_000);
        assertThat(large).isBetween(30, 40);
        space.close();
    }

    private List<Path> files() throws Exception {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(dir)) {
            all.filter(path -> path.toString().endsWith(".spill")).forEach(found::add);
        }
        return found;
    }
}
