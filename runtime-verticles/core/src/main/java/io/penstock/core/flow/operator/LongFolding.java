// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.core.state.LongFold;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A built-in aggregate, understood: it folds one long per record into one long.
 *
 * @param field what is taken from a record; null counts 1 for each
 * @param kind how two longs become one
 * @param identity the value before the first record
 */
@SuppressWarnings("rawtypes")
public record LongFolding(@Nullable ToLongFunction field, LongFold kind, long identity) {
    /** The folding that does what the aggregate does, or null if there is none. */
    public static @Nullable LongFolding of(@Nullable AggregateFunction aggregate) {
        if (aggregate instanceof Aggregates.Counting) return new LongFolding(null, LongFold.SUM, 0);
        if (!(aggregate instanceof Aggregates.LongFold<?> fold)) return null;
        return new LongFolding(fold.field(), LongFold.valueOf(fold.kind().name()), fold.kind().identity);
    }
}
