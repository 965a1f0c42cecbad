// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One write and the rule that decides it, pure, so that both stores obey the very same law.
 *
 * @param expectedVersion looked at by {@link Kind#COMPARE_AND_PUT} only
 * @param value empty for {@link Kind#REMOVE}
 */
record GuardedWrite(Kind kind, StoreToken token, long expectedVersion, byte[] value) {
    enum Kind {
        PUT,
        PUT_IF_ABSENT,
        COMPARE_AND_PUT,
        REMOVE
    }

    enum Verdict {
        /** {@link Decision#record} is to be written. */
        APPLY,
        /** Nothing to write: an earlier try of the same call did it. */
        DONE_BEFORE,
        /** A higher token was seen. */
        STALE,
        /** Another version, or a record where none was expected. */
        IN_THE_WAY
    }

    /**
     * What follows from a write.
     *
     * @param record after {@code APPLY} the new record; otherwise the current one, or null if there is none
     * @param existed whether there was a live record before
     */
    record Decision(Verdict verdict, @Nullable StoredRecord record, boolean existed) {}

    static GuardedWrite put(byte[] value, StoreToken token) {
        return new GuardedWrite(Kind.PUT, token, 0, value);
    }

    static GuardedWrite putIfAbsent(byte[] value, StoreToken token) {
        return new GuardedWrite(Kind.PUT_IF_ABSENT, token, 0, value);
    }

    static GuardedWrite compareAndPut(long expectedVersion, byte[] value, StoreToken token) {
        return new GuardedWrite(Kind.COMPARE_AND_PUT, token, expectedVersion, value);
    }

    static GuardedWrite remove(StoreToken token) {
        return new GuardedWrite(Kind.REMOVE, token, 0, new byte[0]);
    }

    /** Decides against what is there; changes nothing. */
    Decision decide(@Nullable StoredRecord current) {
        boolean existed = current != null && !current.isTombstone();
        if (current != null && current.token().compareTo(token) > 0) {
            return new Decision(Verdict.STALE, current, existed);
        }
        long version = current == null ? 0 : current.version();
        boolean mine = current != null && current.token().equals(token) && current.holds(value);
        Verdict verdict = switch (kind) {
            case PUT -> Verdict.APPLY;
            case PUT_IF_ABSENT -> !existed ? Verdict.APPLY : mine ? Verdict.DONE_BEFORE : Verdict.IN_THE_WAY;
            case COMPARE_AND_PUT -> compare(existed ? version : 0, mine);
            case REMOVE -> removedBefore(current) ? Verdict.DONE_BEFORE : Verdict.APPLY;
        };
        if (verdict != Verdict.APPLY) {
            return new Decision(verdict, current, existed);
        }
        return new Decision(verdict, new StoredRecord(kind == Kind.REMOVE ? null : value, token, version + 1), existed);
    }

    /**
     * The record that stands in the store and that the caller will be told of, whole; null if it is told of none. A
     * decision carries values only where this write does not know them.
     */
    @Nullable
    StoredRecord answered(Decision decision) {
        StoredRecord record = decision.record();
        if (record == null) {
            return null;
        }
        return switch (decision.verdict()) {
            case APPLY, DONE_BEFORE ->
                record.isTombstone() ? record : new StoredRecord(value, record.token(), record.version());
            case IN_THE_WAY -> kind == Kind.PUT_IF_ABSENT ? record : null;
            case STALE -> null;
        };
    }

    private Verdict compare(long version, boolean mine) {
        if (version == expectedVersion) {
            return Verdict.APPLY;
        }
        boolean repeated = mine && (expectedVersion == 0 || version == expectedVersion + 1);
        return repeated ? Verdict.DONE_BEFORE : Verdict.IN_THE_WAY;
    }

    /** A removal of what never was is written too: it keeps out whoever holds a lower token and is late. */
    private boolean removedBefore(@Nullable StoredRecord current) {
        return current != null && current.isTombstone() && current.token().equals(token);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuardedWrite that
                && kind == that.kind
                && expectedVersion == that.expectedVersion
                && token.equals(that.token)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + Arrays.hashCode(value);
    }
}
