// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.FilterFunction;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.MapFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.sink.Sink;
import io.penstock.api.source.Source;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does, with the user's functions. Type parameters are gone: the API's typed methods are the only way
 * to make these, and the data plane handles records as objects.
 *
 * <p>{@code keyType} is the key's class if it is known, else null. Input 0 is the first (left, main) input, input 1 the
 * second (right, broadcast).
 */
@SuppressWarnings("rawtypes")
public sealed interface OperatorSpec {
    /** A short, stable word for the structure's fingerprint and for display, such as {@code Map}. */
    default String kind() {
        String name = getClass().getSimpleName();
        return name.substring(0, name.length() - "Spec".length());
    }

    /** Number of inputs. */
    default int inputs() {
        return 1;
    }

    record SourceSpec(Source source) implements OperatorSpec {
        @Override
        public int inputs() {
            return 0;
        }
    }

    record MapSpec(MapFunction function) implements OperatorSpec {}

    record FlatMapSpec(FlatMapFunction function) implements OperatorSpec {}

    record FilterSpec(FilterFunction predicate) implements OperatorSpec {}

    record ProcessSpec(ProcessFunction function) implements OperatorSpec {}

    record WatermarkSpec(WatermarkStrategy strategy) implements OperatorSpec {}

    /** Running reduction; {@code atEnd}: one result per key when the input ends. */
    record ReduceSpec(KeySelector key, @Nullable Class<?> keyType, ReduceFunction function, boolean atEnd)
            implements OperatorSpec {}

    /** Running aggregation, emits {@code Keyed}; {@code atEnd}: one result per key when the input ends. */
    record AggregateSpec(KeySelector key, @Nullable Class<?> keyType, AggregateFunction function, boolean atEnd)
            implements OperatorSpec {}

    record KeyedProcessSpec(KeySelector key, @Nullable Class<?> keyType, KeyedProcessFunction function)
            implements OperatorSpec {}

    /**
     * A window operator. Exactly one of {@code aggregate}, {@code reduce}, or neither (then elements are buffered, and
     * {@code finish} is there). Without {@code finish} it emits {@code WindowResult}.
     */
    record WindowSpec(
            KeySelector key,
            @Nullable Class<?> keyType,
            WindowAssigner assigner,
            Trigger trigger,
            long allowedLatenessMs,
            @Nullable OutputTag lateTag,
            @Nullable AggregateFunction aggregate,
            @Nullable ReduceFunction reduce,
            @Nullable WindowFunction finish)
            implements OperatorSpec {}

    record CoMapSpec(CoMapFunction function) implements OperatorSpec {
        @Override
        public int inputs() {
            return 2;
        }
    }

    /** Keys are null when the inputs are not keyed. */
    record CoProcessSpec(
            @Nullable KeySelector leftKey,
            @Nullable KeySelector rightKey,
            @Nullable Class<?> keyType,
            CoProcessFunction function)
            implements OperatorSpec {
        @Override
        public int inputs() {
            return 2;
        }
    }

    /** The key is null when the main input is not keyed. */
    record BroadcastProcessSpec(
            @Nullable KeySelector key,
            @Nullable Class<?> keyType,
            List<MapStateDescriptor> states,
            BroadcastProcessFunction function)
            implements OperatorSpec {
        @Override
        public int inputs() {
            return 2;
        }
    }

    record IntervalJoinSpec(
            KeySelector leftKey,
            KeySelector rightKey,
            @Nullable Class<?> keyType,
            long lowerMs,
            long upperMs,
            JoinFunction function)
            implements OperatorSpec {
        @Override
        public int inputs() {
            return 2;
        }
    }

    record WindowJoinSpec(
            KeySelector leftKey,
            KeySelector rightKey,
            @Nullable Class<?> keyType,
            WindowAssigner assigner,
            JoinFunction function)
            implements OperatorSpec {
        @Override
        public int inputs() {
            return 2;
        }
    }

    record SinkSpec(Sink sink) implements OperatorSpec {}
}
