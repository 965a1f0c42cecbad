// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

/**
 * Where records come from. The object itself is shared by all subtasks of a JVM and must be stateless; each subtask
 * reads through its own {@link SourceReader}. There is no central enumerator (coordinators never run user code): every
 * reader computes the same list of splits and takes those that {@link SourceReaderContext#owns} gives it.
 *
 * <pre>{@code
 * // The bytes 0 to 99, read by the one subtask that owns the only split.
 * final class Hundred implements Source<Integer> {
 *     @Override
 *     public boolean bounded() {
 *         return true;
 *     }
 *
 *     @Override
 *     public SourceReader<Integer> createReader(SourceReaderContext context) {
 *         int start = context.restored().isEmpty() ? 0 : context.restored().get(0).position()[0];
 *         return new Reader(context.owns("all") ? start : 100);
 *     }
 *
 *     private static final class Reader implements SourceReader<Integer> {
 *         private int next;
 *
 *         Reader(int next) {
 *             this.next = next;
 *         }
 *
 *         @Override
 *         public Status poll(SourceOutput<Integer> out, int recordsMax) {
 *             for (int i = 0; i < recordsMax && next < 100; i++) out.emit(next++);
 *             return next < 100 ? Status.MORE : Status.END;
 *         }
 *
 *         @Override
 *         public List<SplitPosition> snapshot() {
 *             return List.of(new SplitPosition("all", new byte[] {(byte) next}));
 *         }
 *     }
 * }
 * }</pre>
 */
public interface Source<T> {
    /** Whether the source ends by itself. */
    boolean bounded();

    /** The largest useful parallelism; {@code Integer.MAX_VALUE} if any is. */
    default int maxParallelism() {
        return Integer.MAX_VALUE;
    }

    /** A reader for one subtask, positioned at {@link SourceReaderContext#restored()}. */
    SourceReader<T> createReader(SourceReaderContext context) throws Exception;
}
