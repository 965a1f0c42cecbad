// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Template of a row codec. A hidden copy is made for each record class, with the class's method handles as its
 * constants, so that the JIT compiler sees through them: as fast as a serializer written by hand. Never used itself.
 */
final class RowLoop extends RowCodec {
    private static final MethodHandle WRITE = handles().write();
    private static final MethodHandle READ = handles().read();

    /**
     * What the copy is given.
     *
     * @param write (byte[] to, int at, Object record)void
     * @param read (byte[] from, int at)Object
     */
    record Handles(MethodHandle write, MethodHandle read) {}

    private static Handles handles() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Handles.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void write(byte[] to, int at, @Nullable Object[] values, int count) {
        int row = rowBytes();
        try {
            for (int i = 0; i < count; i++, at += row) WRITE.invokeExact(to, at, values[i]);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    void read(byte[] from, int at, @Nullable Object[] values, int count) {
        int row = rowBytes();
        try {
            for (int i = 0; i < count; i++, at += row) values[i] = (Object) READ.invokeExact(from, at);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The user's accessors and constructors may throw. */
    private static WireFormatException failed(Throwable cause) {
        if (cause instanceof VirtualMachineError error) throw error;
        return new WireFormatException("a record's own code failed on its way: " + cause, cause);
    }
}
