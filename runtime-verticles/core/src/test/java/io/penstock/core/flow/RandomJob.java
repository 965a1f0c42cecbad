// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.JobProgram;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A random graph of built-in operators over items, beside a plain list for each stream: what it holds if one computes
 * it with loops. Whatever depends on the order of records is left out, and nothing is ever late.
 */
@SuppressWarnings("SameNameButDifferent") // each function has a Context of its own
final class RandomJob implements JobProgram {
    record Item(long id, long time) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return id != other.id ? Long.compare(id, other.id) : Long.compare(time, other.time);
        }
    }

    private static final int ITEMS_MAX = 3_000;
    private static final OutputTag<Item> ODD = new OutputTag<>("odd");

    private final long seed;
    private final List<CollectSink<Item>> sinks = new ArrayList<>();
    private final List<List<Item>> expected = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();

    RandomJob(long seed) {
        this.seed = seed;
    }

    private record Flow(DataStream<Item> stream, List<Item> model) {}

    List<CollectSink<Item>> sinks() {
        return sinks;
    }

    List<List<Item>> expected() {
        return expected;
    }

    @Override
    public String toString() {
        return story.toString();
    }

    @Override
    public void define(JobBuilder job) {
        new Definition(job).run();
    }

    private final class Definition {
        final JobBuilder job;
        final Random random = new Random(seed);
        final List<Flow> flows = new ArrayList<>();
        int names;

        Definition(JobBuilder job) {
            this.job = job;
        }

        void run() {
            story.setLength(0);
            job.mode(random.nextBoolean() ? ExecutionMode.STREAMING : ExecutionMode.AUTOMATIC);
            job.option(JobOptions.COMBINE, List.of("auto", "always", "never").get((int) Math.floorMod(seed, 3L)));
            boolean batch = new Random(seed).nextBoolean() ? false : true;
            int sources = 1 + random.nextInt(2);
            for (int i = 0; i < sources; i++) source();
            int operators = 1 + random.nextInt(7);
            for (int i = 0; i < operators; i++) grow(batch);
            for (int i = 0; i < flows.size(); i++) {
                if (sinks.size() == i) {
                    sinks.add(Sinks.collect());
                    expected.add(flows.get(i).model);
                }
                flows.get(i).stream.sinkTo("sink" + i, sinks.get(i)).parallelism(1 + random.nextInt(3));
            }
        }

        /** Up to 60 ms out of order. */
        void source() {
            int count = random.nextInt(200);
            int p = 1 + random.nextInt(3);
            long salt = random.nextLong();
            Function<Long, Item> item =
                    i -> new Item(Math.floorMod(i * 2654435761L ^ salt, 1000L), i * 5 + Math.floorMod(i * salt, 60L));
            List<Item> model = new ArrayList<>();
            for (long i = 0; i < count; i++) model.add(item.apply(i));
            DataStream<Item> stream = job.source("source" + names++, Sources.generator(count, i -> item.apply(i)))
                    .parallelism(p)
                    .assignTimestampsAndWatermarks(
                            WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMillis(60), Item::time))
                    .parallelism(p);
            add("source " + count, stream, model);
        }

        void add(String what, DataStream<Item> stream, List<Item> model) {
            story.append(flows.size())
                    .append(": ")
                    .append(what)
                    .append(" -> ")
                    .append(model.size())
                    .append('\n');
            flows.add(new Flow(stream, model));
        }

        Flow pick() {
            return flows.get(random.nextInt(flows.size()));
        }

        void grow(boolean batch) {
            Flow from = pick();
            int p = 1 + random.nextInt(4);
            int kind = random.nextInt(12);
            switch (kind) {
                case 0 ->
                    add(
                            "map",
                            from.stream
                                    .map(i -> new Item(i.id * 31 + 7, i.time))
                                    .parallelism(p),
                            each(from, i -> List.of(new Item(i.id * 31 + 7, i.time))));
                case 1 ->
                    add(
                            "filter",
                            from.stream.filter(i -> i.id % 3 != 0).parallelism(p),
                            each(from, i -> i.id % 3 != 0 ? List.of(i) : List.of()));
                case 2 -> flatMap(from, p);
                case 3 -> split(from, p);
                case 4 -> redistribute(from, p);
                case 5 -> union(from, pick());
                case 6 -> window(from, p, WindowAssigner.tumbling(Duration.ofMillis(50)), 50, 50);
                case 7 -> window(from, p, WindowAssigner.sliding(Duration.ofMillis(60), Duration.ofMillis(20)), 60, 20);
                case 8 -> sessions(from, p);
                case 9 -> join(from, pick(), p);
                case 10 -> timers(from, p);
                default -> reduce(from, p, batch);
            }
        }

        void flatMap(Flow from, int p) {
            if (from.model.size() > ITEMS_MAX) return;
            Function<Item, List<Item>> split = i -> i.id % 2 == 0 ? List.of(i, new Item(i.id + 1, i.time)) : List.of();
            add(
                    "flatMap",
                    from.stream
                            .flatMap((Item i, Collector<Item> out) ->
                                    split.apply(i).forEach(out::collect))
                            .parallelism(p),
                    each(from, split));
        }

        void split(Flow from, int p) {
            DataStream<Item> even = from.stream
                    .process(new ProcessFunction<Item, Item>() {
                        @Override
                        public void process(Item value, Context context, Collector<Item> out) {
                            if (value.id % 2 == 0) out.collect(value);
                            else context.output(ODD, value);
                        }
                    })
                    .parallelism(p);
            add("even", even, each(from, i -> i.id % 2 == 0 ? List.of(i) : List.of()));
            add("odd", even.sideOutput(ODD), each(from, i -> i.id % 2 == 0 ? List.of() : List.of(i)));
        }

        void redistribute(Flow from, int p) {
            switch (random.nextInt(5)) {
                case 0 -> add("rebalance", from.stream.rebalance().map(i -> i).parallelism(p), from.model);
                case 1 -> add("rescale", from.stream.rescale().map(i -> i).parallelism(p), from.model);
                case 2 -> add("shuffle", from.stream.shuffle().map(i -> i).parallelism(p), from.model);
                case 3 ->
                    add(
                            "custom",
                            from.stream
                                    .partitionCustom((Long key, int n) -> Math.floorMod(key, n), Item::id)
                                    .map(i -> i)
                                    .parallelism(p),
                            from.model);
                default -> {
                    if (from.model.size() > ITEMS_MAX) return;
                    List<Item> copies = new ArrayList<>();
                    for (int i = 0; i < p; i++) copies.addAll(from.model);
                    add("broadcast " + p, from.stream.broadcast().map(i -> i).parallelism(p), copies);
                }
            }
        }

        void union(Flow left, Flow right) {
            if (left.equals(right) || left.model.size() + right.model.size() > ITEMS_MAX) return;
            List<Item> both = new ArrayList<>(left.model);
            both.addAll(right.model);
            if (random.nextBoolean()) {
                add("union", left.stream.union(right.stream).map(i -> i), both);
                return;
            }
            DataStream<Item> connected = left.stream.connect(right.stream).map(new CoMapFunction<Item, Item, Item>() {
                @Override
                public Item map1(Item value) {
                    return value;
                }

                @Override
                public Item map2(Item value) {
                    return value;
                }
            });
            add("coMap", connected, both);
        }

        void window(Flow from, int p, WindowAssigner assigner, long size, long slide) {
            Map<String, long[]> sums = new TreeMap<>();
            for (Item item : from.model) {
                for (long start = Math.floorDiv(item.time, slide) * slide; start > item.time - size; start -= slide) {
                    long[] sum = sums.computeIfAbsent(item.id % 7 + "/" + start, k -> new long[2]);
                    sum[0] += item.id;
                    sum[1] = start + size - 1;
                }
            }
            var windows = from.stream.keyBy(i -> i.id % 7).window(assigner);
            DataStream<Item> stream;
            switch (random.nextInt(4)) {
                case 0 ->
                    stream = windows.aggregate(Aggregates.summingLong(Item::id))
                            .parallelism(p)
                            .map(r -> new Item(r.value(), r.endMs() - 1));
                case 1 ->
                    stream = windows.aggregate(new Sum(), (key, window, sum, out) -> {
                        for (long s : sum) out.collect(new Item(s, window.maxTimestampMs()));
                    });
                case 2 ->
                    stream = windows.reduce((x, y) -> new Item(x.id + y.id, 0))
                            .map(r -> new Item(r.value().id, r.endMs() - 1));
                default ->
                    stream = windows.process((key, window, items, out) -> {
                        long sum = 0;
                        for (Item item : items) sum += item.id;
                        out.collect(new Item(sum, window.maxTimestampMs()));
                    });
            }
            List<Item> model = new ArrayList<>();
            for (long[] sum : sums.values()) model.add(new Item(sum[0], sum[1]));
            add("window " + size + "/" + slide, stream.parallelism(p), model);
        }

        void sessions(Flow from, int p) {
            long gap = 8;
            List<Item> model = new ArrayList<>();
            Map<Long, List<Item>> byKey = new TreeMap<>();
            for (Item item : from.model)
                byKey.computeIfAbsent(item.id % 7, k -> new ArrayList<>()).add(item);
            for (List<Item> items : byKey.values()) {
                items.sort((a, b) -> Long.compare(a.time, b.time));
                long sum = 0;
                long last = Long.MIN_VALUE;
                for (Item item : items) {
                    if (last != Long.MIN_VALUE && item.time > last + gap) {
                        model.add(new Item(sum, last + gap - 1));
                        sum = 0;
                    }
                    sum += item.id;
                    last = item.time;
                }
                model.add(new Item(sum, last + gap - 1));
            }
            DataStream<Item> stream = from.stream
                    .keyBy(i -> i.id % 7)
                    .window(WindowAssigner.session(Duration.ofMillis(gap)))
                    .aggregate(new Sum())
                    .parallelism(p)
                    .map(r -> new Item(r.value(), r.endMs() - 1));
            add("sessions", stream, model);
        }

        void join(Flow left, Flow right, int p) {
            if (left.equals(right) || (long) left.model.size() * right.model.size() > 100_000) return;
            boolean interval = random.nextBoolean();
            List<Item> model = new ArrayList<>();
            for (Item l : left.model) {
                for (Item r : right.model) {
                    if (l.id % 5 != r.id % 5) continue;
                    boolean matches =
                            interval ? r.time >= l.time - 10 && r.time <= l.time + 5 : l.time / 20 == r.time / 20;
                    long time = interval ? Math.max(l.time, r.time) : l.time / 20 * 20 + 19;
                    if (matches) model.add(new Item(l.id * 7 + r.id, time));
                }
            }
            if (model.size() > ITEMS_MAX) return;
            DataStream<Item> stream = interval
                    ? left.stream
                            .keyBy(i -> i.id % 5)
                            .intervalJoin(right.stream.keyBy(i -> i.id % 5))
                            .between(Duration.ofMillis(-10), Duration.ofMillis(5))
                            .process((l, r) -> new Item(l.id * 7 + r.id, Math.max(l.time, r.time)))
                    : left.stream
                            .join(right.stream)
                            .on(i -> i.id % 5, i -> i.id % 5)
                            .window(WindowAssigner.tumbling(Duration.ofMillis(20)))
                            .apply((l, r) -> new Item(l.id * 7 + r.id, l.time / 20 * 20 + 19));
            add(interval ? "interval join" : "window join", stream.parallelism(p), model);
        }

        /** Sums per key and 30 ms, by map state and timers. */
        void timers(Flow from, int p) {
            Map<String, long[]> sums = new TreeMap<>();
            for (Item item : from.model) {
                long end = item.time / 30 * 30 + 29;
                long[] sum = sums.computeIfAbsent(item.id % 11 + "/" + end, k -> new long[2]);
                sum[0] += item.id;
                sum[1] = end;
            }
            List<Item> model = new ArrayList<>();
            for (long[] sum : sums.values()) model.add(new Item(sum[0], sum[1]));
            DataStream<Item> stream = from.stream
                    .keyBy(i -> i.id % 11)
                    .process(new KeyedProcessFunction<Long, Item, Item>() {
                        private MapState<Long, Long> sums;

                        @Override
                        public void open(KeyedContext context) {
                            sums = context.state().map(new MapStateDescriptor<>("sums", Long.class, Long.class));
                        }

                        @Override
                        public void process(Item value, Context<Long> context, Collector<Item> out) {
                            long end = context.timestamp() / 30 * 30 + 29;
                            Long old = sums.get(end);
                            sums.put(end, (old == null ? 0 : old) + value.id);
                            context.timers().registerEventTimeTimer(end);
                        }

                        @Override
                        public void onTimer(long timestamp, OnTimerContext<Long> context, Collector<Item> out) {
                            out.collect(new Item(sums.get(timestamp), timestamp));
                            sums.remove(timestamp);
                        }
                    })
                    .parallelism(p);
            add("timers", stream, model);
        }

        /**
         * In batch the last value of a key comes alone, at the end; in streaming the last one cannot be told, so its
         * maximum is taken.
         */
        void reduce(Flow from, int p, boolean batch) {
            if (!batch) return;
            Map<Long, Item> byKey = new TreeMap<>();
            for (Item item : from.model) {
                byKey.merge(
                        item.id % 13,
                        item,
                        (x, y) -> new Item(key(x) + 13 * (x.id / 13 + y.id / 13), Math.max(x.time, y.time)));
            }
            DataStream<Item> stream = from.stream
                    .keyBy(i -> i.id % 13)
                    .reduce((x, y) -> new Item(key(x) + 13 * (x.id / 13 + y.id / 13), Math.max(x.time, y.time)))
                    .parallelism(p)
                    .assignTimestampsAndWatermarks(
                            WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofDays(1), Item::time));
            add("reduce", stream, new ArrayList<>(byKey.values()));
        }

        long key(Item item) {
            return item.id % 13;
        }

        List<Item> each(Flow from, Function<Item, List<Item>> function) {
            List<Item> all = new ArrayList<>();
            for (Item item : from.model) all.addAll(function.apply(item));
            return all;
        }
    }

    private static final class Sum implements AggregateFunction<Item, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Long accumulator, Item value) {
            return accumulator + value.id;
        }

        @Override
        public Long result(Long accumulator) {
            return accumulator;
        }

        @Override
        public Long merge(Long left, Long right) {
            return left + right;
        }
    }
}
