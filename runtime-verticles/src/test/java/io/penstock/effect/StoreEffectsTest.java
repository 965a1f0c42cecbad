// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.ClusterNode;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.NodeIdentity;
import io.penstock.cluster.VertxSetup;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.cluster.store.StaleTokenException;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreEffectsTest {
    private static final FencingToken OLD = new FencingToken(1, 1);
    private static final FencingToken NEW = new FencingToken(1, 2);
    private static final JobId JOB = new JobId("0".repeat(31) + "1");
    private static final HaRecord RECORD = new HaRecord.AttemptRecord(JOB, 7);

    private ClusterRuntime cluster;
    private Context context;
    private StoreEffects former;
    private StoreEffects successor;

    @BeforeEach
    void open() {
        var identity = new NodeIdentity("n", Set.of(NodeRole.COORDINATOR, NodeRole.WORKER), Map.of());
        cluster = ClusterNode.local(identity, VertxSetup.PLAIN);
        context = cluster.vertx().getOrCreateContext();
        former = new StoreEffects(cluster.vertx(), cluster.store());
        successor = new StoreEffects(cluster.vertx(), cluster.store());
    }

    @AfterEach
    void close() {
        cluster.close().toCompletionStage().toCompletableFuture().join();
    }

    private <T> T await(Supplier<Future<T>> call) throws Exception {
        var done = new CompletableFuture<T>();
        context.runOnContext(v -> call.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
        return done.get(10, TimeUnit.SECONDS);
    }

    private List<HaRecord> fence(StoreEffects effects, FencingToken token) throws Exception {
        return await(() -> effects.fence(RECORD.map(), RECORD.key(), token));
    }

    @Test
    void whatAFenceDoesNotShowCanNeverAppear() throws Exception {
        assertThat(fence(successor, NEW)).isEmpty();
        assertThatThrownBy(() -> await(() -> former.persist(RECORD, OLD)))
                .hasCauseInstanceOf(StaleTokenException.class);
        assertThat(await(() -> successor.load(RECORD.map(), RECORD.key()))).isEmpty();
        assertThat(await(() -> successor.load(RECORD.map(), null))).isEmpty();
    }

    @Test
    void aFenceShowsWhatIsThereAndLeavesIt() throws Exception {
        await(() -> former.persist(RECORD, OLD));
        assertThat(fence(successor, NEW)).containsExactly(RECORD);
        assertThat(await(() -> successor.load(RECORD.map(), RECORD.key()))).containsExactly(RECORD);
        var later = new HaRecord.AttemptRecord(JOB, 8);
        assertThatThrownBy(() -> await(() -> former.persist(later, OLD))).hasCauseInstanceOf(StaleTokenException.class);
        await(() -> successor.persist(later, NEW));
        assertThat(fence(successor, NEW)).containsExactly(later);
    }

    @Test
    void whoeverIsFencedOffHimselfStillReads() throws Exception {
        await(() -> successor.persist(RECORD, NEW));
        assertThat(fence(former, OLD)).containsExactly(RECORD);
    }
}
