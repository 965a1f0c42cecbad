// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySnapshotStoreTest extends SnapshotStoreContract {
    private final SnapshotStore store = new DirectorySnapshotStore();

    @TempDir
    Path directory;

    @Override
    SnapshotStore store() {
        return store;
    }

    @Override
    String place(String name) {
        return "file:" + directory.resolve(name);
    }

    @Test
    void nothingButTheFileIsLeft() throws IOException {
        store.write(place("x"), "a.part", List.of(bytes(10, 1)));
        try (var files = Files.list(directory.resolve("x"))) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("a.part");
        }
    }

    @Test
    void whereAFileIsInTheWayNothingIsWrittenAndThePlaceIsNamed() throws IOException {
        Files.writeString(directory.resolve("y"), "in the way");
        assertThatThrownBy(() -> store.write(place("y"), "a.part", List.of(bytes(10, 1))))
                .isInstanceOf(SnapshotStoreException.class)
                .hasMessageContaining("cannot write a.part into " + directory.resolve("y"));
    }

    /** A device that is always full: the file is a link to it, so every byte meets the real error. */
    @Test
    void aFullDiskIsSaidInWordsAndLeavesNothing() throws IOException {
        Path full = Path.of("/dev/full");
        assertThat(full).as("the device that this test needs").exists();
        Path place = Files.createDirectories(directory.resolve("z"));
        Files.createSymbolicLink(place.resolve(".a.part.tmp"), full);
        assertThatThrownBy(() -> store.write(place("z"), "a.part", List.of(bytes(10, 1))))
                .isInstanceOf(SnapshotStoreException.class)
                .hasMessageContaining("No space left on device");
        try (var files = Files.list(place)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatIsNotOursIsLeftAndSaid() throws IOException {
        store.write(place("w"), "a.part", List.of(bytes(10, 1)));
        Files.writeString(directory.resolve("w").resolve("letter.txt"), "mine");
        assertThatThrownBy(() -> store.drop(place("w"))).hasMessageContaining("more in");
        assertThat(directory.resolve("w").resolve("letter.txt")).hasContent("mine");
        assertThat(directory.resolve("w").resolve("a.part")).doesNotExist();
    }
}
