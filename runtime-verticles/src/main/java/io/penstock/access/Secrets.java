// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import io.vertx.ext.auth.hashing.HashingStrategy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** How secrets are made and kept: tokens are long and random, so a plain digest will do; passwords are stretched. */
public final class Secrets {
    /** Lets scanners of repositories and logs recognise what got lost. */
    private static final String TOKEN_PREFIX = "penstock_";

    private static final int RANDOM_BYTES = 32;
    private static final String PASSWORD_HASH = "pbkdf2";
    private static final String PASSWORD_ITERATIONS = "210000";
    private static final String HIDDEN = "******";
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i)password|passwd|secret(?!file)|token(?!file)|credential|api-?key|private-?key|passphrase");

    private static final HashingStrategy HASHING = HashingStrategy.load();

    private Secrets() {}

    /** A new token. */
    public static String newToken() {
        return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    }

    /** What a file says of a token. */
    public static String tokenHash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** What a file says of a password; takes a tenth of a second. */
    public static String passwordHash(String password) {
        String salt = Base64.getEncoder().withoutPadding().encodeToString(random());
        return HASHING.hash(PASSWORD_HASH, Map.of("it", PASSWORD_ITERATIONS), salt, password);
    }

    /** Whether that is the password; takes as long. */
    static boolean isPassword(String hash, String password) {
        return HASHING.verify(hash, password);
    }

    /** What may be shown of a setting: not the value of one whose name speaks of a secret. */
    public static String shown(String key, String value) {
        return SECRET_NAME.matcher(key).find() && !value.isEmpty() ? HIDDEN : value;
    }

    private static byte[] random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
