// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code penstock warm-up}: loads the classes a node and a client need, once, so that the launch script can put them
 * into a class data archive. Starts a clustered node on free ports, runs a small job on it and stops it.
 */
@Command(name = "warm-up", hidden = true, description = "Starts a node, runs a small job, stops.")
final class WarmUpCommand implements Callable<Integer> {
    private static final long DEADLINE_MS = 20_000;
    private static final String TEXT = "the water flows through the penstock to the turbine\n";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Nodes.logQuietly();
        try (Scratch scratch = Scratch.create("penstock-warm-up")) {
            return warmUp(scratch.folder());
        }
    }

    private int warmUp(Path folder) throws IOException {
        String port = Integer.toString(Ports.free());
        NodeConfig config = new NodeOptions()
                .load(Map.of(
                        "node.mode", "session",
                        "node.roles", "coordinator, worker",
                        "node.dataDir", folder.resolve("data").toString(),
                        "cluster.name", "warm-up-" + ProcessHandle.current().pid(),
                        "cluster.host", "127.0.0.1",
                        "cluster.port", port,
                        "cluster.coordinators", "127.0.0.1:" + port,
                        "cluster.busPort", "0",
                        "web.port", "0",
                        "exchange.port", "0"));
        try (PenstockNode node = Nodes.start(config)) {
            RestClient rest = new RestClient(node.web(), node.ownToken());
            rest.get("/v1/overview");
            Path program = Home.folder().resolve("examples/target/penstock-examples.jar");
            if (Files.exists(program)) runJob(rest, program, folder);
        }
        return ExitCode.DONE;
    }

    private void runJob(RestClient rest, Path program, Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text"), TEXT);
        List<String> arguments = List.of(
                "--input", text.toString(), "--output", folder.resolve("counts").toString());
        String jobId = rest.run(
                rest.upload(program), new Submission(null, null, Map.of("restart.strategy", "none"), arguments));
        JobWatch watch = new JobWatch(rest, spec.commandLine().getOut(), false);
        long deadlineMs = System.currentTimeMillis() + DEADLINE_MS;
        watch.exitCode(watch.follow(jobId, () -> {
            if (System.currentTimeMillis() > deadlineMs)
                throw new CliException(ExitCode.FAILED, "the job takes too long");
        }));
    }
}
