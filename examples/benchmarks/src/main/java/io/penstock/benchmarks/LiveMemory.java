// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node holds on to, after a full collection in it (by {@code jcmd}, of the JDK that runs the benchmark).
 *
 * @param heapMb heap in use, MiB
 * @param metaspaceMb metaspace in use, MiB
 * @param classLoaders class loaders alive; each job has one
 */
record LiveMemory(double heapMb, double metaspaceMb, long classLoaders, double residentMb, long threads, long files) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern JOB_LOADER = Pattern.compile("JobClassLoader");

    /** Collects in the node, then looks. Twice, since what a finalizer or a reference queue frees is freed later. */
    static LiveMemory of(NodeProcess node) throws IOException, InterruptedException {
        jcmd(node, "GC.run");
        jcmd(node, "GC.run");
        String heap = jcmd(node, "GC.heap_info");
        double heapKb = 0;
        double metaspaceKb = 0;
        for (String line : heap.split("\n", -1)) {
            Matcher used = USED.matcher(line);
            if (!used.find()) continue;
            String name = line.strip();
            if (name.startsWith("Metaspace")) metaspaceKb = Double.parseDouble(used.group(1));
            else if (!name.startsWith("class space")) heapKb += Double.parseDouble(used.group(1));
        }
        long loaders =
                JOB_LOADER.matcher(jcmd(node, "VM.classloader_stats")).results().count();
        return new LiveMemory(
                heapKb / 1024, metaspaceKb / 1024, loaders, node.residentMb(), node.threads(), node.openFiles());
    }

    private static String jcmd(NodeProcess node, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(node.javaPid()), command)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("jcmd " + command + ": " + text);
        return text;
    }

    /** As JSON. */
    String json(int submissions) {
        return String.format(
                Locale.ROOT,
                "{\"submissions\":%d,\"heap_MB\":%.1f,\"metaspace_MB\":%.1f,\"job_class_loaders\":%d,\"resident_MB\":%.0f,\"threads\":%d,\"files\":%d}",
                submissions,
                heapMb,
                metaspaceMb,
                classLoaders,
                residentMb,
                threads,
                files);
    }
}
