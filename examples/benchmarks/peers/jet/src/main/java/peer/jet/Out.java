// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One measured value a line; the run script gathers them into JSON. */
final class Out {
    private Out() {}

    static synchronized void fig(String kase, String metric, double value) {
        System.out.printf(Locale.ROOT, "FIG %s %s %.6g%n", kase, metric, value);
        System.out.flush();
    }

    /** How much input the figures of a case are for, and the checksum they go with. */
    static synchronized void sum(String kase, long n, long checksum) {
        System.out.printf("SUM %s %d %016x%n", kase, n, checksum);
        System.out.flush();
    }

    static void log(String format, Object... args) {
        System.err.printf(Locale.ROOT, format + "%n", args);
    }

    private static long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith(field + ":"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }

    static double rssMb() throws IOException {
        return status("VmRSS") / 1024.0;
    }

    static double threads() throws IOException {
        return status("Threads");
    }

    /** CPU seconds this process has used. */
    static double cpuSeconds() throws IOException {
        String s = Files.readString(Path.of("/proc/self/stat"));
        String[] f = s.substring(s.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(f[11]) + Long.parseLong(f[12])) / 100.0;
    }

    /** CPU seconds the whole machine has been busy, whoever for. */
    static double machineCpuSeconds() throws IOException {
        String[] f = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(f[i]); // not idle, not iowait
        }
        return ticks / 100.0;
    }

    /** CPU of this process over the next ms milliseconds; 100 is one core. */
    static double cpuPercent(long ms) throws Exception {
        double c0 = cpuSeconds();
        long t0 = System.nanoTime();
        Thread.sleep(ms);
        return 100 * (cpuSeconds() - c0) / ((System.nanoTime() - t0) / 1e9);
    }
}
