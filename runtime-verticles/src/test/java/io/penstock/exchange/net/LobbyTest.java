// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.message.NodeId;
import io.penstock.exchange.wire.WireBuffer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LobbyTest {
    private static final NodeId SELF = new NodeId("11111111-1111-1111-1111-111111111111");
    private static final NodeId CALLER = new NodeId("22222222-2222-2222-2222-222222222222");
    private static final int SILENT_MAX = 3;

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();
    private DataServer server;

    private void listen(long greetingMsMax) {
        SubscriptionHandler nobody = new SubscriptionHandler() {
            @Override
            public void subscribed(ServerSubscription subscription) {
                throw new AssertionError("nobody asks for records here");
            }

            @Override
            public void over(ServerSubscription subscription) {}
        };
        NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
        server = new DataServer(vertx, options, SELF, nobody, new Lobby(vertx, SILENT_MAX, greetingMsMax));
        server.listen().await();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) one.close();
        server.close().await();
        vertx.close().await();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(30_000);
        open.add(socket);
        return socket;
    }

    /** Says who it is; tells whether it was let in. */
    private static boolean isWelcome(Socket socket) throws IOException {
        WireBuffer hello = new WireBuffer(128);
        hello.putInt(FrameType.MAGIC);
        hello.putInt(FrameType.VERSION);
        hello.putString(CALLER.value());
        hello.putString(SELF.value());
        try {
            return answer(socket, FrameType.HELLO, hello) == FrameType.WELCOME;
        } catch (SocketException | java.io.EOFException closed) {
            return false;
        }
    }

    private static boolean isServed(Socket socket) throws IOException {
        return answer(socket, FrameType.PING, new WireBuffer(1)) == FrameType.PING;
    }

    /** Sends a frame; gives the type of the one that comes back. */
    private static int answer(Socket socket, int type, WireBuffer payload) throws IOException {
        ByteBuffer frame =
                ByteBuffer.allocate(FrameType.HEADER_BYTES + payload.position()).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(frame.capacity() - 4).put((byte) type).putInt(0).putInt(0);
        frame.put(payload.array(), 0, payload.position());
        socket.getOutputStream().write(frame.array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] rest = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(rest);
        return rest[0];
    }

    @Test
    void onlySoManyMaySayNothing() throws Exception {
        listen(600_000);
        Socket known = connect();
        assertThat(isWelcome(known)).isTrue();
        List<SelectionKey> silent = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i <= SILENT_MAX; i++) {
                SocketChannel channel = SocketChannel.open(known.getRemoteSocketAddress());
                open.add(channel);
                channel.configureBlocking(false);
                silent.add(channel.register(selector, SelectionKey.OP_READ));
            }
            assertThat(selector.select(30_000)).as("one of them was closed").isEqualTo(1);
            SelectionKey closed = selector.selectedKeys().iterator().next();
            Channel first = silent.stream()
                    .filter(key -> key != closed)
                    .map(SelectionKey::channel)
                    .findFirst()
                    .orElseThrow();
            assertThat(isServed(known)).as("who has greeted does not count").isTrue();
            assertThat(isWelcome(connect())).as("there is no place").isFalse();
            first.close();
            // The server may hear of that later than of a new connection.
            while (!isWelcome(connect())) assertThat(isServed(known)).isTrue();
        }
    }

    @Test
    void whoSaysNothingForTooLongIsCutOffAndWhoGreetedIsNot() throws IOException {
        listen(200);
        Socket known = connect();
        assertThat(isWelcome(known)).isTrue();
        Socket silent = connect();
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        assertThat(isServed(known)).isTrue();
    }
}
