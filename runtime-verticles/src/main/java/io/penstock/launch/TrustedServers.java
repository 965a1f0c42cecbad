// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.tls.Pem;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Whose servers a command talks to: those whose certificate, or whose signer's, stands in a PEM file. */
final class TrustedServers {
    private TrustedServers() {}

    static SSLContext of(Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {Pem.trust(file)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new CliException(ExitCode.FAILED, "this JVM has no TLS: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
