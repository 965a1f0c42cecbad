// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.KeySelector;

/** Template. */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class LongKeysAhead extends KeysAhead {
    @Override
    public int read(KeySelector keySelector, Object[] values, int from, int to) throws Exception {
        if (!areLongs) return 0;
        long[] into = keys;
        for (int i = from; i < to; i++) {
            Object value = values[i];
            if (value instanceof Combined) return i - from;
            if (!(keySelector.key(value) instanceof Long key)) {
                areLongs = false;
                return i - from;
            }
            into[i - from] = key.longValue();
        }
        return to - from;
    }
}
