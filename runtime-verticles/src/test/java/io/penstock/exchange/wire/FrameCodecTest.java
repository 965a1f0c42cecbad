// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    private final FrameCodec codec = new FrameCodec(new RecordCodecs(getClass().getClassLoader()).newCodec());

    static Stream<long[]> times() {
        long none = Long.MIN_VALUE;
        return Stream.of(
                new long[] {},
                new long[] {none},
                new long[] {none, none, none},
                new long[] {5, 5, 5},
                new long[] {1_700_000_000_000L, 1_700_000_000_001L, 1_699_999_999_000L},
                new long[] {0, Integer.MAX_VALUE, 3},
                new long[] {0, Integer.MAX_VALUE + 1L, 3},
                new long[] {none, 1, 2},
                new long[] {Long.MAX_VALUE, none + 1, 0, -1},
                LongStream.range(0, 512).toArray());
    }

    @ParameterizedTest
    @MethodSource("times")
    void timestampsComeBackExactly(long[] times) {
        Batch batch = new Batch(times.length);
        for (long time : times) batch.add("v" + time, time);
        Batch back = read(write(batch), null);
        assertThat(Arrays.copyOf(back.timestamps, back.size)).isEqualTo(times);
        assertThat(back.watermark).isEqualTo(Long.MIN_VALUE);
        assertThat(back.marker).isNull();
    }

    static Stream<Marker> markers() {
        return Stream.of(
                new Marker.Barrier(0),
                new Marker.Barrier(Long.MAX_VALUE, "file:/somewhere/é", Marker.Barrier.After.DRAIN),
                Marker.EndOfInput.INSTANCE,
                Marker.Activity.IDLE,
                Marker.Activity.ACTIVE);
    }

    @ParameterizedTest
    @MethodSource("markers")
    void watermarkAndMarkerTravelWithAndWithoutRecords(Marker marker) {
        for (int records = 0; records < 3; records++) {
            Batch batch = new Batch(4);
            for (int i = 0; i < records; i++) batch.add((long) i, i);
            batch.watermark = -77;
            batch.marker = marker;
            byte[] bytes = write(batch);
            assertThat(FrameCodec.isLast(bytes, 0)).isEqualTo(marker == Marker.EndOfInput.INSTANCE);
            Batch back = read(bytes, null);
            assertThat(back.size).isEqualTo(records);
            assertThat(back.watermark).isEqualTo(-77);
            assertThat(back.marker).isEqualTo(marker);
        }
    }

    @Test
    void aRecycledBatchIsUsedIfItIsLargeEnough() {
        Batch batch = new Batch(3);
        for (int i = 0; i < 3; i++) batch.add(i, i);
        byte[] bytes = write(batch);
        Batch large = new Batch(8);
        Batch small = new Batch(2);
        assertThat(read(bytes, large)).isSameAs(large);
        assertThat(read(bytes, small)).isNotSameAs(small);
    }

    @Test
    void commonBatchesAreCompact() {
        Batch batch = new Batch(512);
        for (int i = 0; i < 512; i++) batch.add((long) i, 1_700_000_000_000L);
        assertThat(write(batch).length).isLessThan(512 * 4 + 32);
    }

    @Test
    void damageIsAnErrorAndNothingWorse() {
        Batch batch = new Batch(20);
        for (int i = 0; i < 20; i++) batch.add("word" + i, 1_000 + i);
        batch.watermark = 5;
        batch.marker = new Marker.Barrier(3);
        byte[] good = write(batch);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                read(bad, null);
            } catch (WireFormatException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut, null)).isInstanceOf(WireFormatException.class);
        }
    }

    private byte[] write(Batch batch) {
        WireBuffer out = new WireBuffer(1);
        codec.write(out, batch);
        return Arrays.copyOf(out.array(), out.position());
    }

    private Batch read(byte[] bytes, Batch spare) {
        return codec.read(new WireBuffer(0).wrap(bytes, 0, bytes.length), spare);
    }
}
