// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text files.
 *
 * @param watchInterval how often to look for new files; null: bounded
 */
record TextFileSource(List<Path> paths, @Nullable Duration watchInterval) implements Source<String> {
    /** Files are cut into ranges of this size, so that several subtasks share a large one. */
    static final long RANGE_BYTES = 16 << 20;

    TextFileSource {
        if (paths.isEmpty()) throw new IllegalArgumentException("textFiles needs at least one file or directory");
    }

    @Override
    public boolean bounded() {
        return watchInterval == null;
    }

    @Override
    public SourceReader<String> createReader(SourceReaderContext context) throws IOException {
        return new TextFileReader(this, context);
    }
}
