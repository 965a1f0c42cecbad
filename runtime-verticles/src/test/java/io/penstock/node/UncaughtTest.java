// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.cluster.ClusterNode;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.config.NodeConfig;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says of garbage at the event bus's port, and of mistakes of ours. */
@Timeout(120)
class UncaughtTest {
    /** A length that cannot be, and a message that says it has another codec than there are. */
    private static final List<byte[]> GARBAGE = List.of(
            ByteBuffer.allocate(8).putInt(-1).array(),
            ByteBuffer.allocate(8).putInt(4).put(new byte[] {1, 99, 0, 0}).array());

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private List<Integer> ports;

    @TempDir
    private Path dir;

    @BeforeEach
    void listen() throws Exception {
        ports = FreePorts.take(2);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
    }

    private List<ILoggingEvent> said() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    @Test
    void garbageAtTheBusIsOneLineWithoutAStackAndNowAndThenAnother() throws Exception {
        AtomicLong now = new AtomicLong();
        Semaphore heard = new Semaphore(0);
        NodeConfig config = config();
        ClusterRuntime node = ClusterNode.start(
                        ClusterSettings.of(config, NodeNames.of(config)),
                        Optional.empty(),
                        VertxSetups.clustered(Optional.empty()),
                        new NodeEnd(new CompletableFuture<>()))
                .await();
        try {
            Handler<Throwable> uncaught = new Uncaught(now::get);
            node.vertx().exceptionHandler(thrown -> {
                uncaught.handle(thrown);
                heard.release();
            });
            for (int i = 0; i < 20; i++) send(GARBAGE.get(i % 2));
            assertThat(heard.tryAcquire(20, 60, TimeUnit.SECONDS)).isTrue();
            assertThat(said()).hasSize(1).allSatisfy(event -> {
                assertThat(event.getThrowableProxy()).isNull();
                assertThat(event.getFormattedMessage()).contains("to the event bus", "(1 times so far)");
            });
            now.set(10_000);
            send(GARBAGE.get(0));
            assertThat(heard.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said()).hasSize(2);
            assertThat(said().get(1).getFormattedMessage()).contains("(21 times so far)");
        } finally {
            node.close().await();
        }
    }

    @Test
    void aNodeTellsItThatWay() throws Exception {
        CompletableFuture<ILoggingEvent> told = new CompletableFuture<>();
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains("to the event bus")) told.complete(event);
            }
        };
        ear.start();
        root.addAppender(ear);
        try (PenstockNode node = PenstockNode.start(config())) {
            send(GARBAGE.get(0));
            assertThat(told.get(60, TimeUnit.SECONDS).getThrowableProxy()).isNull();
        } finally {
            root.detachAppender(ear);
        }
    }

    @Test
    void aMistakeOfOursIsToldWhole() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<Void> heard = new CompletableFuture<>();
            Handler<Throwable> uncaught = new Uncaught(() -> 0);
            vertx.exceptionHandler(thrown -> {
                uncaught.handle(thrown);
                heard.complete(null);
            });
            vertx.runOnContext(ignored -> {
                throw new IllegalStateException("ours");
            });
            heard.get(60, TimeUnit.SECONDS);
            assertThat(said()).hasSize(1).allSatisfy(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.ERROR);
                assertThat(event.getThrowableProxy().getMessage()).isEqualTo("ours");
            });
        } finally {
            vertx.close().await();
        }
    }

    private NodeConfig config() {
        return NodeConfig.of(Map.of(
                "cluster.name",
                "test-" + dir.getFileName(),
                "cluster.port",
                ports.get(0).toString(),
                "cluster.coordinators",
                "127.0.0.1:" + ports.get(0),
                "cluster.busPort",
                ports.get(1).toString(),
                "node.dataDir",
                dir.toString(),
                "web.port",
                "0"));
    }

    private void send(byte[] bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(1))) {
            socket.getOutputStream().write(bytes);
        }
    }
}
