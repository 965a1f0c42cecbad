// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes and reads the values of one class, for {@link JobBuilder#serializer}: for classes that can't be taken apart by
 * themselves, or to make them smaller on the wire. What it writes must depend on the value alone, and it must read
 * exactly as many bytes as it wrote. Called by many threads at once, so it keeps no state.
 *
 * <pre>{@code
 * job.serializer(java.util.regex.Pattern.class, new Serializer<java.util.regex.Pattern>() {
 *     @Override
 *     public void write(java.util.regex.Pattern pattern, java.io.DataOutput out) throws java.io.IOException {
 *         out.writeUTF(pattern.pattern());
 *         out.writeInt(pattern.flags());
 *     }
 *
 *     @Override
 *     public java.util.regex.Pattern read(java.io.DataInput in) throws java.io.IOException {
 *         return java.util.regex.Pattern.compile(in.readUTF(), in.readInt());
 *     }
 * });
 * }</pre>
 */
public interface Serializer<T> {
    /** Writes a value, which is never null. */
    void write(T value, DataOutput out) throws IOException;

    /** Reads back what {@link #write} wrote. */
    T read(DataInput in) throws IOException;
}
