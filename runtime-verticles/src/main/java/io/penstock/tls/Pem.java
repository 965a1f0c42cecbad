// SPDX-License-Identifier: Apache-2.0
package io.penstock.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Reads PEM files; what is wrong with them becomes an {@link IllegalStateException} that names the file. */
public final class Pem {
    private static final String ANY_KEY = "UNKNOWN";

    private Pem() {}

    /** A certificate chain and its private key, which must belong together and be valid today. */
    static X509ExtendedKeyManager key(Path certificate, Path key) {
        try {
            // Only values, no paths: so no Vertx is asked for files, and none exists yet.
            var options =
                    new PemKeyCertOptions().addCertValue(read(certificate)).addKeyValue(read(key));
            var manager =
                    only(Stream.of(options.getKeyManagerFactory(null).getKeyManagers()), X509ExtendedKeyManager.class);
            check(manager, certificate, key);
            return manager;
        } catch (IllegalStateException e) {
            throw e;
        } catch (CertificateExpiredException e) {
            throw new IllegalStateException("tls.certificate " + certificate + " has expired: " + e.getMessage(), e);
        } catch (Exception e) { // whatever its parser throws
            throw new IllegalStateException(
                    "tls.certificate " + certificate + " and tls.key " + key + " cannot be used: " + words(e), e);
        }
    }

    /**
     * Certificates of signers.
     *
     * @throws IllegalStateException if the file cannot be used, with the reason
     */
    public static X509ExtendedTrustManager trust(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("signer-" + number++, one);
            }
            if (number == 0) throw new IllegalStateException("there is no certificate in " + file);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return only(Stream.of(trust.getTrustManagers()), X509ExtendedTrustManager.class);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates cannot be read from " + file + ": " + words(e), e);
        }
    }

    private static void check(X509ExtendedKeyManager manager, Path certificate, Path key)
            throws GeneralSecurityException {
        String alias = alias(manager);
        X509Certificate[] chain = alias == null ? null : manager.getCertificateChain(alias);
        PrivateKey secret = alias == null ? null : manager.getPrivateKey(alias);
        if (chain == null || chain.length == 0 || secret == null) {
            throw new IllegalStateException("tls.certificate " + certificate + " holds no certificate");
        }
        chain[0].checkValidity();
        Signature signature = Signature.getInstance(algorithm(secret));
        byte[] text = certificate.toString().getBytes(StandardCharsets.UTF_8);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(chain[0].getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new IllegalStateException("tls.key " + key + " does not belong to tls.certificate " + certificate);
        }
    }

    private static @Nullable String alias(X509ExtendedKeyManager manager) {
        for (String type : new String[] {"RSA", "EC", "Ed25519", "EdDSA", ANY_KEY}) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) return aliases[0];
        }
        return null;
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    private static <T> T only(Stream<?> managers, Class<T> type) {
        return managers.filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this JVM has no " + type.getSimpleName()));
    }

    private static Buffer read(Path file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(file));
    }

    /** Its message may quote the file; a key must not get into a log that way. */
    private static String words(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("PRIVATE") || message.length() > 200
                ? failure.getClass().getSimpleName()
                : message;
    }
}
