// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself as a job's jar, without loading anything of it.
 *
 * @param sha256 lower-case hexadecimal digest of the file
 * @param entryClass {@code Penstock-Program} of the manifest, else {@code Main-Class}, else null
 */
public record JarInspection(
        long bytes, String sha256, @Nullable String entryClass) {
    /** The manifest attribute that names the program. */
    public static final Attributes.Name PROGRAM = new Attributes.Name("Penstock-Program");

    private static final int ENTRIES_MAX = 200_000;

    /** Looks at a file; blocks. Throws {@link JarRefusedException} if it cannot be a job's jar. */
    public static JarInspection of(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes == 0) throw refused("the file is empty");
            String entryClass = inspect(file);
            return new JarInspection(bytes, digest(file), entryClass);
        } catch (IOException e) {
            throw refused("the file is no jar: " + e.getMessage());
        }
    }

    private static @Nullable String inspect(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            if (jar.size() > ENTRIES_MAX) throw refused("the jar has more than " + ENTRIES_MAX + " entries");
            boolean classes = false;
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                if (escapes(name)) throw refused("the jar has an entry outside of itself: " + name);
                classes |= name.endsWith(".class");
            }
            if (!classes) throw refused("the jar has no classes in it");
            return entryClass(jar.getManifest());
        }
    }

    private static boolean escapes(String name) {
        return name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../");
    }

    private static @Nullable String entryClass(@Nullable Manifest manifest) {
        if (manifest == null) return null;
        String program = manifest.getMainAttributes().getValue(PROGRAM);
        String entry = program != null ? program : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        return entry == null || entry.isBlank() ? null : entry.trim();
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                byte[] buffer = new byte[64 << 10];
                int read = 0;
                while (read >= 0) read = in.read(buffer);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    private static JarRefusedException refused(String why) {
        return new JarRefusedException(Refusal.Code.INVALID, why);
    }
}
