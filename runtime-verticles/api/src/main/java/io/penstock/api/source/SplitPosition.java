// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

/**
 * How far a split has been read.
 *
 * <pre>{@code
 * SplitPosition position = new SplitPosition("part-0", ByteBuffer.allocate(8).putLong(4_096).array());
 * }</pre>
 *
 * @param splitId names the split, the same in every evaluation
 * @param position in a format of the source's own
 */
public record SplitPosition(String splitId, byte[] position) {}
