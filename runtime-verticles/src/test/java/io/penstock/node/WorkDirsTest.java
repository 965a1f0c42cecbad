// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirsTest {
    @TempDir
    private Path dataDir;

    @Test
    void onlyWhatProcessesLeftThatAreGoneIsDeleted() throws IOException {
        Path mine = WorkDirs.ofThisProcess(dataDir, "abc");
        Path left = mine.resolveSibling("999999999-def");
        Path other = mine.resolveSibling("notes");
        for (Path dir : new Path[] {mine, left, other}) {
            Files.createDirectories(dir.resolve("jars"));
            Files.writeString(dir.resolve("jars").resolve("a.jar"), "x");
        }
        WorkDirs.clearLeftovers(dataDir);
        assertThat(mine.resolve("jars/a.jar")).exists();
        assertThat(other).exists();
        assertThat(left).doesNotExist();
    }

    @Test
    void aDataDirectoryThatIsNotThereHasNoLeftovers() {
        WorkDirs.clearLeftovers(dataDir.resolve("none"));
        assertThat(dataDir.resolve("none")).doesNotExist();
    }
}
