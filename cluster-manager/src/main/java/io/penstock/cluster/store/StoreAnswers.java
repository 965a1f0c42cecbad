// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.store.GuardedWrite.Decision;
import io.penstock.cluster.store.GuardedWrite.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks arguments and turns decisions into what callers get, alike for every store. */
final class StoreAnswers {
    private StoreAnswers() {}

    static void checkName(String map) {
        if (map.isEmpty() || map.length() > ReplicatedStore.KEY_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a map's name has 1 to " + ReplicatedStore.KEY_CHARS_MAX + " characters");
        }
    }

    static void checkKey(String map, String key) {
        checkName(map);
        if (key.isEmpty() || key.length() > ReplicatedStore.KEY_CHARS_MAX) {
            throw new IllegalArgumentException("a key has 1 to " + ReplicatedStore.KEY_CHARS_MAX + " characters");
        }
    }

    static void checkValue(byte[] value) {
        if (value.length > ReplicatedStore.VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a value of " + value.length + " bytes is above the limit of " + ReplicatedStore.VALUE_BYTES_MAX);
        }
    }

    static void checkPage(int entriesMax) {
        if (entriesMax < 1 || entriesMax > ReplicatedStore.PAGE_ENTRIES_MAX) {
            throw new IllegalArgumentException("a page has 1 to " + ReplicatedStore.PAGE_ENTRIES_MAX + " entries");
        }
    }

    /** The version a put ended at. */
    static long version(String map, String key, GuardedWrite write, Decision decision) {
        refuseStale(map, key, write, decision);
        StoredRecord record = decision.record();
        long version = record == null || record.isTombstone() ? 0 : record.version();
        if (decision.verdict() == Verdict.IN_THE_WAY) {
            throw new VersionMismatchException(map, key, write.expectedVersion(), version);
        }
        return version;
    }

    /** The record that kept a putIfAbsent out, if any. */
    static Optional<Versioned> inTheWay(String map, String key, GuardedWrite write, Decision decision) {
        refuseStale(map, key, write, decision);
        return decision.verdict() == Verdict.IN_THE_WAY ? live(decision.record()) : Optional.empty();
    }

    /** Whether a removal found something. */
    static boolean removed(String map, String key, GuardedWrite write, Decision decision) {
        refuseStale(map, key, write, decision);
        return decision.verdict() == Verdict.APPLY && decision.existed();
    }

    static Optional<Versioned> live(@Nullable StoredRecord record) {
        return record == null || record.isTombstone() ? Optional.empty() : Optional.of(record.versioned());
    }

    private static void refuseStale(String map, String key, GuardedWrite write, Decision decision) {
        StoredRecord record = decision.record();
        if (decision.verdict() == Verdict.STALE && record != null) {
            throw new StaleTokenException(map, key, write.token(), record.token());
        }
    }
}
