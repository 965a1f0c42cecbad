// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import java.nio.ByteBuffer;

/** The position of a source whose subtasks each count through indexes of their own: the next index. */
final class ReadUpTo {
    private ReadUpTo() {}

    static SplitPosition position(int subtask, long next) {
        return new SplitPosition(
                Integer.toString(subtask),
                ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    }

    /** Where the reader goes on; {@code first} unless it is restored. */
    static long index(SourceReaderContext context, long first) {
        String own = Integer.toString(context.subtaskIndex());
        for (SplitPosition split : context.restored()) {
            if (split.splitId().equals(own))
                return ByteBuffer.wrap(split.position()).getLong();
        }
        return first;
    }
}
