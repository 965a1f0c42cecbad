// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.core.message.NodeQuestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** What this JVM can tell about itself. Some of it takes milliseconds: not for event loops. */
final class NodeFacts {
    private static final Pattern SECRET =
            Pattern.compile("(?i)^(-D[^=]*(?:password|secret|token|credential|apikey|api-key|passphrase)[^=]*)=.*");

    private NodeFacts() {}

    /** The answer to a question, as JSON compressed by gzip. */
    static byte[] answer(NodeQuestion question) {
        JsonObject facts = switch (question) {
            case THREADS -> threads();
            case LOG -> log();
            case ENVIRONMENT -> environment();
            case METRICS -> metrics();
            case PROMETHEUS -> throw new IllegalArgumentException("answered by the desk itself");
        };
        return zipped(facts);
    }

    /** JSON, compressed. */
    static byte[] zipped(JsonObject facts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(facts.encode().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static JsonObject threads() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        JsonArray threads = new JsonArray();
        for (ThreadInfo thread : bean.dumpAllThreads(true, true)) {
            if (thread == null) continue;
            threads.add(new JsonObject()
                    .put("threadName", thread.getThreadName())
                    .put("stringifiedThreadInfo", text(thread)));
        }
        return new JsonObject().put("threadInfos", threads);
    }

    /** All frames: {@link ThreadInfo#toString} stops after eight. */
    private static String text(ThreadInfo thread) {
        var text = new StringBuilder();
        text.append('"').append(thread.getThreadName()).append("\" Id=").append(thread.getThreadId());
        text.append(' ').append(thread.getThreadState());
        if (thread.getLockName() != null) text.append(" on ").append(thread.getLockName());
        if (thread.getLockOwnerName() != null) {
            text.append(" owned by \"").append(thread.getLockOwnerName()).append('"');
        }
        for (StackTraceElement frame : thread.getStackTrace())
            text.append("\n\tat ").append(frame);
        return text.append('\n').toString();
    }

    private static JsonObject log() {
        LogTail.Tail tail = LogTail.read();
        return new JsonObject()
                .put("name", LogTail.NAME)
                .put("size", tail.bytes().length)
                .put("mtime", tail.changedMs())
                .put("text", new String(tail.bytes(), StandardCharsets.UTF_8));
    }

    private static JsonObject environment() {
        RuntimeMXBean jvm = ManagementFactory.getRuntimeMXBean();
        JsonArray options = new JsonArray();
        jvm.getInputArguments()
                .forEach(option -> options.add(SECRET.matcher(option).replaceAll("$1=***")));
        return new JsonObject()
                .put(
                        "jvm",
                        new JsonObject()
                                .put(
                                        "version",
                                        jvm.getVmName() + " - " + jvm.getVmVendor() + " - " + jvm.getSpecVersion())
                                .put("arch", System.getProperty("os.arch"))
                                .put("options", options))
                .put("classpath", new JsonArray(List.of(jvm.getClassPath().split(File.pathSeparator))));
    }

    private static JsonObject metrics() {
        JsonObject metrics = new JsonObject();
        put(metrics, "Heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        put(metrics, "NonHeap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (!pool.getName().equals("direct") && !pool.getName().equals("mapped")) continue;
            String name = "Status.JVM.Memory." + capital(pool.getName()) + ".";
            metrics.put(name + "Count", pool.getCount())
                    .put(name + "MemoryUsed", pool.getMemoryUsed())
                    .put(name + "TotalCapacity", pool.getTotalCapacity());
        }
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            String name = "Status.JVM.GarbageCollector." + gc.getName().replace(' ', '_') + ".";
            metrics.put(name + "Count", gc.getCollectionCount()).put(name + "Time", gc.getCollectionTime());
        }
        var classes = ManagementFactory.getClassLoadingMXBean();
        metrics.put("Status.JVM.ClassLoader.ClassesLoaded", classes.getTotalLoadedClassCount())
                .put("Status.JVM.ClassLoader.ClassesUnloaded", classes.getUnloadedClassCount())
                .put(
                        "Status.JVM.Threads.Count",
                        ManagementFactory.getThreadMXBean().getThreadCount());
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        metrics.put("Status.JVM.CPU.Processors", system.getAvailableProcessors());
        if (system instanceof com.sun.management.OperatingSystemMXBean more) {
            metrics.put("Status.JVM.CPU.Load", Math.max(0, more.getProcessCpuLoad()))
                    .put("Status.JVM.CPU.Time", more.getProcessCpuTime())
                    .put("System.Memory.Total", more.getTotalMemorySize());
        }
        return metrics;
    }

    private static void put(JsonObject metrics, String name, MemoryUsage usage) {
        metrics.put("Status.JVM.Memory." + name + ".Used", usage.getUsed())
                .put("Status.JVM.Memory." + name + ".Committed", usage.getCommitted())
                .put("Status.JVM.Memory." + name + ".Max", usage.getMax());
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
