// SPDX-License-Identifier: Apache-2.0
package io.penstock.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate for 127.0.0.1 and its key, as PEM, from the JDK's own tool.
 *
 * @param certificate also what others must trust
 */
public record PemFiles(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /** Valid for two days. */
    public static PemFiles in(Path dir, String name) {
        return in(dir, name, "-0d", 2);
    }

    static PemFiles in(Path dir, String name, String startDate, int days) {
        Path store = dir.resolve(name + "-" + System.nanoTime() + ".p12");
        try {
            generate(store, startDate, days);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new PemFiles(
                    pem(
                            dir.resolve(name + ".crt"),
                            "CERTIFICATE",
                            keys.getCertificate("node").getEncoded()),
                    pem(
                            dir.resolve(name + ".key"),
                            "PRIVATE KEY",
                            keys.getKey("node", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    private static void generate(Path store, String startDate, int days) throws IOException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "node",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-startdate",
                        startDate,
                        "-validity",
                        Integer.toString(days),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) throw new AssertionError(said);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
