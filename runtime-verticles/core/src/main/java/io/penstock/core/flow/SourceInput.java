// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.source.SourceReader.Status;
import io.penstock.core.flow.operator.SourceHead;

/** Input from a source. */
final class SourceInput implements TaskInput {
    private static final int RECORDS_PER_POLL = 512;

    private final SourceHead source;
    private boolean ended;

    /** {@code ended}: it had been read to its end before. */
    SourceInput(SourceHead source, boolean ended) {
        this.source = source;
        this.ended = ended;
    }

    @Override
    public void attach() {}

    @Override
    public boolean run() {
        if (ended || !source.isDue()) return false;
        long before = source.recordsRead();
        Status status = source.poll(RECORDS_PER_POLL);
        ended = status == Status.END;
        return status != Status.IDLE || source.recordsRead() > before;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void abortCheckpoint(long checkpointId) {}

    @Override
    public long records() {
        return source.recordsRead();
    }
}
