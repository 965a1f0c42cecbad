// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.Wakeable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All input lanes of a task as one: numbered through over its edges, polled in turn, found by a bitmap of those that
 * are ready.
 *
 * <p>Producers set bits in {@code ready}; the task moves them to {@code pending} before it polls, and drops a bit only
 * after an empty poll. So a batch offered meanwhile leaves its bit in {@code ready}, and none is forgotten. Lanes that
 * have reached a barrier before the others are blocked, which hides their bits.
 */
final class InputGate {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final List<InputEdge> edges;
    private final int[] firstLane;
    private final int lanesTotal;
    private final long[] ready;
    private final long[] pending;
    private final long[] blocked;
    private final Wakeable task;
    private @Nullable InputLane @Nullable [] lanes;
    private int cursor;
    private int lastLane;

    InputGate(List<InputEdge> edges, Wakeable task) {
        this.edges = edges;
        this.task = task;
        this.firstLane = new int[edges.size()];
        int total = 0;
        for (int i = 0; i < firstLane.length; i++) {
            firstLane[i] = total;
            total += edges.get(i).port().lanes();
        }
        this.lanesTotal = total;
        int words = (total + 63) >>> 6;
        this.ready = new long[words];
        this.pending = new long[words];
        this.blocked = new long[words];
    }

    /** Starts to listen. */
    void attach() {
        for (int i = 0; i < firstLane.length; i++) {
            int first = firstLane[i];
            edges.get(i).port().attach(lane -> signal(first + lane));
        }
    }

    int lanes() {
        return lanesTotal;
    }

    /** The lane of the last batch. */
    int lastLane() {
        return lastLane;
    }

    /** Whether a lane feeds the second input. */
    boolean isRight(int lane) {
        return edges.get(edgeOf(lane)).edge().input() == 1;
    }

    private int edgeOf(int lane) {
        int edge = firstLane.length - 1;
        while (firstLane[edge] > lane) edge--;
        return edge;
    }

    /**
     * From any thread, after the batch has become visible. Whoever finds the bit set may rely on the one who set it.
     */
    private void signal(int lane) {
        int word = lane >>> 6;
        long bit = 1L << lane;
        VarHandle.fullFence();
        if (((long) WORDS.getVolatile(ready, word) & bit) != 0) return;
        WORDS.getAndBitwiseOr(ready, word, bit);
        task.wake();
    }

    /** The next batch of any lane that is not blocked, or null if there is none now. */
    @Nullable
    Batch poll() {
        int words = ready.length;
        if (words == 0) return null;
        int start = cursor == lanesTotal ? 0 : cursor;
        int word = start >>> 6;
        long mask = -1L << start;
        for (int i = 0; i <= words; i++) {
            Batch batch = pollWord(word, mask);
            if (batch != null) return batch;
            mask = -1L;
            word = word + 1 == words ? 0 : word + 1;
        }
        return null;
    }

    private @Nullable Batch pollWord(int word, long mask) {
        if ((long) WORDS.getOpaque(ready, word) != 0) pending[word] |= (long) WORDS.getAndSet(ready, word, 0L);
        for (long bits = pending[word] & ~blocked[word] & mask; bits != 0; bits &= bits - 1) {
            int lane = (word << 6) + Long.numberOfTrailingZeros(bits);
            Batch batch = lane(lane).poll();
            if (batch != null) {
                lastLane = lane;
                cursor = lane + 1;
                return batch;
            }
            pending[word] &= ~(bits & -bits);
        }
        return null;
    }

    /** Gives back the batch of the last poll. */
    void recycle(Batch batch) {
        lane(lastLane).recycle(batch);
    }

    private InputLane lane(int lane) {
        @Nullable InputLane[] known = lanes;
        if (known == null) lanes = known = new InputLane[lanesTotal];
        InputLane found = known[lane];
        if (found != null) return found;
        int edge = edgeOf(lane);
        return known[lane] = edges.get(edge).port().lane(lane - firstLane[edge]);
    }

    /**
     * Hides a lane until {@link #unblockAll}. One with nothing behind the barrier is not asked again before it is
     * signalled: on a wide edge that is most of a checkpoint's polls.
     */
    void block(int lane) {
        blocked[lane >>> 6] |= 1L << lane;
        if (!lane(lane).mayHaveMore()) pending[lane >>> 6] &= ~(1L << lane);
    }

    /** Shows all lanes again. */
    void unblockAll() {
        Arrays.fill(blocked, 0);
    }
}
