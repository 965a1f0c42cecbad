// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.ClusterReport.WorkerReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A worker's machine and JVM as the REST contract shows them; 0 where we have nothing of the kind. */
final class WorkerViews {
    private static final long MIB = 1 << 20;
    private static final String GC = "Status.JVM.GarbageCollector.";

    private WorkerViews() {}

    /** The field {@code hardware}; {@code facts} may be empty. */
    static JsonObject hardware(WorkerReport worker, JsonObject facts) {
        return new JsonObject()
                .put(
                        "cpuCores",
                        facts.getLong(
                                "Status.JVM.CPU.Processors",
                                Math.max(1, worker.worker().total().cpuMillis() / 1_000)))
                .put("physicalMemory", facts.getLong("System.Memory.Total", 0L))
                .put(
                        "freeMemory",
                        facts.getLong(
                                "Status.JVM.Memory.Heap.Max",
                                worker.worker().total().heapMb() * MIB))
                .put("managedMemory", 0);
    }

    /** The field {@code memoryConfiguration}: one heap, not cut into parts. */
    static JsonObject memory(WorkerReport worker) {
        long heap = worker.worker().total().heapMb() * MIB;
        return new JsonObject()
                .put("frameworkHeap", 0)
                .put("taskHeap", heap)
                .put("frameworkOffHeap", 0)
                .put("taskOffHeap", 0)
                .put("networkMemory", 0)
                .put("managedMemory", 0)
                .put("jvmMetaspace", 0)
                .put("jvmOverhead", 0)
                .put("totalFlinkMemory", heap)
                .put("totalProcessMemory", heap);
    }

    /** The field {@code metrics}. */
    static JsonObject metrics(JsonObject facts) {
        JsonObject metrics = new JsonObject();
        put(metrics, facts, "heap", "Status.JVM.Memory.Heap.");
        put(metrics, facts, "nonHeap", "Status.JVM.Memory.NonHeap.");
        for (String pool : new String[] {"direct", "mapped"}) {
            String name = "Status.JVM.Memory." + (pool.equals("direct") ? "Direct." : "Mapped.");
            metrics.put(pool + "Count", facts.getLong(name + "Count", 0L))
                    .put(pool + "Used", facts.getLong(name + "MemoryUsed", 0L))
                    .put(pool + "Max", facts.getLong(name + "TotalCapacity", 0L));
        }
        for (String part :
                new String[] {"SegmentsAvailable", "SegmentsUsed", "SegmentsTotal", "Available", "Used", "Total"}) {
            metrics.put("nettyShuffleMemory" + part, 0);
        }
        return metrics.put("garbageCollectors", collectors(facts));
    }

    private static void put(JsonObject metrics, JsonObject facts, String kind, String name) {
        metrics.put(kind + "Used", facts.getLong(name + "Used", 0L))
                .put(kind + "Committed", facts.getLong(name + "Committed", 0L))
                .put(kind + "Max", facts.getLong(name + "Max", 0L));
    }

    private static JsonArray collectors(JsonObject facts) {
        JsonArray collectors = new JsonArray();
        for (String field : facts.fieldNames()) {
            if (!field.startsWith(GC) || !field.endsWith(".Count")) continue;
            String name = field.substring(GC.length(), field.length() - ".Count".length());
            collectors.add(new JsonObject()
                    .put("name", name)
                    .put("count", facts.getLong(field))
                    .put("time", facts.getLong(GC + name + ".Time", 0L)));
        }
        return collectors;
    }
}
