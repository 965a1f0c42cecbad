// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each case's checksum must be, by a plain loop over the same input: the judge of all systems under comparison.
 */
final class Expected {
    private static final int WINDOW_MS = 1_000;
    private static final int EVENTS_PER_MS = 1_000;

    private Expected() {}

    /** The checksum of {@code n} records, lines or events. */
    static long checksum(String name, long n) {
        return switch (name) {
            case "w1" -> oddNumbers(n);
            case "w2" -> runningCounts(n);
            case "w7" -> finalCounts(n);
            case "w3", "w3-builtin", "w5" -> windows(n);
            default -> throw new IllegalArgumentException("no checksum is known for case " + name);
        };
    }

    /** The sum of the odd numbers of 1 to n is the square of how many there are. */
    private static long oddNumbers(long n) {
        long odd = (n + 1) / 2;
        return odd * odd;
    }

    private static long runningCounts(long lines) {
        String[] pool = Input.linePool();
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < pool.length; i++) {
            long times = lines / pool.length + (i < lines % pool.length ? 1 : 0);
            for (String word : pool[i].split(" ", -1)) counts.merge(word, times, Long::sum);
        }
        long sum = 0;
        for (var entry : counts.entrySet()) {
            for (long count = 1; count <= entry.getValue(); count++) sum += Input.wordCheck(entry.getKey(), count);
        }
        return sum;
    }

    private static long finalCounts(long lines) {
        var made = new Input.Lines();
        Map<String, Long> counts = new java.util.HashMap<>();
        for (long i = 0; i < lines; i++) {
            for (int j = 0; j < 10; j++) counts.merge(made.wordAt(i, j), 1L, Long::sum);
        }
        long sum = 0;
        for (var entry : counts.entrySet()) sum += Input.wordCheck(entry.getKey(), entry.getValue());
        return sum;
    }

    private static long windows(long n) {
        var windows = new long[(int) (n / EVENTS_PER_MS / WINDOW_MS) + 1][];
        for (long i = 0; i < n; i++) {
            Workload.Event event = Workload.Event.of(i);
            int window = (int) (event.timeMs() / WINDOW_MS);
            if (windows[window] == null) {
                windows[window] = new long[Input.KEYS];
                Arrays.fill(windows[window], -1);
            }
            int key = (int) event.key();
            windows[window][key] = Math.max(0, windows[window][key]) + event.value();
        }
        long sum = 0;
        for (int window = 0; window < windows.length; window++) {
            if (windows[window] == null) continue;
            for (int key = 0; key < Input.KEYS; key++) {
                if (windows[window][key] < 0) continue;
                sum += Input.windowCheck(key, (long) window * WINDOW_MS, windows[window][key]);
            }
        }
        return sum;
    }
}
