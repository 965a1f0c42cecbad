// SPDX-License-Identifier: Apache-2.0
package bench;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The job graphs. Arguments are key=value tokens; main() is the entry point of the job jar on a cluster. */
public final class Jobs {
    private Jobs() {}

    public static void main(String[] args) throws Exception {
        Args a = new Args(args);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(a.small("par", 2));
        build(env, a);
        env.executeAsync(a.get("case", "job"));
    }

    static void build(StreamExecutionEnvironment env, Args a) {
        env.getConfig().enableObjectReuse();
        env.getConfig().setAutoWatermarkInterval(a.small("wm", 200));
        if (a.has("buffer")) env.setBufferTimeout(a.small("buffer", 100));
        switch (a.get("case", "")) {
            case "w1" -> w1(env, a);
            case "w2" -> w2(env, a);
            case "w3", "w4" -> w3(env, a);
            case "w6" -> w6(env, a);
            case "w7" -> w7(env, a);
            case "tiny" -> numbers(env, 100, 0, a).map(x -> x + 1).sinkTo(new DiscardingSink<>());
            case "idle" -> {
                DataStream<Long> s = numbers(env, Long.MAX_VALUE, -1, a);
                (a.has("rebalance") ? s.rebalance() : s.keyBy(x -> x))
                        .filter(x -> false)
                        .sinkTo(new DiscardingSink<>());
            }
            default -> throw new IllegalArgumentException("unknown case");
        }
    }

    private static DataStream<Long> numbers(StreamExecutionEnvironment env, long n, long rate, Args a) {
        return env.fromSource(
                new GenSource<Long>(n, rate, a.small("batch", 256), i -> i),
                WatermarkStrategy.noWatermarks(),
                "source",
                Types.LONG);
    }

    // W1: source -> map -> filter -> discard, all chained into one task per subtask.
    private static void w1(StreamExecutionEnvironment env, Args a) {
        numbers(env, a.num("n", 400_000_000), 0, a)
                .map(x -> x + 1)
                .filter(x -> (x & 1) == 1)
                .filter(new Tally<Long>() {
                    @Override
                    long hash(Long x) {
                        return x;
                    }
                })
                .sinkTo(new DiscardingSink<>());
    }

    // W2: lines -> split -> keyBy(word) -> running count -> discard.
    static final class Lines implements GenSource.Fn<String> {
        private static String[] pool;

        @Override
        public void open() {
            synchronized (Lines.class) {
                if (pool == null) pool = Gen.linePool();
            }
        }

        @Override
        public String at(long i) {
            return pool[(int) (i & (Gen.LINE_POOL - 1))];
        }
    }

    static void split(String line, Collector<String> out) {
        int from = 0;
        for (int at; (at = line.indexOf(' ', from)) >= 0; from = at + 1) out.collect(line.substring(from, at));
        out.collect(line.substring(from));
    }

    static final class WordTally extends Tally<Tuple2<String, Long>> {
        @Override
        long hash(Tuple2<String, Long> t) {
            return Gen.mix(((long) t.f0.hashCode() << 32) + t.f1);
        }
    }

    static final class Count extends KeyedProcessFunction<String, String, Tuple2<String, Long>> {
        private transient ValueState<Long> count;
        private final Tuple2<String, Long> out = new Tuple2<>();

        @Override
        public void open(OpenContext c) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void processElement(String w, Context ctx, Collector<Tuple2<String, Long>> o) throws Exception {
            Long old = count.value();
            out.f0 = w;
            out.f1 = old == null ? 1L : old + 1;
            count.update(out.f1);
            o.collect(out);
        }
    }

    private static void w2(StreamExecutionEnvironment env, Args a) {
        DataStream<String> lines = env.fromSource(
                new GenSource<>(a.num("n", 10_000_000), 0, a.small("batch", 256), new Lines()),
                WatermarkStrategy.noWatermarks(),
                "source",
                Types.STRING);
        TypeInformation<Tuple2<String, Long>> pair = Types.TUPLE(Types.STRING, Types.LONG);
        DataStream<Tuple2<String, Long>> counts;
        if (a.get("how", "state").equals("state")) {
            counts = lines.flatMap((String l, Collector<String> o) -> split(l, o))
                    .returns(Types.STRING)
                    .keyBy(w -> w, Types.STRING)
                    .process(new Count())
                    .returns(pair);
        } else { // the classic example: (word, 1) pairs and a rolling reduce
            counts = lines.flatMap((String l, Collector<Tuple2<String, Long>> o) -> {
                        int from = 0;
                        for (int at; (at = l.indexOf(' ', from)) >= 0; from = at + 1)
                            o.collect(Tuple2.of(l.substring(from, at), 1L));
                        o.collect(Tuple2.of(l.substring(from), 1L));
                    })
                    .returns(pair)
                    .keyBy(t -> t.f0, Types.STRING)
                    .reduce((x, y) -> Tuple2.of(x.f0, x.f1 + y.f1));
        }
        counts.filter(new WordTally()).sinkTo(new DiscardingSink<>());
    }

    // W3/W4: events -> keyBy(key) -> 1 s tumbling event-time window, sum -> discard.
    static final class Events implements GenSource.Fn<Event> {
        private transient Event e;

        @Override
        public Event at(long i) {
            if (e == null) e = new Event();
            long r = Gen.rnd(i);
            e.key = Gen.key(r);
            e.value = Gen.value(r);
            e.ts = Gen.eventTime(i, r);
            return e; // reused: it is serialized by the keyBy right behind the source
        }
    }

    static final class Sum implements AggregateFunction<Event, Sum.Acc, Event> {
        public static final class Acc {
            public long sum;
        }

        @Override
        public Acc createAccumulator() {
            return new Acc();
        }

        @Override
        public Acc add(Event e, Acc a) {
            a.sum += e.value;
            return a;
        }

        @Override
        public Event getResult(Acc a) {
            Event e = new Event();
            e.value = a.sum;
            return e;
        }

        @Override
        public Acc merge(Acc a, Acc b) {
            throw new UnsupportedOperationException();
        }
    }

    static final class Emit extends ProcessWindowFunction<Event, Event, Long, TimeWindow> {
        @Override
        public void process(Long key, Context c, Iterable<Event> in, Collector<Event> out) {
            Event e = in.iterator().next();
            e.key = key;
            e.ts = c.window().getStart();
            out.collect(e);
        }
    }

    static final class WindowTally extends Tally<Event> {
        @Override
        long hash(Event e) {
            return Gen.mix(Gen.mix(Gen.mix(e.key) + e.ts) + e.value);
        }
    }

    private static void w3(StreamExecutionEnvironment env, Args a) {
        boolean custom = a.get("ser", "custom").equals("custom");
        TypeInformation<Event> type = Event.type(custom);
        env.fromSource(
                        new GenSource<>(a.num("n", 40_000_000), a.num("rate", 0), a.small("batch", 256), new Events()),
                        WatermarkStrategy.<Event>forBoundedOutOfOrderness(Duration.ofMillis(5))
                                .withTimestampAssigner((e, t) -> e.ts),
                        "source",
                        type)
                .keyBy(e -> e.key, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .aggregate(new Sum(), new Emit(), TypeInformation.of(Sum.Acc.class), type, type)
                .filter(new WindowTally())
                .sinkTo(new DiscardingSink<>());
    }

    // W6: as W3 at a fixed rate with 10 ms windows; value carries the nominal emission instant (ns since start).
    static final class Paced implements GenSource.Fn<Event> {
        private final long rate;
        private transient Event e;

        Paced(long rate) {
            this.rate = rate;
        }

        @Override
        public Event at(long i) {
            if (e == null) e = new Event();
            e.key = Gen.key(Gen.rnd(i));
            e.value = i * 1_000_000_000L / rate;
            e.ts = e.value / 1_000_000;
            return e;
        }
    }

    static final class Latest implements AggregateFunction<Event, Sum.Acc, Event> {
        @Override
        public Sum.Acc createAccumulator() {
            return new Sum.Acc();
        }

        @Override
        public Sum.Acc add(Event e, Sum.Acc a) {
            a.sum = Math.max(a.sum, e.value);
            return a;
        }

        @Override
        public Event getResult(Sum.Acc a) {
            Event e = new Event();
            e.value = a.sum;
            return e;
        }

        @Override
        public Sum.Acc merge(Sum.Acc a, Sum.Acc b) {
            throw new UnsupportedOperationException();
        }
    }

    /** wm=0: a watermark as soon as a subtask's event time reaches the next millisecond. */
    static final class EachMilli implements WatermarkGenerator<Event> {
        private long last = Long.MIN_VALUE;

        @Override
        public void onEvent(Event e, long ts, WatermarkOutput out) {
            if (ts > last) {
                last = ts;
                out.emitWatermark(new Watermark(ts - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput out) {}
    }

    private static void w6(StreamExecutionEnvironment env, Args a) {
        long rate = a.num("rate", 200_000), warm = a.num("warm", 15), secs = a.num("secs", 60);
        TypeInformation<Event> type = Event.type(true);
        WatermarkStrategy<Event> wm = a.small("wm", 0) == 0
                ? WatermarkStrategy.forGenerator(c -> new EachMilli())
                : WatermarkStrategy.forMonotonousTimestamps();
        env.fromSource(
                        new GenSource<>(rate * (warm + secs + 1), rate, 64, new Paced(rate)),
                        wm.withTimestampAssigner((e, t) -> e.ts),
                        "source",
                        type)
                .keyBy(e -> e.key, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(10)))
                .aggregate(new Latest(), new Emit(), TypeInformation.of(Sum.Acc.class), type, type)
                .filter(new Latency(warm * 1000, (warm + secs) * 1000))
                .sinkTo(new DiscardingSink<>());
    }

    // W7: batch word count, text files in and out.
    private static void w7(StreamExecutionEnvironment env, Args a) {
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        TypeInformation<Tuple2<String, Long>> pair = Types.TUPLE(Types.STRING, Types.LONG);
        DataStream<String> lines = env.fromSource(
                FileSource.forRecordStreamFormat(new TextLineInputFormat(), new Path(a.get("in", "")))
                        .build(),
                WatermarkStrategy.noWatermarks(),
                "text",
                Types.STRING);
        SingleOutputStreamOperator<Tuple2<String, Long>> pairs = a.has("combine")
                ? lines.transform("combine", pair, new Combine())
                : lines.flatMap((String l, Collector<Tuple2<String, Long>> o) -> {
                            int from = 0;
                            for (int at; (at = l.indexOf(' ', from)) >= 0; from = at + 1)
                                o.collect(Tuple2.of(l.substring(from, at), 1L));
                            o.collect(Tuple2.of(l.substring(from), 1L));
                        })
                        .returns(pair);
        KeyedStream<Tuple2<String, Long>, String> keyed = pairs.keyBy(t -> t.f0, Types.STRING);
        keyed.reduce((x, y) -> Tuple2.of(x.f0, x.f1 + y.f1))
                .map(t -> t.f0 + "\t" + t.f1)
                .returns(Types.STRING)
                .sinkTo(FileSink.forRowFormat(new Path(a.get("out", "")), new SimpleStringEncoder<String>())
                        .build());
    }
}
