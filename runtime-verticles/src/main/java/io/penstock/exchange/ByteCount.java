// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sum that one thread adds to, once per frame, and any thread reads. Orders nothing else, so it costs an addition.
 */
final class ByteCount {
    private static final VarHandle SUM;

    static {
        try {
            SUM = MethodHandles.lookup().findVarHandle(ByteCount.class, "sum", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through SUM
    private long sum;

    void add(long bytes) {
        SUM.setOpaque(this, (long) SUM.getOpaque(this) + bytes);
    }

    long sum() {
        return (long) SUM.getOpaque(this);
    }
}
