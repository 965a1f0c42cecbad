// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OrderlyCloseTest {
    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void theLastStepAddedGoesFirstAndWhatLiesBelowLast() {
        OrderlyClose close = close(5_000);
        close.add(() -> step("first added"));
        close.add(() -> step("last added"));
        await(close.close());
        await(close.close());
        assertThat(order).containsExactly("last added", "first added", "vertx", "below");
    }

    @Test
    void aStepThatHangsOrFailsIsPassedOver() {
        OrderlyClose close = close(400);
        close.add(() -> step("after"));
        close.add(() -> Promise.promise().future());
        close.add(() -> Future.failedFuture("no"));
        close.add(() -> {
            throw new IllegalStateException("worse");
        });
        await(close.close());
        assertThat(order).containsExactly("after", "vertx", "below");
    }

    private OrderlyClose close(long deadlineMs) {
        return new OrderlyClose(() -> step("vertx"), remainingMs -> order.add("below"), deadlineMs);
    }

    private Future<?> step(String name) {
        order.add(name);
        return Future.succeededFuture();
    }
}
