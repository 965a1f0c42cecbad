// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.message.SnapshotRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a part by its index. Blocks. Every failure names the part and what is wrong with it. */
final class PartReader {
    private final SnapshotStore store;
    private final String place;
    private final SnapshotRef ref;
    private final PartHandle handle;
    /** All of it, if it is small; else null. */
    private final byte @Nullable [] whole;

    private final PartIndex index;

    PartReader(SnapshotStore store, String place, SnapshotRef ref) {
        this.store = store;
        this.place = place;
        this.ref = ref;
        this.handle = PartHandle.of(ref);
        long bytes = ref.bytes();
        long end = handle.offset() + bytes;
        long there = store.size(place, handle.file());
        if (there < end) throw damaged("its file has " + there + " bytes instead of " + end);
        if (bytes < PartFormat.HEADER_BYTES + PartFormat.TRAILER_BYTES) throw damaged("it is too short");
        boolean small = bytes <= PartWriter.SMALL_BYTES;
        whole = small ? store.read(place, handle.file(), handle.offset(), (int) bytes) : null;
        ByteBuffer header = ByteBuffer.wrap(read(0, PartFormat.HEADER_BYTES));
        int magic = header.getInt();
        byte version = header.get();
        ByteBuffer trailer = ByteBuffer.wrap(read(bytes - PartFormat.TRAILER_BYTES, PartFormat.TRAILER_BYTES));
        long offset = trailer.getLong();
        int length = trailer.getInt();
        int checksum = trailer.getInt();
        if (magic != PartFormat.MAGIC || trailer.getInt() != PartFormat.MAGIC) throw damaged("it is no part");
        if (version != PartFormat.VERSION) {
            throw damaged("it has format " + version + ", and this node knows " + PartFormat.VERSION);
        }
        if (length < 0 || offset < 0 || offset + length != bytes - PartFormat.TRAILER_BYTES)
            throw damaged("its index is not where it should be");
        byte[] encoded = read(offset, length);
        if (PartFormat.checksum(encoded, length) != checksum) throw damaged("its index has another checksum");
        try {
            index = PartIndex.decode(encoded);
        } catch (IOException e) {
            throw damaged("its index cannot be read");
        }
    }

    private byte[] read(long from, int length) {
        byte[] all = whole;
        if (all == null) return store.read(place, handle.file(), handle.offset() + from, length);
        return Arrays.copyOfRange(all, (int) from, (int) from + length);
    }

    PartIndex index() {
        return index;
    }

    byte[] read(PartIndex.Block block) {
        byte[] bytes = read(block.offset(), block.length());
        if (PartFormat.checksum(bytes, bytes.length) != block.checksum()) {
            throw damaged("state '" + block.state() + "' of operator '"
                    + index.operators().get(block.operator()).name() + "' has another checksum");
        }
        return bytes;
    }

    private DamagedSnapshotException damaged(String how) {
        return new DamagedSnapshotException("part " + ref.handle() + " in " + place + " is damaged: " + how);
    }
}
