// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Runs a case on Penstock and its peers, one fresh JVM per run, the systems taking turns, so that what disturbs the
 * machine disturbs all of them. Every run's checksum is compared with that of a plain loop, and with the others'.
 * Called by {@code compare}.
 */
public final class Compare {
    private final Settings settings;
    private final List<Reading> readings = new ArrayList<>();
    private final TreeMap<Long, String> checksums = new TreeMap<>();

    private Compare(Settings settings) {
        this.settings = settings;
    }

    /** See {@link Settings#of}. */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(args);
        var compare = new Compare(settings);
        if (settings.add() && Files.exists(settings.out())) compare.readings.addAll(Reading.readAll(settings.out()));
        compare.run();
        var report = new Report(settings.name(), compare.readings);
        System.out.println(report.table());
        Path directory = settings.out().toAbsolutePath().getParent();
        if (directory != null) Files.createDirectories(directory);
        Files.writeString(settings.out(), report.json());
        System.err.println("JSON: " + settings.out());
    }

    private void run() throws IOException, InterruptedException {
        for (int round = 0; round < settings.runs(); round++) {
            for (Path home : settings.homes()) {
                for (Contestant contestant : Contestant.of(settings.name(), settings)) {
                    if (settings.only().isEmpty() || settings.only().contains(contestant.name()))
                        readings.add(run(contestant, home));
                }
            }
        }
    }

    private Reading run(Contestant contestant, Path home) throws IOException, InterruptedException {
        Path output = Files.createTempFile("penstock-compare", ".out");
        Path log = Files.createTempFile("penstock-compare", ".log");
        var builder = new ProcessBuilder(contestant.command())
                .redirectOutput(output.toFile())
                .redirectError(log.toFile());
        builder.environment().put("JAVA_HOME", home.toString());
        double foreignBefore = Machine.busySeconds();
        long startNs = System.nanoTime();
        int exit = builder.start().waitFor();
        double seconds = (System.nanoTime() - startNs) / 1e9;
        double busyCores = (Machine.busySeconds() - foreignBefore) / seconds;
        String printed = Files.readString(output);
        if (exit != 0)
            throw new IllegalStateException(
                    contestant.name() + " failed: " + contestant.command() + "\n" + printed + Files.readString(log));
        Files.delete(output);
        Files.delete(log);
        check(contestant, Contestant.checksum(printed));
        var reading = new Reading(
                contestant.name(), Machine.javaVersion(home), Machine.load(), busyCores, contestant.read(printed));
        System.err.println(reading.json());
        return reading;
    }

    private void check(Contestant contestant, @org.jspecify.annotations.Nullable String found) {
        long n = contestant.n();
        if (n == 0) return;
        String expected = checksums.computeIfAbsent(n, this::expected);
        if (!expected.equals(found))
            throw new IllegalStateException(
                    contestant.name() + " has checksum " + found + " for " + n + ", but it must be " + expected);
    }

    private String expected(long n) {
        return Input.hex(Expected.checksum(settings.name(), n));
    }

    /** The machine, as far as it tells. */
    static final class Machine {
        private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"");

        private Machine() {}

        /** CPU seconds that the machine has been busy with anything. */
        static double busySeconds() throws IOException {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
            long ticks = 0;
            for (int i : new int[] {1, 2, 3, 6, 7, 8}) ticks += Long.parseLong(fields[i]);
            return ticks / 100.0;
        }

        static double load() throws IOException {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        }

        static String javaVersion(Path home) throws IOException {
            var matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            if (!matcher.find()) throw new IllegalStateException("no version in " + home.resolve("release"));
            return matcher.group(1);
        }

        static String hardware() throws IOException {
            String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("unknown processor");
            long memoryKb = Long.parseLong(
                    Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("[^0-9]", ""));
            return String.format(
                    Locale.ROOT,
                    "%d x %s, %.0f GiB, %s %s",
                    Runtime.getRuntime().availableProcessors(),
                    model,
                    memoryKb / 1048576.0,
                    System.getProperty("os.name"),
                    System.getProperty("os.version"));
        }
    }
}
