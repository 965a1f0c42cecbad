// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The front door: {@code java -jar penstock.jar <command>}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.setProperty("jdk.console", "java.base"); // from 22 on another one says "terminal" of any pipe
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Optional<NodeStart> plain = NodeStart.parse(args);
        System.exit(plain.isPresent() ? start(plain.get(), out, err) : Cli.execute(out, err, args));
    }

    private static int start(NodeStart node, PrintWriter out, PrintWriter err) {
        try {
            return node.run(out);
        } catch (RuntimeException e) {
            return Failures.explain(e, err, false);
        }
    }
}
