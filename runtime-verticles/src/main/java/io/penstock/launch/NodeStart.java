// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.cluster.provider.LocalProcessOptions;
import io.penstock.cluster.provider.ParentWatch;
import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What {@code penstock node} was told. Plain command lines are read here and not by picocli: its 170 classes are in a
 * format that no class data archive can hold, so they alone would cost a node a tenth of its start.
 *
 * @param file settings; null for the shipped ones
 * @param keys overridden keys
 * @param parentPid the process to end with; null for none
 */
record NodeStart(
        @Nullable Path file,
        Map<String, String> keys,
        @Nullable Long parentPid) {
    private static final String CONFIG = "--config";
    private static final String PARENT_PID = LocalProcessOptions.PARENT_PID_OPTION;
    private static final Set<String> NAMED = Set.of(CONFIG, PARENT_PID);

    /**
     * The start that the arguments ask for, if they are a node's and nothing but plain settings; else picocli's turn.
     */
    static Optional<NodeStart> parse(String... args) {
        if (args.length == 0 || !args[0].equals("node")) return Optional.empty();
        String config = System.getenv("PENSTOCK_CONFIG");
        @Nullable Long parentPid = null;
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 1; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("-D") && i + 1 < args.length) arg += args[++i];
            if (NAMED.contains(arg) && i + 1 < args.length) arg += "=" + args[++i];
            int equals = arg.indexOf('=');
            if (arg.startsWith("-D") && equals > 2) keys.put(arg.substring(2, equals), arg.substring(equals + 1));
            else if (arg.startsWith(CONFIG + "=")) config = arg.substring(equals + 1);
            else if (arg.matches(PARENT_PID + "=\\d{1,18}")) parentPid = Long.valueOf(arg.substring(equals + 1));
            else return Optional.empty();
        }
        Path file = config == null || config.isEmpty() ? null : Path.of(config);
        return Optional.of(new NodeStart(file, keys, parentPid));
    }

    /** Starts the node, says so, and waits for its end; returns the process's exit code. */
    int run(PrintWriter out) {
        if (parentPid != null)
            ParentWatch.start(parentPid, () -> Runtime.getRuntime().halt(ExitCode.FAILED));
        Thread logging = readLoggingBeside();
        NodeConfig config = Nodes.configure(file, keys);
        awaitEnd(logging);
        PenstockNode node = Nodes.start(config);
        long tookMs = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        String where = config.node().isCoordinator() ? " at " + node.web() : "";
        out.println("penstock " + words(config.node().roles()) + " ready" + where + " after " + tookMs + " ms");
        return node.awaitEnd();
    }

    /** Both kinds of settings are read at once: each takes a tenth of a start, and neither needs the other. */
    private static Thread readLoggingBeside() {
        Thread thread = new Thread(LoggerFactory::getILoggerFactory, "penstock-logging");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whoever asks SLF4J for a logger before it is complete gets one that stores what it is told until then. */
    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted while it starts", e);
        }
    }

    private static String words(Collection<NodeConfig.Role> roles) {
        return roles.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" and "));
    }
}
