// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.TreeMap;

/**
 * What this JVM uses up while something runs in it: CPU time of all its threads, and bytes that Java threads allocate.
 * A thread's last bytes before it ends are missed, up to {@link #EVERY_MS} of them.
 */
final class Consumption implements AutoCloseable {
    private static final long EVERY_MS = 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final TreeMap<Long, Long> bytesByThread = new TreeMap<>();
    private final long bytesBefore;
    private final long cpuBeforeNs = process.getProcessCpuTime();
    private final Thread sampler = new Thread(this::sample, "consumption");
    private long cpuAfterNs;

    private Consumption() {
        look();
        bytesBefore = total();
    }

    /** Begins. */
    static Consumption start() {
        var consumption = new Consumption();
        consumption.sampler.setDaemon(true);
        consumption.sampler.start();
        return consumption;
    }

    private void sample() {
        try {
            while (true) {
                Thread.sleep(EVERY_MS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) if (bytes[i] > 0) bytesByThread.merge(ids[i], bytes[i], Math::max);
    }

    private synchronized long total() {
        return bytesByThread.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Ends. */
    @Override
    public void close() {
        cpuAfterNs = process.getProcessCpuTime();
        look();
        sampler.interrupt();
    }

    /** CPU time, once it has ended. */
    long cpuNs() {
        return cpuAfterNs - cpuBeforeNs;
    }

    /** Bytes allocated. */
    long bytes() {
        return total() - bytesBefore;
    }
}
