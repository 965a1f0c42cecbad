// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import io.penstock.cluster.store.NotDurableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks the keepers of all coordinators that are there. Thread-safe, never blocks. */
final class Keepers {
    /** Named here and in the member's configuration. */
    static final String EXECUTOR = "penstock.journal";

    private final HazelcastInstance hazelcast;
    private final @Nullable JournalKeeper own;
    private final Executor blocking;
    private final int configured;

    /**
     * {@code own} is null on a worker.
     *
     * @param blocking runs what the own keeper is asked and what blocks
     * @param configured how many coordinators there are meant to be
     */
    Keepers(HazelcastInstance hazelcast, @Nullable JournalKeeper own, Executor blocking, int configured) {
        this.hazelcast = hazelcast;
        this.own = own;
        this.blocking = blocking;
        this.configured = configured;
    }

    int configured() {
        return configured;
    }

    int majority() {
        return configured / 2 + 1;
    }

    /** Asks all; an answer each, which fails with {@link NotDurableException}. */
    List<CompletableFuture<KeeperAnswer>> ask(KeeperTask.Kind kind, byte[] record) {
        List<CompletableFuture<KeeperAnswer>> answers = new ArrayList<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (!member.isLiteMember()) {
                answers.add(
                        member.localMember() && own != null ? here(own, kind, record) : there(member, kind, record));
            }
        }
        return answers;
    }

    /** Asks all others. */
    List<CompletableFuture<KeeperAnswer>> askOthers(KeeperTask.Kind kind) {
        List<CompletableFuture<KeeperAnswer>> answers = new ArrayList<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (!member.isLiteMember() && !member.localMember()) {
                answers.add(there(member, kind, new byte[0]));
            }
        }
        return answers;
    }

    private CompletableFuture<KeeperAnswer> here(JournalKeeper keeper, KeeperTask.Kind kind, byte[] record) {
        if (kind == KeeperTask.Kind.APPEND) {
            return keeper.append(record)
                    .thenApply(done -> KeeperAnswer.yes(true))
                    .toCompletableFuture();
        }
        return CompletableFuture.supplyAsync(() -> checked(keeper.answer(kind, record)), blocking);
    }

    private CompletableFuture<KeeperAnswer> there(Member member, KeeperTask.Kind kind, byte[] record) {
        CompletableFuture<KeeperAnswer> answer = new CompletableFuture<>();
        ExecutionCallback<byte[]> callback = new ExecutionCallback<>() {
            @Override
            public void onResponse(byte[] bytes) {
                KeeperAnswer given = KeeperAnswer.decode(bytes);
                if (given.done()) {
                    answer.complete(given);
                } else {
                    answer.completeExceptionally(new NotDurableException(given.why()));
                }
            }

            @Override
            public void onFailure(Throwable failure) {
                answer.completeExceptionally(new NotDurableException(kind + ": " + failure));
            }
        };
        try {
            hazelcast.getExecutorService(EXECUTOR).submitToMember(new KeeperTask(kind, record), member, callback);
        } catch (RuntimeException e) {
            callback.onFailure(e);
        }
        return answer;
    }

    private static KeeperAnswer checked(KeeperAnswer answer) {
        if (!answer.done()) {
            throw new NotDurableException(answer.why());
        }
        return answer;
    }

    /** Completes when a majority of the configured coordinators said yes; fails once that cannot be any more. */
    CompletableFuture<Void> majority(String what, List<CompletableFuture<KeeperAnswer>> answers) {
        CompletableFuture<Void> decided = new CompletableFuture<>();
        AtomicInteger yes = new AtomicInteger();
        AtomicInteger missing = new AtomicInteger(answers.size());
        if (answers.size() < majority()) {
            decided.completeExceptionally(new NotDurableException(
                    what + ": " + answers.size() + " coordinators are there, " + majority() + " are needed"));
        }
        for (CompletableFuture<KeeperAnswer> answer : answers) {
            var unused = answer.whenComplete((given, failure) -> {
                int agreed = failure == null && given.yes() ? yes.incrementAndGet() : yes.get();
                if (agreed >= majority()) {
                    decided.complete(null);
                } else if (missing.decrementAndGet() == 0) {
                    decided.completeExceptionally(new NotDurableException(what + ": " + yes.get() + " of "
                            + answers.size() + " coordinators did it, " + majority() + " are needed"
                            + (failure == null ? "" : "; one failed: " + failure.getMessage())));
                }
            });
        }
        return decided;
    }
}
