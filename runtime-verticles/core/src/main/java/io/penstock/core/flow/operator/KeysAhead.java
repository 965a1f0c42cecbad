// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.KeySelector;

/**
 * The keys of the next records, read before the first of them is processed. One after the other each record would wait
 * for memory, its own and that of its key's state; many at once wait together.
 */
public abstract class KeysAhead {
    /** How many records are looked at together: what they touch stays well within the first cache. */
    public static final int RECORDS_MAX = 64;

    /** The keys read. */
    public final long[] keys = new long[RECORDS_MAX];

    /** Whether all keys so far have been longs. */
    protected boolean areLongs = true;

    /** Reads the keys of {@code values[from .. to)}, up to the first that is no long; answers how many those are. */
    public abstract int read(KeySelector<?, ?> keySelector, Object[] values, int from, int to) throws Exception;
}
