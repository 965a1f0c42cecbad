// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.api.function.KeySelector;
import io.penstock.core.graph.KeyGroups;

/** Template: to the target that owns the key's key group. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class HashOutput extends EdgeOutput implements KeyedOutput {
    private KeySelector keySelector;
    private int[] targetOfGroup;

    @Override
    public void route(KeySelector keySelector, int[] targetOfGroup) {
        this.keySelector = keySelector;
        this.targetOfGroup = targetOfGroup;
    }

    @Override
    public void accept(Object value, long timestampMs) {
        Object key;
        try {
            key = keySelector.key(value);
        } catch (Exception e) {
            throw failed(e);
        }
        if (key == null) throw failed(new NullPointerException("the key of " + value + " is null"));
        put(target(key), value, timestampMs);
    }

    @Override
    public void sendTo(Object key, Object value, long timestampMs) {
        put(target(key), value, timestampMs);
    }

    private int target(Object key) {
        return targetOfGroup[KeyGroups.keyGroup(hash(key), targetOfGroup.length)];
    }

    /**
     * {@link KeyGroups#hash}, with the two commonest classes told apart here, where the call site is not shared with
     * other jobs.
     */
    private static int hash(Object key) {
        if (key instanceof Long number) return KeyGroups.hash(number.longValue());
        return key instanceof String text ? text.hashCode() : KeyGroups.hash(key);
    }
}
