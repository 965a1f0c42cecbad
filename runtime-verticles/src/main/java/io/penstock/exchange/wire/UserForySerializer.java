// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import io.penstock.api.Serializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;

/**
 * A job's own serializer, as Fory sees it: its bytes with their length, so that it can neither read too far nor short.
 */
final class UserForySerializer<T> extends org.apache.fory.serializer.Serializer<T> {
    private final Serializer<T> user;

    UserForySerializer(Config config, Class<T> type, Serializer<T> user) {
        super(config, type);
        this.user = user;
    }

    @Override
    public void write(WriteContext context, T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try {
            user.write(value, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new WireFormatException(name() + " could not write: " + e.getMessage(), e);
        }
        context.getBuffer().writeVarUInt32(bytes.size());
        context.getBuffer().writeBytes(bytes.toByteArray());
    }

    @Override
    public T read(ReadContext context) {
        int size = context.getBuffer().readVarUInt32();
        if (size < 0 || size > context.getBuffer().remaining()) {
            throw new WireFormatException(name() + " is to read " + size + " bytes that are not there");
        }
        ByteArrayInputStream bytes =
                new ByteArrayInputStream(context.getBuffer().readBytes(size));
        try {
            T value = user.read(new DataInputStream(bytes));
            if (bytes.available() == 0) return value;
        } catch (IOException e) {
            throw new WireFormatException(name() + " could not read: " + e.getMessage(), e);
        }
        throw new WireFormatException(name() + " left " + bytes.available() + " of its " + size + " bytes unread");
    }

    private String name() {
        return "the serializer of " + getType().getName();
    }
}
