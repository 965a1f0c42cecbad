// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireCodecTest {
    private static final JobId JOB = new JobId("0123456789abcdef0123456789abcdef");

    public record Old(String name, int count) {}

    public record New(String name, int count, List<Long> added, TreeHolder also) {}

    public record TreeHolder(java.util.SortedMap<String, byte[]> bytes) {}

    static List<Object> messages() {
        return Samples.ofSealed(Message.class);
    }

    static List<Object> records() {
        List<Object> records = new ArrayList<>(Samples.ofSealed(HaRecord.class));
        return records;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackEqual(Message message) {
        WireCodec<Message> codec = WireCodec.of(Message.class);
        Message decoded = codec.decode(codec.encode(message));
        assertThat(decoded).hasSameClassAs(message).usingRecursiveComparison().isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyStoredRecordComesBackEqual(HaRecord record) {
        WireCodec<HaRecord> codec = WireCodec.of(HaRecord.class);
        assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
        assertThat(HaRecords.decode(HaRecords.encode(record))).isEqualTo(record);
        assertThat(HaRecords.decode(codec.encode(record))).isEqualTo(record);
    }

    @Test
    void aRememberedRecordIsNotTakenForAnother() {
        List<HaRecord> records = new ArrayList<>();
        List<byte[]> stored = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            records.add(new HaRecord.LeaderRecord(new FencingToken(1, i), new NodeId("node")));
            stored.add(HaRecords.encode(records.get(i)));
        }
        for (int i = 0; i < 1_000; i++)
            assertThat(HaRecords.decode(stored.get(i))).isEqualTo(records.get(i));
        byte[] last = stored.get(999);
        assertThat(HaRecords.decode(last)).isSameAs(records.get(999));
        last[0]++;
        assertThatThrownBy(() -> HaRecords.decode(last)).isInstanceOf(WireException.class);
    }

    @Test
    void nullsComeBackAsNulls() {
        var spec = new JobSpec(JOB, null, "Main", List.of(), 0, new TreeMap<>());
        var record = new HaRecord.JobRecord(spec, 1, null, new TreeMap<>(), null, FencingToken.NONE, false, 1);
        WireCodec<HaRecord> codec = WireCodec.of(HaRecord.class);
        assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
    }

    @Test
    void aComponentOfANewerReleaseIsSkippedAndAMissingOneIsEmpty() {
        var bytes = new TreeMap<String, byte[]>();
        bytes.put("k", new byte[] {1, 2});
        byte[] fromNew = WireCodec.of(New.class).encode(new New("n", 3, List.of(4L), new TreeHolder(bytes)));
        assertThat(WireCodec.of(Old.class).decode(fromNew)).isEqualTo(new Old("n", 3));
        byte[] fromOld = WireCodec.of(Old.class).encode(new Old("n", 3));
        assertThat(WireCodec.of(New.class).decode(fromOld)).isEqualTo(new New("n", 3, List.of(), null));
    }

    @Test
    void anUnknownTypeIsRefusedByName() {
        byte[] bytes =
                WireCodec.of(HaRecord.class).encode(new HaRecord.LeaderRecord(FencingToken.NONE, new NodeId("n")));
        assertThatThrownBy(() -> WireCodec.of(Message.class).decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("LeaderRecord");
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatThrownBy(() -> WireCodec.of(Old.class).decode(new byte[] {9, 0}))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void everyTruncationIsRefused() {
        WireCodec<Message> codec = WireCodec.of(Message.class);
        for (Object message : messages()) {
            byte[] whole = codec.encode((Message) message);
            for (int length = 0; length < whole.length; length++) {
                byte[] part = java.util.Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(WireException.class);
            }
        }
    }

    @Test
    void garbageIsRefused() {
        var random = new java.util.Random(1);
        WireCodec<Message> codec = WireCodec.of(Message.class);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[1 + random.nextInt(64)];
            random.nextBytes(garbage);
            garbage[0] = WireCodec.VERSION;
            assertThatThrownBy(() -> codec.decode(garbage)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void aDeploymentOfAThousandTasksStaysBelowTheLimit() {
        NodeId node = new NodeId("0123456789abcdef-0123456789abcdef");
        List<Integer> workers = new ArrayList<>();
        List<Integer> attempts = new ArrayList<>();
        List<Deployment.TaskDeployment> tasks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            workers.add(0);
            attempts.add(1);
            tasks.add(new Deployment.TaskDeployment(
                    new AttemptId(0, i, 1), AllocationId.of(new FencingToken(3, 0), 4711 + i)));
        }
        var placement = new Deployment.VertexPlacement(0, workers, attempts);
        var deployment = new Deployment(
                new JobSpec(JOB, "jar", "Main", List.of("a"), 1000, new TreeMap<>()),
                "f".repeat(64),
                new TreeMap<>(),
                List.of(new WorkerInfo(node, "w", "127.0.0.1", 1, ResourceProfile.ANY, 1000)),
                List.of(placement, placement),
                tasks,
                List.of(1000),
                null);
        Endpoint master = Endpoint.jobMaster(node, JOB);
        var message = new Message.DeployTasks(JOB, FencingToken.NONE, master, deployment);
        byte[] bytes = WireCodec.of(Envelope.class)
                .encode(new Envelope(master, Endpoint.of(node, Role.TASK_EXECUTOR), message));
        assertThat(bytes.length).isLessThan(NodeBus.MESSAGE_BYTES_MAX);
    }
}
