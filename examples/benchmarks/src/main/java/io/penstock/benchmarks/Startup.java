// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * C1: {@code Startup runs command...}: from exec of one combined node until it reports a free slot; resident memory 10
 * s later.
 */
public final class Startup {
    private static final long POLL_MS = 5;
    private static final long SETTLE_MS = 10_000;

    private Startup() {}

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[0]);
        List<String> command = List.of(args).subList(1, args.length);
        var startMs = new ArrayList<Double>();
        var residentMb = new ArrayList<Double>();
        for (int run = 0; run < runs; run++) {
            Path data = Files.createTempDirectory("penstock-c1");
            long startNs = System.nanoTime();
            try (var node = NodeProcess.startAlone(command, data, List.of())) {
                while (!free(node)) Thread.sleep(POLL_MS);
                startMs.add((System.nanoTime() - startNs) / 1e6);
                Thread.sleep(SETTLE_MS);
                residentMb.add(node.residentMb());
                System.err.printf(
                        Locale.ROOT,
                        "C1 run %d: %.0f ms, %.0f MB, %d threads%n",
                        run,
                        startMs.get(run),
                        residentMb.get(run),
                        node.threads());
            }
        }
        Collections.sort(startMs);
        Collections.sort(residentMb);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"c1\",\"command\":\"%s\",\"java\":\"%s\",\"start_ms\":%.0f,\"resident_MB\":%.0f}%n",
                String.join(" ", command),
                Runtime.version(),
                startMs.get(runs / 2),
                residentMb.get(runs / 2));
    }

    private static boolean free(NodeProcess node) throws InterruptedException {
        String slots;
        try {
            slots = NodeProcess.field(node.get("/v1/overview"), "slots-available");
        } catch (IllegalStateException notReady) {
            return false;
        }
        return !slots.isEmpty() && Integer.parseInt(slots) > 0;
    }
}
