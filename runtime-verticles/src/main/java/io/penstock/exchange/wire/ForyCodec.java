// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.util.Optional;
import java.util.Set;
import org.apache.fory.Fory;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;
import org.apache.fory.resolver.TypeInfo;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes any values by Apache Fory. A batch of one class names it once and then calls that class's serializer directly,
 * which is several times as fast as a call of Fory per record. Not thread-safe.
 */
final class ForyCodec implements RecordCodec {
    private static final int MIXED = 0;
    private static final int UNIFORM = 1;

    private final Fory fory;
    private final SendableTypes types;
    private final MemoryBuffer buffer = MemoryUtils.wrap(new byte[1]);

    /** @param serialized classes for which the job has serializers of its own */
    ForyCodec(Fory fory, Set<String> serialized) {
        this.fory = fory;
        this.types = new SendableTypes(serialized);
    }

    @Override
    public void write(WireBuffer to, @Nullable Object[] values, int count) {
        boolean uniform = isUniform(values, count);
        to.putByte(uniform ? UNIFORM : MIXED);
        to.putInt(uniform ? Shapes.of(values[0].getClass()) : Shapes.of(values, count));
        to.reserve(64);
        buffer.initHeapBuffer(to.array(), 0, to.array().length);
        buffer.writerIndex(to.position());
        WriteContext context = fory.getWriteContext();
        context.prepare(buffer, null);
        try {
            if (uniform) {
                writeUniform(context, values, count);
            } else {
                for (int i = 0; i < count; i++) {
                    context.writeRef(values[i]);
                }
            }
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new WireFormatException(refusal(values, count, why(e)), e);
        } catch (StackOverflowError e) {
            throw new WireFormatException("records of " + classOf(values)
                    + " are nested too deep or refer to themselves, which can't be sent");
        } finally {
            context.reset();
        }
        to.adopt(buffer.getHeapMemory(), buffer.writerIndex());
    }

    @Override
    public void read(WireBuffer from, @Nullable Object[] values, int count) {
        boolean uniform = from.getByte() == UNIFORM;
        int shape = from.getInt();
        buffer.initHeapBuffer(from.array(), 0, from.limit());
        buffer.readerIndex(from.position());
        ReadContext context = fory.getReadContext();
        context.prepare(buffer, null, false);
        try {
            if (uniform) {
                readUniform(context, values, count, shape);
            } else {
                for (int i = 0; i < count; i++) {
                    values[i] = context.readRef();
                }
                if (Shapes.of(values, count) != shape) throw otherCode(classOf(values));
            }
        } catch (WireFormatException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError | InternalError e) {
            throw new WireFormatException("cannot deserialize records: " + why(e), e);
        } finally {
            context.reset();
        }
        from.position(buffer.readerIndex());
    }

    private void writeUniform(WriteContext context, @Nullable Object[] values, int count) {
        TypeInfo type = fory.getTypeResolver().getTypeInfo(values[0].getClass());
        fory.getTypeResolver().writeTypeInfo(context, type);
        Serializer<Object> serializer = type.getSerializer();
        context.increaseDepth();
        for (int i = 0; i < count; i++) {
            serializer.write(context, values[i]);
        }
        context.decreaseDepth();
    }

    private void readUniform(ReadContext context, @Nullable Object[] values, int count, int shape) {
        TypeInfo type = fory.getTypeResolver().readTypeInfo(context);
        if (Shapes.of(type.getType()) != shape) throw otherCode(type.getType().getName());
        Serializer<Object> serializer = type.getSerializer();
        context.increaseDepth();
        for (int i = 0; i < count; i++) {
            values[i] = serializer.read(context);
        }
        context.decreaseDepth();
    }

    private static boolean isUniform(@Nullable Object[] values, int count) {
        if (count == 0 || values[0] == null) {
            return false;
        }
        Class<?> type = values[0].getClass();
        for (int i = 1; i < count; i++) {
            Object value = values[i];
            if (value == null || value.getClass() != type) {
                return false;
            }
        }
        return true;
    }

    private static String why(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    private static WireFormatException otherCode(String type) {
        return new WireFormatException(
                "records of " + type + " were written by other code: its fields, or those of classes it refers to,"
                        + " differ from the ones here");
    }

    /** What is wrong with a batch that could not be written: by path, if the classes of its values show it. */
    private String refusal(@Nullable Object[] values, int count, String otherwise) {
        for (int i = 0; i < count; i++) {
            Object value = values[i];
            var problem = value == null ? Optional.<SendableTypes.Problem>empty() : types.problem(value.getClass());
            if (problem.isPresent()) return problem.get().sentence();
        }
        return "cannot serialize records of " + classOf(values) + ": " + otherwise;
    }

    private static String classOf(@Nullable Object[] values) {
        return values[0] == null ? "null" : values[0].getClass().getName();
    }
}
