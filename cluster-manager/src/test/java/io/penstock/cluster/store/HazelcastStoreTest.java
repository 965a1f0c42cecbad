// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.TestCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The laws of the store on three coordinators, seen from one of them and from a worker that holds no data. */
class HazelcastStoreTest extends StoreContract {
    private static TestCluster cluster;
    private static ReplicatedStore onWorker;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(3);
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
