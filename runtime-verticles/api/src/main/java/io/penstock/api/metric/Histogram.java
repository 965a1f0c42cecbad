// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.metric;

/**
 * A distribution of longs.
 *
 * <pre>{@code
 * final class Measured implements MapFunction<String, String>, RichFunction {
 *     private Histogram lengths;
 *
 *     @Override
 *     public void open(RuntimeContext context) {
 *         lengths = context.metrics().histogram("line_length");
 *     }
 *
 *     @Override
 *     public String map(String line) {
 *         lengths.record(line.length());
 *         return line;
 *     }
 * }
 * }</pre>
 */
public interface Histogram {
    /** Records one value, at least 0. */
    void record(long value);
}
