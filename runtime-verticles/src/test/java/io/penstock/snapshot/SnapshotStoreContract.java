// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store of snapshots does. */
abstract class SnapshotStoreContract {
    private static final String NAME = "0-1-2.part";

    abstract SnapshotStore store();

    /** A place of this store that no other test uses. */
    abstract String place(String name);

    @Test
    void whatIsWrittenIsReadInAnyRange() {
        byte[] first = bytes(700_001, 1);
        byte[] second = bytes(3, 2);
        store().write(place("a"), NAME, List.of(first, new byte[0], second));
        assertThat(store().size(place("a"), NAME)).isEqualTo(700_004);
        assertThat(store().read(place("a"), NAME, 0, 5)).isEqualTo(Arrays.copyOf(first, 5));
        assertThat(store().read(place("a"), NAME, 262_140, 9)).isEqualTo(Arrays.copyOfRange(first, 262_140, 262_149));
        assertThat(store().read(place("a"), NAME, 700_001, 3)).isEqualTo(second);
        assertThat(store().read(place("a"), NAME, 0, 0)).isEmpty();
    }

    @Test
    void aFileWrittenBitByBitIsThereOnceItIsFinished() {
        byte[] piece = bytes(10_000, 6);
        try (SnapshotFile file = store().create(place("e"), NAME)) {
            for (int i = 0; i < 60; i++) file.append(piece, 9_000);
            assertThatThrownBy(() -> store().size(place("e"), NAME)).isInstanceOf(SnapshotStoreException.class);
            file.finish();
        }
        assertThat(store().size(place("e"), NAME)).isEqualTo(540_000);
        assertThat(store().read(place("e"), NAME, 8_990, 20))
                .startsWith(Arrays.copyOfRange(piece, 8_990, 9_000))
                .endsWith(Arrays.copyOf(piece, 10));
    }

    @Test
    void aFileThatWasNotFinishedIsNotThere() {
        try (SnapshotFile file = store().create(place("f"), NAME)) {
            file.append(bytes(400_000, 7), 400_000);
        }
        assertThatThrownBy(() -> store().size(place("f"), NAME)).isInstanceOf(SnapshotStoreException.class);
        store().drop(place("f"));
    }

    @Test
    void anEmptyFileIsThere() {
        store().write(place("b"), NAME, List.of());
        assertThat(store().size(place("b"), NAME)).isZero();
    }

    @Test
    void whatIsNotThereOrTooShortIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> store().size(place("c"), NAME))
                .isInstanceOf(SnapshotStoreException.class)
                .hasMessageContaining(NAME);
        store().write(place("c"), NAME, List.of(bytes(10, 3)));
        assertThatThrownBy(() -> store().read(place("c"), NAME, 5, 6))
                .isInstanceOf(SnapshotStoreException.class)
                .hasMessageContaining("too early");
    }

    @Test
    void droppingTakesOnePlaceAndNothingElse() {
        store().write(place("d") + "/chk-1", NAME, List.of(bytes(300_000, 4)));
        store().write(place("d") + "/chk-12", NAME, List.of(bytes(10, 5)));
        store().drop(place("d") + "/chk-1");
        assertThatThrownBy(() -> store().size(place("d") + "/chk-1", NAME)).isInstanceOf(SnapshotStoreException.class);
        assertThat(store().size(place("d") + "/chk-12", NAME)).isEqualTo(10);
        assertThatCode(() -> store().drop(place("d") + "/chk-1")).doesNotThrowAnyException();
        store().drop(place("d"));
        assertThatThrownBy(() -> store().size(place("d") + "/chk-12", NAME)).isInstanceOf(SnapshotStoreException.class);
    }

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
