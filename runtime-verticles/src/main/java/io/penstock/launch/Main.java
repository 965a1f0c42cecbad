// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The front door: {@code java -jar penstock.jar <command>}. */
public final class Main {
    private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.setProperty("jdk.console", "java.base"); // from 22 on another one says "terminal" of any pipe
        poolCompletions();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Optional<NodeStart> plain = NodeStart.parse(args);
        System.exit(plain.isPresent() ? start(plain.get(), out, err) : Cli.execute(out, err, args));
    }

    /**
     * With one or two processors the common pool counts as none, and Hazelcast begins a thread for each of its answers;
     * a submission has a dozen. To be set before anybody asks for the pool.
     */
    private static void poolCompletions() {
        if (Runtime.getRuntime().availableProcessors() <= 2 && System.getProperty(COMMON_POOL) == null) {
            System.setProperty(COMMON_POOL, "2");
        }
    }

    private static int start(NodeStart node, PrintWriter out, PrintWriter err) {
        try {
            return node.run(out);
        } catch (RuntimeException e) {
            return Failures.explain(e, err, false);
        }
    }
}
