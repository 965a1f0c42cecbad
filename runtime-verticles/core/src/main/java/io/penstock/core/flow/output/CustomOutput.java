// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.api.function.KeySelector;
import io.penstock.api.function.Partitioner;

/** Template: to the target that the user's partitioner names. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class CustomOutput extends EdgeOutput implements CustomRouted {
    private KeySelector keySelector;
    private Partitioner partitioner;

    @Override
    public void route(KeySelector keySelector, Partitioner partitioner) {
        this.keySelector = keySelector;
        this.partitioner = partitioner;
    }

    @Override
    public void accept(Object value, long timestampMs) {
        int target;
        try {
            target = partitioner.partition(keySelector.key(value), targets());
        } catch (Exception e) {
            throw failed(e);
        }
        if (target < 0 || target >= targets()) {
            throw failed(new IndexOutOfBoundsException(
                    "the partitioner answered " + target + ", but there are partitions 0 to " + (targets() - 1)));
        }
        put(target, value, timestampMs);
    }
}
