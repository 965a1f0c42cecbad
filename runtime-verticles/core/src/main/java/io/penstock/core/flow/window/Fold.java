// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.core.flow.operator.Operator;
import org.jspecify.annotations.Nullable;

/** How the elements of a window become one accumulator. Subclasses are templates, as {@link Operator}s are. */
@SuppressWarnings("rawtypes")
public abstract class Fold {
    /** Takes over the user's function. */
    abstract void configure(@Nullable Object function);

    /** Adds an element; the accumulator is null before the first. */
    public abstract Object add(@Nullable Object accumulator, Object value) throws Exception;

    /** Combines two accumulators. */
    public abstract Object merge(Object left, Object right) throws Exception;

    /** What a window function or a WindowResult sees. */
    public abstract Object result(Object accumulator) throws Exception;
}
