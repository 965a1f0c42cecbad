// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code penstock run}: a cluster for one job. This process is its coordinator, the workers are child processes; all of
 * it ends with the job, however that ends.
 */
@Command(
        name = "run",
        description = "Starts a cluster of its own for one job; ends with the job and its result as exit code.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Worker processes; each with slot.count slots and a heap of node.heapMb. Default: 1")
    private int workers;

    @Option(names = "--json", description = "Print the job's last state as JSON instead of its progress.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Nodes.logQuietly();
        if (workers < 1) throw new CliException(ExitCode.USAGE, "--workers must be at least 1, not " + workers);
        Path jar = program.jar();
        Map<String, String> cluster = cluster();
        try (Scratch scratch = Scratch.create("penstock-run")) {
            NodeConfig config = node.load(JobCluster.coordinatorKeys(cluster, scratch.folder()));
            try (PenstockNode coordinator = Nodes.start(config);
                    JobCluster processes = new JobCluster(config, cluster, scratch)) {
                scratch.usedBy(coordinator::close);
                scratch.usedBy(processes::close);
                processes.start(workers);
                return follow(new RestClient(coordinator.web(), coordinator.ownToken()), jar, processes);
            }
        }
    }

    private int follow(RestClient rest, Path jar, JobCluster processes) {
        PrintWriter out = spec.commandLine().getOut();
        String jobId = rest.run(rest.upload(jar), program.submission());
        JobWatch watch = new JobWatch(rest, json ? Printing.silent() : out, Printing.isTerminal());
        JsonNode end = watch.follow(jobId, processes::check);
        if (json) out.println(end);
        return watch.exitCode(end);
    }

    private static Map<String, String> cluster() throws IOException {
        int port = Ports.free();
        return Map.of(
                "node.mode",
                "per-job",
                "cluster.name",
                "job-" + ProcessHandle.current().pid() + "-" + port,
                "cluster.host",
                "127.0.0.1",
                "cluster.coordinators",
                "127.0.0.1:" + port);
    }
}
