// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.store.GuardedWrite.Decision;
import io.penstock.cluster.store.GuardedWrite.Verdict;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decision on its way back to the caller. Values stay behind unless the caller is to see the record that was in the
 * way.
 */
final class DecisionCodec {
    private static final int HEADER_BYTES = 2;

    private DecisionCodec() {}

    static byte[] encode(Decision decision, boolean withValue) {
        byte[] record = decision.record() == null ? new byte[0] : envelope(decision, decision.record(), withValue);
        byte[] encoded = new byte[HEADER_BYTES + record.length];
        encoded[0] = (byte) decision.verdict().ordinal();
        encoded[1] = (byte) (decision.existed() ? 1 : 0);
        System.arraycopy(record, 0, encoded, HEADER_BYTES, record.length);
        return encoded;
    }

    private static byte[] envelope(Decision decision, StoredRecord record, boolean withValue) {
        boolean whole = record.isTombstone() || (withValue && decision.verdict() == Verdict.IN_THE_WAY);
        return (whole ? record : new StoredRecord(new byte[0], record.token(), record.version())).encode();
    }

    static Decision decode(byte[] encoded) {
        Verdict verdict = Verdict.values()[encoded[0]];
        @Nullable
        StoredRecord record = encoded.length == HEADER_BYTES
                ? null
                : StoredRecord.decode(Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length));
        return new Decision(verdict, record, encoded[1] == 1);
    }
}
