// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.penstock.node.FreePorts;
import io.penstock.node.PenstockNode;
import io.penstock.node.TestJars;
import io.penstock.node.TestPrograms;
import io.penstock.tls.PemFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a node that asks who one is, over TLS. */
class SecuredCliTest {
    @TempDir
    private Path dir;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Test
    void aJobIsSubmittedByWhoHasATokenOverHttps() throws Exception {
        PemFiles pem = PemFiles.in(dir, "node");
        Path people = dir.resolve("access");
        String admin = add("ci", "--role", "admin", "--file", people.toString(), "--days", "1");
        String viewer = add("board", "--role", "viewer", "--file", people.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(people)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(people)).contains("ci admin token sha256:").doesNotContain(admin, viewer);
        Path jar = TestJars.of(dir.resolve("jobs.jar"), TestPrograms.Sums.class);
        int port = FreePorts.take(1).get(0);
        NodeConfig config = NodeConfig.of(Map.of(
                "node.dataDir", dir.resolve("data").toString(),
                "cluster.name", "test-" + dir.getFileName(),
                "cluster.port", Integer.toString(port),
                "cluster.coordinators", "127.0.0.1:" + port,
                "web.port", "0",
                "auth.file", people.toString(),
                "tls.certificate", pem.certificate().toString(),
                "tls.key", pem.key().toString(),
                "tls.use", "web"));
        try (PenstockNode node = PenstockNode.start(config)) {
            String server = node.web().toString();
            assertThat(server).startsWith("https://");
            String ca = pem.certificate().toString();
            Path token = Files.writeString(dir.resolve("token"), admin + "\n");

            assertThat(penstock(
                            "submit", "--server", server, "--ca", ca, "--token-file", token.toString(), jar.toString()))
                    .as(err.toString())
                    .isEqualTo(ExitCode.DONE);
            assertThat(penstock("list", "--server", server, "--ca", ca, "--token", viewer))
                    .isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("sums");
            assertThat(penstock("submit", "--server", server, "--ca", ca, "--token", viewer, jar.toString()))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("this is for the role admin; yours is viewer");
            assertThat(penstock("list", "--server", server, "--ca", ca)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("say who you are");
            assertThat(penstock("list", "--server", server, "--token", viewer)).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(err.toString())
                    .contains("cannot be trusted")
                    .contains("--ca")
                    .doesNotContain(viewer);
        }
    }

    @Test
    void whatCannotBeAddedIsSaid() throws Exception {
        Path people = dir.resolve("access");
        assertThat(penstock("access", "two words", "--role", "viewer", "--file", people.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a name is of letters");
        assertThat(penstock("access", "x", "--role", "root", "--file", people.toString()))
                .isEqualTo(ExitCode.USAGE);
        Files.writeString(people, "broken line\n");
        assertThat(penstock("access", "x", "--role", "viewer", "--file", people.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(people + ":1: must be: name role");
        assertThat(Files.readString(people)).isEqualTo("broken line\n");
    }

    private String add(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "access";
        System.arraycopy(args, 0, all, 1, args.length);
        assertThat(penstock(all)).as(err.toString()).isEqualTo(ExitCode.DONE);
        return out.toString().strip();
    }

    private int penstock(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return Cli.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
