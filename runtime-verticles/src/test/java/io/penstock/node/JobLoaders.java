// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import java.lang.management.ManagementFactory;

/** Sees whether the classes of jobs leave the JVM. */
final class JobLoaders {
    private static final int COLLECTIONS_MAX = 50;

    private JobLoaders() {}

    /** Number of classes unloaded so far, once it has reached {@code wanted} or many collections were in vain. */
    static long unloadedAfterCollection(long wanted) throws InterruptedException {
        long unloaded = 0;
        for (int i = 0; i < COLLECTIONS_MAX; i++) {
            System.gc();
            unloaded = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
            if (unloaded >= wanted) break;
            // The program thread of the last job ends when it has been idle for a moment.
            Thread.sleep(50);
        }
        return unloaded;
    }
}
