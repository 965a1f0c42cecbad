// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import io.penstock.api.function.RuntimeContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gathers records in the JVM that holds this object: for local runs and tests. Transactional: {@link #values()} shows
 * what was committed, so after restarts each record appears once. Thread-safe.
 *
 * <pre>{@code
 * CollectSink<Long> numbers = Sinks.collect();
 * Penstock.local().run(j -> j.source("n", Sources.numbers(0, 3)).sinkTo("out", numbers));
 * List<Long> seen = numbers.values(); // 0, 1, 2 in any order
 * }</pre>
 */
public final class CollectSink<T> implements Sink<T> {
    private final List<T> committed = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, List<T>> prepared = new ConcurrentHashMap<>();

    CollectSink() {}

    /** A copy of what was committed so far, in no particular order across subtasks. */
    public List<T> values() {
        synchronized (committed) {
            return List.copyOf(committed);
        }
    }

    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) {
        return new Writer(
                context.jobId() + "/" + context.operatorName() + "/" + context.subtaskIndex() + "/", context.attempt());
    }

    private final class Writer implements SinkWriter<T> {
        private final String subtask;
        private final int attempt;
        private List<T> open = new ArrayList<>();
        private int transactions;

        Writer(String subtask, int attempt) {
            this.subtask = subtask;
            this.attempt = attempt;
        }

        @Override
        public void write(T value, long timestampMs) {
            open.add(value);
        }

        @Override
        public List<byte[]> prepareCommit() {
            if (open.isEmpty()) return List.of();
            String id = subtask + attempt + "/" + transactions++;
            prepared.put(id, open);
            open = new ArrayList<>();
            return List.of(id.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void commit(byte[] committable) {
            List<T> values = prepared.remove(new String(committable, StandardCharsets.UTF_8));
            if (values != null) committed.addAll(values);
        }

        /** All that is prepared under this subtask's name is from earlier attempts. */
        @Override
        public void recover(List<byte[]> covered) {
            for (byte[] committable : covered) commit(committable);
            prepared.keySet().removeIf(id -> id.startsWith(subtask));
        }

        @Override
        public void abort() {
            open = new ArrayList<>();
        }
    }
}
