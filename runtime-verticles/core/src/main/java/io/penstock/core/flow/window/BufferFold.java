// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Template: keeps all elements. */
@SuppressWarnings("unchecked")
public final class BufferFold extends Fold {
    @Override
    void configure(@Nullable Object function) {}

    @Override
    public Object add(@Nullable Object accumulator, Object value) {
        List<Object> elements = accumulator == null ? new ArrayList<>(4) : (List<Object>) accumulator;
        elements.add(value);
        return elements;
    }

    @Override
    public Object merge(Object left, Object right) {
        ((List<Object>) left).addAll((List<Object>) right);
        return left;
    }

    @Override
    public Object result(Object accumulator) {
        return accumulator;
    }
}
