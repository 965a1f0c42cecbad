// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.flow.Committable;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.WireBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A large part on its way to the store: its task hands over entries that cannot change, and bytes; a thread of the pool
 * at a time writes them, block by block, so that only a bounded share of the part is in memory. Entries that could not
 * wait come whether there is room or not.
 */
final class PartStream {
    /** Pieces that may wait: a run each, or some kilobytes. */
    private static final int WAITING_MAX = 256;
    /** A thread goes on to other parts after so many pieces. */
    private static final int PIECES_PER_TURN = 32;
    /** What the blocks that are being filled may have together. */
    private static final int BLOCKS_BYTES = 4 << 20;

    private static final int BLOCK_BYTES_MAX = 64 << 10;
    private static final int BLOCK_BYTES_MIN = 1 << 10;

    private final Target target;
    private final Executor pool;
    private final List<PartIndex.OperatorInfo> operators;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private boolean starved;
    private volatile @Nullable String problem;

    // Of the thread whose turn it is.
    private final Map<BlockKey, WireBuffer> blocks = new LinkedHashMap<>();
    private final List<PartIndex.Block> written = new ArrayList<>();
    private final CRC32C checksum = new CRC32C();
    private @Nullable RecordCodec codec;
    private @Nullable SnapshotFile file;
    private long bytes;
    private boolean over;

    /** Where it goes, and who hears of it. */
    interface Target {
        /** Begins the file. */
        SnapshotFile create();

        /** A codec of the task's kind for another thread. */
        RecordCodec newCodec();

        /** There is room again. From any thread. */
        void room();

        /** It is stored. From any thread. */
        void stored(long bytes, long checksum);

        /** It will not be stored. From any thread. */
        void failed(String why, boolean isTransient);
    }

    private record BlockKey(int operator, String state, int group) {}

    /** What the task hands over: bytes or entries of a block; or the end, with or without success. */
    private record Piece(
            @Nullable BlockKey block,
            byte @Nullable [] bytes,
            EntryRuns.@Nullable Held held,
            @Nullable List<Committable> end) {}

    PartStream(Target target, Executor pool, List<PartIndex.OperatorInfo> operators) {
        this.target = target;
        this.pool = pool;
        this.operators = operators;
    }

    /** Why it cannot go on, if so. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Takes all that a run holds that will not change. */
    void take(EntryRuns runs) {
        BlockKey key = new BlockKey(runs.operator(), runs.state(), runs.group());
        if (runs.written() > 0) offer(new Piece(key, runs.takeBytes(), null, null));
        if (runs.isLive()) return;
        EntryRuns.Held held = runs.takeHeld();
        if (held != null) offer(new Piece(key, null, held, null));
    }

    void complete(List<Committable> prepared) {
        offer(new Piece(null, null, null, prepared));
    }

    /** Nobody wants it any more; or the task could not go on with it, for that reason. */
    void abort(@Nullable String why) {
        if (why != null) problem = why;
        offer(new Piece(null, null, null, null));
    }

    /** Whether it keeps up with its task; if not, {@link Target#room} will be called. */
    synchronized boolean hasRoom() {
        starved = problem == null && waiting.size() >= WAITING_MAX;
        return !starved;
    }

    private void offer(Piece piece) {
        synchronized (this) {
            waiting.add(piece);
            if (scheduled) return;
            scheduled = true;
        }
        schedule();
    }

    private void schedule() {
        try {
            pool.execute(this::turn);
        } catch (RejectedExecutionException e) {
            fail("too many parts wait for the store already, or this node stops");
            end(false);
        }
    }

    private void turn() {
        for (int i = 0; i < PIECES_PER_TURN; i++) {
            Piece piece = next();
            if (piece == null) return;
            handle(piece);
        }
        schedule();
    }

    private @Nullable Piece next() {
        Piece piece;
        boolean tell;
        synchronized (this) {
            piece = waiting.poll();
            if (piece == null) scheduled = false;
            tell = starved && waiting.size() <= WAITING_MAX / 2;
            if (tell) starved = false;
        }
        if (tell) target.room();
        return piece;
    }

    private void handle(Piece piece) {
        BlockKey key = piece.block;
        List<Committable> prepared = piece.end;
        try {
            if (problem != null || over) return;
            if (key != null) write(key, piece);
            else if (prepared != null) finish(prepared);
        } catch (RuntimeException e) {
            fail(e instanceof SnapshotStoreException ? String.valueOf(e.getMessage()) : "it cannot be written: " + e);
        } finally {
            if (key == null) end(prepared != null);
        }
    }

    private void write(BlockKey key, Piece piece) {
        WireBuffer block = blocks.computeIfAbsent(key, absent -> new WireBuffer(BLOCK_BYTES_MIN));
        byte[] encoded = piece.bytes;
        if (encoded != null) block.putBytes(encoded, 0, encoded.length);
        if (piece.held != null) piece.held.write(block, codec());
        int most = Math.max(BLOCK_BYTES_MIN, Math.min(BLOCK_BYTES_MAX, BLOCKS_BYTES / blocks.size()));
        if (block.position() >= most) cut(key, block);
    }

    private RecordCodec codec() {
        RecordCodec own = codec;
        if (own == null) codec = own = target.newCodec();
        return own;
    }

    private SnapshotFile file() {
        SnapshotFile open = file;
        if (open != null) return open;
        file = open = target.create();
        append(PartFormat.header(), PartFormat.HEADER_BYTES);
        return open;
    }

    private void append(byte[] from, int length) {
        file().append(from, length);
        checksum.update(from, 0, length);
        bytes += length;
    }

    private void cut(BlockKey key, WireBuffer block) {
        if (block.position() == 0) return;
        file();
        int sum = PartFormat.checksum(block.array(), block.position());
        written.add(new PartIndex.Block(key.operator, key.state, key.group, bytes, block.position(), sum));
        append(block.array(), block.position());
        block.clear();
    }

    private void finish(List<Committable> prepared) {
        blocks.forEach(this::cut);
        file();
        byte[] index = new PartIndex(operators, written, prepared).encode();
        byte[] trailer = PartFormat.trailer(bytes, index);
        append(index, index.length);
        append(trailer, trailer.length);
        file().finish();
    }

    private void fail(String why) {
        problem = why;
        blocks.clear();
        target.room();
    }

    /** What is not complete leaves nothing behind. */
    private void end(boolean wanted) {
        if (over) return;
        over = true;
        blocks.clear();
        String why = problem;
        try {
            SnapshotFile open = file;
            if (open != null) open.close();
        } catch (SnapshotStoreException e) {
            if (why == null) why = String.valueOf(e.getMessage());
        }
        if (why != null) target.failed(why, false);
        else if (wanted) target.stored(bytes, checksum.getValue());
        else target.failed("the task gave it up", true);
    }
}
