// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.VertxSetup;
import io.penstock.tls.TlsFiles;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How Vert.x is set up: few threads, since machines are quick and nothing of ours blocks them. */
final class VertxSetups {
    private static final int LOOPS_MAX = 4;
    private static final int WORKERS = 4;

    private VertxSetups() {}

    /** Without sockets of its own to speak of; does not keep a JVM alive whose program has ended. */
    static VertxSetup local() {
        return new VertxSetup(
                options -> common(options.setUseDaemonThread(true)), UnaryOperator.identity(), client -> {});
    }

    /** With the system's own transport, where there is one. */
    static VertxSetup clustered(Optional<TlsFiles> tls) {
        return new VertxSetup(
                options -> {
                    common(options.setPreferNativeTransport(true));
                    tls.ifPresent(files -> files.secure(options.getEventBusOptions()));
                },
                UnaryOperator.identity(),
                client -> tls.ifPresent(files -> files.secureBusClient(client)));
    }

    private static void common(VertxOptions options) {
        int cores = Runtime.getRuntime().availableProcessors();
        options.setEventLoopPoolSize(Math.max(2, Math.min(LOOPS_MAX, cores)))
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }
}
