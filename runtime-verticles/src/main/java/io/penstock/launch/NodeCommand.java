// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.cluster.provider.LocalProcessOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock node}: one node of a session cluster, until it is told to stop. */
@Command(
        name = "node",
        description = {"Starts a node and keeps it running until SIGTERM.", "Settings: config/node.yaml."},
        mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(
            names = LocalProcessOptions.PARENT_PID_OPTION,
            hidden = true,
            description = "End when this process ends: it started the node for itself.")
    private @Nullable Long parentPid;

    @Override
    public Integer call() {
        return new NodeStart(options.file(), options.keys(), parentPid)
                .run(spec.commandLine().getOut());
    }
}
