// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The laws of the store hold as well while each write waits for a majority of journals. */
class JournalledStoreTest extends StoreContract {
    @TempDir
    private static Path dir;

    private static TestCluster cluster;
    private static ReplicatedStore onWorker;

    @BeforeAll
    static void start() {
        cluster = TestCluster.durable(3, dir);
        TestCluster.await(cluster.startCoordinators(0, 1, 2).get(0).recover(() -> true));
        onWorker = new Repeating(cluster.addWorker().store());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    ReplicatedStore store() {
        return new Repeating(cluster.node(0).store());
    }

    @Override
    ReplicatedStore elsewhere() {
        return onWorker;
    }
}
