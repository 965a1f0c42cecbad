// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Records to bytes and back: one byte of format version, then CBOR. A record is a map by component names, a sealed
 * interface a pair of simple type name and value, an enum its name. Unknown components are skipped and missing ones
 * read as null, zero or empty, so that components can be added while nodes of both ages talk; an unknown type or
 * version is refused. Thread-safe.
 */
public final class WireCodec<T> {
    /** First byte of everything written. */
    public static final byte VERSION = 1;

    private static final CBORFactory FACTORY =
            CBORFactory.builder().enable(CBORGenerator.Feature.STRINGREF).build();

    private final Shape shape;
    private final Class<T> type;

    private WireCodec(Class<T> type) {
        this.type = type;
        this.shape = Shapes.of(type);
    }

    /** The codec of a record type or of a sealed interface of records. */
    public static <T> WireCodec<T> of(Class<T> type) {
        return new WireCodec<>(type);
    }

    /** Encodes. Throws {@link WireException} for a null where the type has none. */
    public byte[] encode(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(VERSION);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            shape.write(out, value);
        } catch (IOException e) {
            throw new WireException("cannot encode " + value.getClass().getSimpleName(), e);
        }
        return bytes.toByteArray();
    }

    /** Decodes. Throws {@link WireException} for anything but a whole value of the type. */
    public T decode(byte[] bytes) {
        if (bytes.length == 0) throw new WireException("no bytes where " + type.getSimpleName() + " was expected");
        if (bytes[0] != VERSION) {
            throw new WireException("format version " + bytes[0] + " is not known here, only " + VERSION
                    + ": nodes of different releases");
        }
        try (JsonParser in = FACTORY.createParser(bytes, 1, bytes.length - 1)) {
            in.nextToken();
            return type.cast(shape.read(in));
        } catch (IOException e) {
            throw new WireException("no whole " + type.getSimpleName() + " in " + bytes.length + " bytes", e);
        }
    }
}
