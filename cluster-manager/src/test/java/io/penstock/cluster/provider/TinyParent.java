// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A process of the tests that starts workers, prints their process ids and waits to be killed. */
final class TinyParent {
    private TinyParent() {}

    public static void main(String[] args) throws InterruptedException {
        LocalProcessProvider provider =
                new LocalProcessProvider(LocalProcessProviderTest.options(Path.of(args[0]), TinyWorker.class));
        List<ProvidedWorker> workers = provider.start(2, new WorkerProfile("tiny", 0, List.of()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        System.out.println(
                workers.stream().map(worker -> worker.place().substring(4)).collect(Collectors.joining(",")));
        new CountDownLatch(1).await();
    }
}
