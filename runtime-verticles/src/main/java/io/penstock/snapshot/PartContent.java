// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.flow.Committable;
import java.util.ArrayList;
import java.util.List;

/** A whole part in memory, to be written off the task's thread. */
record PartContent(List<byte[]> pieces, long bytes, long checksum) {
    /** Of a task that has nothing to come back to; it is not stored. */
    static final PartContent EMPTY = new PartContent(List.of(), 0, 0);

    boolean isEmpty() {
        return bytes == 0;
    }

    static PartContent of(List<PartIndex.OperatorInfo> operators, List<EntryRuns> runs, List<Committable> prepared) {
        List<byte[]> pieces = new ArrayList<>();
        List<PartIndex.Block> blocks = new ArrayList<>();
        pieces.add(PartFormat.header());
        long offset = PartFormat.HEADER_BYTES;
        for (EntryRuns run : runs) {
            byte[] block = run.takeBytes();
            int checksum = PartFormat.checksum(block, block.length);
            blocks.add(new PartIndex.Block(run.operator(), run.state(), run.group(), offset, block.length, checksum));
            pieces.add(block);
            offset += block.length;
        }
        byte[] index = new PartIndex(operators, blocks, prepared).encode();
        pieces.add(index);
        pieces.add(PartFormat.trailer(offset, index));
        return new PartContent(pieces, offset + index.length + PartFormat.TRAILER_BYTES, PartFormat.checksum(pieces));
    }
}
