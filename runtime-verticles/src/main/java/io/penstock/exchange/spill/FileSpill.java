// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.spill;

import io.penstock.core.state.SpillSpace;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.WireBuffer;
import java.util.ArrayList;
import java.util.List;

/** One operator's runs. Belongs to a task. */
final class FileSpill implements SpillSpace {
    /** An entry's objects, references and slot beside what it takes on the wire, in bytes; rather too many. */
    private static final int OVERHEAD_BYTES = 120;

    /** Objects are larger than their bytes on the wire. */
    private static final int OBJECT_FACTOR = 3;

    private final SpillFiles files;
    private final RecordCodec codec;
    private final long ownBytes;
    private final List<FileRun> runs = new ArrayList<>();
    private boolean closed;

    FileSpill(SpillFiles files, RecordCodec codec, long ownBytes) {
        this.files = files;
        this.codec = codec;
        this.ownBytes = ownBytes;
    }

    @Override
    public int entriesMax(Object[] keys, Object[] values) {
        WireBuffer sample = new WireBuffer(1_024);
        codec.write(sample, keys, keys.length);
        codec.write(sample, values, values.length);
        long entryBytes = OVERHEAD_BYTES + OBJECT_FACTOR * (long) sample.position() / keys.length;
        long share = ownBytes > 0 ? ownBytes : files.share();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, share / entryBytes));
    }

    @Override
    public Run newRun() {
        if (closed) throw new IllegalStateException("closed");
        FileRun run = new FileRun(files.nextFile(), codec);
        runs.add(run);
        return run;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        runs.forEach(FileRun::drop);
        files.closed();
    }
}
