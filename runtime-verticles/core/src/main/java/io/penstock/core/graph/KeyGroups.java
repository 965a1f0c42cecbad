// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.ProgramLimits;

/**
 * Keys belong to key groups, key groups to subtasks. State is stored by key group, so the number of groups (the
 * operator's max parallelism) is fixed for the job's life, while the parallelism may change: each subtask owns a
 * contiguous range of groups.
 */
public final class KeyGroups {
    private KeyGroups() {}

    /** Largest number of key groups. */
    public static final int COUNT_MAX = ProgramLimits.PARALLELISM_MAX;

    /**
     * A hash that is the same in every JVM, if the key's own {@code hashCode} is: enums, whose own is not, are hashed
     * by name. Spread by {@link #keyGroup(int, int)}; agrees with {@link #hash(long)} for {@code Long} keys.
     */
    public static int hash(Object key) {
        return key instanceof Enum<?> e ? e.name().hashCode() : key.hashCode();
    }

    /** {@code hash(Long.valueOf(key))} without the object. */
    public static int hash(long key) {
        return Long.hashCode(key);
    }

    /** The key group of a key, in {@code [0, groups)}. */
    public static int keyGroup(Object key, int groups) {
        return keyGroup(hash(key), groups);
    }

    /**
     * The key group of a key's hash, in {@code [0, groups)}. The hash is mixed (murmur3's finalizer), so that
     * consecutive numbers, multiples and short strings spread evenly; the range is scaled, not divided, so that the
     * high bits decide.
     */
    public static int keyGroup(int hash, int groups) {
        return (int) (((mix(hash) & 0xFFFF_FFFFL) * groups) >>> 32);
    }

    /** The subtask, in {@code [0, parallelism)}, that owns a key group. */
    public static int subtask(int keyGroup, int groups, int parallelism) {
        return keyGroup * parallelism / groups;
    }

    /** The key groups that a subtask owns; never empty, since the parallelism is at most the number of groups. */
    public static SubtaskRange range(int subtask, int groups, int parallelism) {
        int first = (subtask * groups + parallelism - 1) / parallelism;
        int end = ((subtask + 1) * groups + parallelism - 1) / parallelism;
        return new SubtaskRange(first, end);
    }

    private static int mix(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
