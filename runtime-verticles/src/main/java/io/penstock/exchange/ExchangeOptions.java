// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import java.nio.file.Path;

/**
 * How a worker exchanges records with others.
 *
 * @param server where it listens, and its side of TLS if there is any; port 0: any free one
 * @param client how it connects, and its side of TLS
 * @param partitionDir directory for partition files, emptied at the start; of this process alone
 * @param ioThreads threads that read and write partition files
 * @param openTimeoutMs how long a consumer waits for its producers to be deployed
 */
public record ExchangeOptions(
        NetServerOptions server, NetClientOptions client, Path partitionDir, int ioThreads, long openTimeoutMs) {

    private static final int IO_THREADS = 4;
    private static final long OPEN_TIMEOUT_MS = 30_000;

    /** Plain TCP at that address. */
    public static ExchangeOptions plain(String host, int port, Path partitionDir) {
        return new ExchangeOptions(
                new NetServerOptions().setHost(host).setPort(port),
                new NetClientOptions(),
                partitionDir,
                IO_THREADS,
                OPEN_TIMEOUT_MS);
    }

    /** The same with that patience. */
    public ExchangeOptions withOpenTimeoutMs(long timeoutMs) {
        return new ExchangeOptions(server, client, partitionDir, ioThreads, timeoutMs);
    }
}
