// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock info}: a cluster in a few lines. */
@Command(
        name = "info",
        description = "Shows a cluster: workers, slots, jobs, version.",
        mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RestClient rest = client.connect();
        JsonNode overview = rest.get("/v1/overview");
        if (client.json()) {
            out.println(overview);
            return ExitCode.DONE;
        }
        out.println("server   " + rest.server());
        String version = overview.path("flink-version").asText("");
        if (!version.isEmpty()) out.println("version  " + version);
        out.println("workers  " + overview.path("taskmanagers").asInt());
        out.println("slots    " + overview.path("slots-available").asInt() + " free of "
                + overview.path("slots-total").asInt());
        out.println("jobs     " + overview.path("jobs-running").asInt() + " running, "
                + overview.path("jobs-finished").asInt() + " finished, "
                + overview.path("jobs-failed").asInt() + " failed, "
                + overview.path("jobs-cancelled").asInt() + " canceled");
        return ExitCode.DONE;
    }
}
