// SPDX-License-Identifier: Apache-2.0
package io.penstock.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigException;
import io.penstock.config.NodeConfig;
import io.penstock.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
    @TempDir
    private Path dir;

    @Test
    void changedFilesAreUsedByTheNextHandshakeAndBadOnesAreNot() throws Exception {
        PemFiles first = PemFiles.in(dir, "node");
        TlsFiles files = TlsFiles.open(config(first)).orElseThrow();
        Vertx vertx = Vertx.vertx();
        try {
            HttpServerOptions options = new HttpServerOptions();
            files.secure(options);
            int port = vertx.createHttpServer(options)
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
            X509Certificate before = ShownCertificate.at(port);
            PemFiles.in(dir, "node");
            later(first);
            files.reload();
            X509Certificate after = ShownCertificate.at(port);
            assertThat(after).isNotEqualTo(before);
            Files.writeString(first.certificate(), "nonsense");
            later(first);
            files.reload();
            assertThat(ShownCertificate.at(port)).isEqualTo(after);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void filesThatCannotBeUsedAreRefusedWithTheReasonAndWithoutTheKey() throws Exception {
        PemFiles ours = PemFiles.in(dir, "ours");
        PemFiles other = PemFiles.in(dir, "other");
        PemFiles over = PemFiles.in(dir, "over", "-10d", 3);
        assertThatThrownBy(() -> TlsFiles.open(config(new PemFiles(ours.certificate(), other.key()))))
                .hasMessageContaining("does not belong to");
        assertThatThrownBy(() -> TlsFiles.open(config(over)))
                .hasMessageContaining("expired")
                .hasMessageNotContaining("BEGIN");
        Path junk = Files.writeString(
                dir.resolve("junk"), "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> TlsFiles.open(config(new PemFiles(ours.certificate(), junk))))
                .hasMessageContaining("junk cannot be used")
                .hasMessageNotContaining("QUJD");
    }

    @Test
    void halfOfTheSettingsIsRefusedAtTheStart() {
        PemFiles ours = PemFiles.in(dir, "ours");
        assertThatThrownBy(() -> NodeConfig.of(
                        Map.of("tls.certificate", ours.certificate().toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.key belongs to tls.certificate");
        Map<String, String> keys = new LinkedHashMap<>(keys(ours));
        keys.remove("tls.trust");
        assertThatThrownBy(() -> NodeConfig.of(keys)).hasMessageContaining("tls.trust must be set");
        assertThatThrownBy(() -> NodeConfig.of(Map.of("tls.trust", "/no/such/file")))
                .hasMessageContaining("tls.trust must be a file that this process can read");
    }

    private static TlsConfig config(PemFiles files) {
        return NodeConfig.of(keys(files)).tls();
    }

    private static Map<String, String> keys(PemFiles files) {
        return Map.of(
                "tls.certificate", files.certificate().toString(),
                "tls.key", files.key().toString(),
                "tls.trust", files.certificate().toString());
    }

    /** Some file systems keep whole seconds only. */
    private static void later(PemFiles files) throws Exception {
        FileTime time = FileTime.fromMillis(
                Files.getLastModifiedTime(files.certificate()).toMillis() + 5_000);
        Files.setLastModifiedTime(files.certificate(), time);
    }
}
