// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.DefaultCLI;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink's command line and its Java client, as they are, against a node of ours. */
class FlinkClientTest {
    @TempDir
    private static Path dir;

    private static Cluster cluster;
    private static RestClusterClient<StandaloneClusterId> client;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(dir);
        client = new RestClusterClient<>(configuration(), StandaloneClusterId.getInstance());
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, cluster.address().getHost());
        configuration.set(RestOptions.PORT, cluster.address().getPort());
        configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, 3);
        return configuration;
    }

    private static <T> T now(CompletableFuture<T> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }

    /** What the command prints; fails unless it ends well. */
    private static String flink(String... arguments) {
        PrintStream out = System.out;
        var printed = new ByteArrayOutputStream();
        try (PrintStream caught = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(caught);
            int code = new CliFrontend(configuration(), List.of(new DefaultCLI())).parseAndRun(arguments);
            String text = printed.toString(StandardCharsets.UTF_8);
            assertThat(code).as(text).isZero();
            return text;
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void listNamesRunningAndEndedJobs() throws Exception {
        String running = cluster.running(Programs.Endless.class);
        String ended = cluster.run(Programs.Brief.class);
        cluster.await("/v1/jobs/" + ended, job -> job.get("end-time").asLong() >= 0);
        assertThat(flink("list")).contains(running + " : endless (RUNNING)").doesNotContain(ended);
        assertThat(flink("list", "-a")).contains(running).contains(ended + " : short (FINISHED)");
        now(client.cancel(JobID.fromHexString(running)));
    }

    @Test
    void cancelEndsAJob() throws Exception {
        String job = cluster.running(Programs.Endless.class);
        assertThat(flink("cancel", job)).contains("Cancelled job " + job);
        cluster.await("/v1/jobs/" + job, found -> found.get("state").asText().equals("CANCELED"));
    }

    @Test
    void savepointIsTakenAndTheJobGoesOn() throws Exception {
        String job = cluster.running(Programs.Endless.class);
        Path target = dir.resolve("savepoints");
        assertThat(flink("savepoint", job, target.toString()))
                .contains("Savepoint completed. Path: ")
                .contains(target.toString());
        assertThat(cluster.get("/v1/jobs/" + job + "/status").get("status").asText())
                .isEqualTo("RUNNING");
        assertThat(target).isDirectoryContaining(entry -> true);
        now(client.cancel(JobID.fromHexString(job)));
    }

    @Test
    void stopEndsAJobWithASavepoint() throws Exception {
        String job = cluster.running(Programs.Endless.class);
        Path target = dir.resolve("stopped");
        assertThat(flink("stop", "--savepointPath", target.toString(), job))
                .contains("Savepoint completed. Path: ")
                .contains(target.toString());
        cluster.await("/v1/jobs/" + job, found -> found.get("state").asText().equals("FINISHED"));
    }

    @Test
    void checkpointIsTakenAtOnce() throws Exception {
        String job = cluster.running(Programs.Endless.class);
        long before = cluster.get("/v1/jobs/" + job + "/checkpoints")
                .at("/counts/completed")
                .asLong();
        assertThat(flink("checkpoint", job)).contains("Checkpoint", "completed");
        assertThat(cluster.get("/v1/jobs/" + job + "/checkpoints")
                        .at("/counts/completed")
                        .asLong())
                .isGreaterThan(before);
        now(client.cancel(JobID.fromHexString(job)));
    }

    @Test
    void theJavaClientListsWatchesAndCancels() throws Exception {
        JobID job = JobID.fromHexString(cluster.running(Programs.Endless.class));
        Collection<JobStatusMessage> jobs = now(client.listJobs());
        assertThat(jobs).anySatisfy(message -> {
            assertThat(message.getJobId()).isEqualTo(job);
            assertThat(message.getJobName()).isEqualTo("endless");
            assertThat(message.getJobState()).isEqualTo(JobStatus.RUNNING);
        });
        assertThat(now(client.getJobStatus(job))).isEqualTo(JobStatus.RUNNING);
        JobDetailsInfo details = now(client.getJobDetails(job));
        assertThat(details.getName()).isEqualTo("endless");
        assertThat(details.getJobVertexInfos()).hasSize(2);
        assertThat(now(client.getClusterOverview()).getNumJobsRunningOrPending())
                .isPositive();
        CompletableFuture<JobResult> result = client.requestJobResult(job);
        now(client.cancel(job));
        assertThat(now(result).getJobStatus()).hasValue(JobStatus.CANCELED);
        assertThat(now(client.getJobStatus(job))).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void theJavaClientRescalesARunningJob() throws Exception {
        String job = cluster.running(Programs.Endless.class);
        JobResourceRequirements.Builder wanted = JobResourceRequirements.newBuilder();
        for (JsonNode vertex : cluster.get("/v1/jobs/" + job).get("vertices")) {
            wanted.setParallelismForJobVertex(
                    JobVertexID.fromHexString(vertex.get("id").asText()), 1, 3);
        }
        now(client.updateJobResourceRequirements(JobID.fromHexString(job), wanted.build()));
        JsonNode history = cluster.await(
                "/v1/jobs/" + job + "/rescales/history",
                seen -> seen.at("/0/terminalState").asText().equals("COMPLETED"));
        assertThat(history.at("/0/downtimeInMillis").asLong()).isPositive();
        for (JsonNode vertex : cluster.get("/v1/jobs/" + job).get("vertices"))
            assertThat(vertex.get("parallelism").asInt()).isEqualTo(3);
        now(client.cancel(JobID.fromHexString(job)));
    }

    @Test
    void theJavaClientGetsResultsAndTheCauseOfAFailure() throws Exception {
        JobResult good = now(client.requestJobResult(JobID.fromHexString(cluster.run(Programs.Brief.class))));
        assertThat(good.isSuccess()).isTrue();
        assertThat(good.getNetRuntime()).isNotNegative();
        assertThat(now(client.getAccumulators(good.getJobId(), getClass().getClassLoader())))
                .isEmpty();
        JobResult bad = now(client.requestJobResult(JobID.fromHexString(cluster.run(Programs.Failing.class))));
        assertThat(bad.getJobStatus()).hasValue(JobStatus.FAILED);
        assertThat(bad.getSerializedThrowable()).isPresent();
        Throwable cause =
                bad.getSerializedThrowable().get().deserializeError(getClass().getClassLoader());
        assertThat(cause).hasMessageContaining("seven is too much");
        assertThat(bad.getSerializedThrowable().get().getFullStringifiedStackTrace())
                .contains("IllegalStateException");
    }

    @Test
    @SuppressWarnings("deprecation") // any task of Flink will do
    void aSerializedGraphIsRefusedWithWhatToDoInstead() {
        JobVertex vertex = new JobVertex("nothing");
        vertex.setInvokableClass(org.apache.flink.streaming.runtime.tasks.SourceStreamTask.class);
        vertex.setParallelism(1);
        JobGraph graph = new JobGraph(new JobID(), "graph", vertex);
        assertThatThrownBy(() -> now(client.submitJob(graph)))
                .hasStackTraceContaining("send its jar: POST /v1/jars/upload");
    }

    @Test
    void anUnknownJobIsUnknownThereToo() {
        assertThatThrownBy(() -> now(client.getJobDetails(new JobID(1, 2)))).hasStackTraceContaining("there is no job");
    }
}
