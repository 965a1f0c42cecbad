// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.core.message.HaRecord;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Stored records to bytes and back. What one component of a node stores another one reads within milliseconds: a
 * submission has its record and its result read back where they were written. So the last small ones are remembered,
 * and the very same bytes give the very same record, which is immutable. Thread-safe.
 */
public final class HaRecords {
    private static final int REMEMBERED = 64;
    private static final int BYTES_MAX = 16 << 10;
    private static final WireCodec<HaRecord> CODEC = WireCodec.of(HaRecord.class);
    private static final AtomicReferenceArray<@Nullable Known> KNOWN = new AtomicReferenceArray<>(REMEMBERED);

    private record Known(byte[] bytes, HaRecord record) {}

    private HaRecords() {}

    /** Encodes. Throws {@link WireException} for a null where the type has none. */
    public static byte[] encode(HaRecord record) {
        byte[] bytes = CODEC.encode(record);
        if (bytes.length <= BYTES_MAX) KNOWN.set(slot(bytes), new Known(bytes.clone(), record));
        return bytes;
    }

    /** Decodes. Throws {@link WireException} for anything but a whole record. */
    public static HaRecord decode(byte[] bytes) {
        if (bytes.length <= BYTES_MAX) {
            Known known = KNOWN.get(slot(bytes));
            if (known != null && Arrays.equals(known.bytes(), bytes)) return known.record();
        }
        return CODEC.decode(bytes);
    }

    private static int slot(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) (sum.getValue() % REMEMBERED);
    }
}
