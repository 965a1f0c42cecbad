// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.spill;

import io.penstock.core.state.SpillSpace;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.WireBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A run in a file that the system forgets when it is closed. Blocks of entries: length (4), checksum (4), count (4),
 * keys, values. Belongs to a task.
 */
final class FileRun implements SpillSpace.Run {
    private static final int BLOCK_ENTRIES = 256;
    private static final int HEADER_BYTES = 12;

    private final Path path;
    private final RecordCodec codec;
    private @Nullable Object[] keys = new Object[BLOCK_ENTRIES];
    private @Nullable Object[] values = new Object[BLOCK_ENTRIES];
    private int count;
    private int at = -1;
    private boolean reading;
    private @Nullable FileChannel channel;

    FileRun(Path path, RecordCodec codec) {
        this.path = path;
        this.codec = codec;
    }

    @Override
    public void add(Object key, Object value) {
        if (reading) throw new IllegalStateException("it is being read already");
        keys[count] = key;
        values[count++] = value;
        if (count == BLOCK_ENTRIES) writeBlock();
    }

    @Override
    public boolean next() {
        if (!reading) beginReading();
        if (++at < count) return true;
        at = 0;
        try {
            count = readBlock();
        } catch (IOException e) {
            throw failed(e);
        }
        if (count == 0) drop();
        return count > 0;
    }

    @Override
    public Object key() {
        return java.util.Objects.requireNonNull(keys[at]);
    }

    @Override
    public Object value() {
        return java.util.Objects.requireNonNull(values[at]);
    }

    /** Deletes the file. Idempotent. */
    void drop() {
        FileChannel open = channel;
        channel = null;
        reading = true;
        count = 0;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void beginReading() {
        if (count > 0) writeBlock();
        reading = true;
        count = 0;
        try {
            if (channel != null) channel.position(0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void writeBlock() {
        WireBuffer block = new WireBuffer(16 << 10);
        for (int i = 0; i < HEADER_BYTES; i++) block.putByte(0);
        codec.write(block, keys, count);
        codec.write(block, values, count);
        ByteBuffer bytes = ByteBuffer.wrap(block.array(), 0, block.position());
        int length = bytes.limit() - HEADER_BYTES;
        bytes.putInt(0, length);
        bytes.putInt(4, checksum(block.array(), HEADER_BYTES, length));
        bytes.putInt(8, count);
        count = 0;
        try {
            FileChannel to = open();
            while (bytes.hasRemaining()) to.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private FileChannel open() throws IOException {
        FileChannel known = channel;
        if (known != null) return known;
        Files.createDirectories(path.getParent());
        FileChannel made = FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        channel = made;
        return made;
    }

    private int readBlock() throws IOException {
        FileChannel from = channel;
        if (from == null || from.position() == from.size()) return 0;
        ByteBuffer header = read(from, HEADER_BYTES);
        int length = header.getInt();
        int checksum = header.getInt();
        int entries = header.getInt();
        if (length < 0 || length > from.size() || entries < 1 || entries > BLOCK_ENTRIES) throw damaged();
        byte[] bytes = read(from, length).array();
        if (checksum(bytes, 0, length) != checksum) throw damaged();
        WireBuffer in = new WireBuffer(0).wrap(bytes, 0, length);
        codec.read(in, keys, entries);
        codec.read(in, values, entries);
        return entries;
    }

    private static ByteBuffer read(FileChannel from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) if (from.read(bytes) < 0) throw new EOFException("the file ends too early");
        return bytes.flip();
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }

    private IOException damaged() {
        return new IOException("a block of " + path.getFileName() + " is damaged");
    }

    private SpillException failed(IOException cause) {
        return new SpillException(path.getFileName().toString(), cause);
    }
}
