// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.Refusal;
import java.io.ByteArrayInputStream;
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
    private static final int MANIFEST_BYTES_MAX = 1 << 20;
    private static final long CLASS_BYTES_MAX = 16L << 20;
    /** Classes pack to a half or a third, texts to a tenth; a bomb to a thousandth. */
    private static final long PACKED_TIMES_MAX = 50;

    private static final long SMALL_BYTES = 16L << 20;

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
            long unpacked = 0;
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (escapes(name)) throw refused("the jar has an entry outside of itself: " + shown(name));
                boolean isClass = name.endsWith(".class");
                if (isClass && entry.getSize() > CLASS_BYTES_MAX) {
                    throw refused("the jar has a class of " + (entry.getSize() >> 20) + " MiB: " + shown(name));
                }
                classes |= isClass;
                unpacked += Math.max(0, entry.getSize());
            }
            if (unpacked > PACKED_TIMES_MAX * Files.size(file) + SMALL_BYTES) {
                throw refused(
                        "the jar unpacks to " + (unpacked >> 20) + " MiB, far more than a jar of its size should");
            }
            if (!classes) throw refused("the jar has no classes in it");
            return entryClass(manifest(jar));
        }
    }

    private static boolean escapes(String name) {
        return name.startsWith("/")
                || name.contains("\\")
                || name.chars().anyMatch(c -> c < ' ')
                || ("/" + name + "/").contains("/../");
    }

    private static String shown(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "...";
    }

    /** Never more of it than a manifest has, whatever the jar says of its size. */
    private static @Nullable Manifest manifest(JarFile jar) throws IOException {
        JarEntry entry = jar.getJarEntry(JarFile.MANIFEST_NAME);
        if (entry == null) return null;
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MANIFEST_BYTES_MAX + 1);
            if (bytes.length > MANIFEST_BYTES_MAX) {
                throw refused("the jar's manifest has more than " + (MANIFEST_BYTES_MAX >> 10) + " KiB");
            }
            return new Manifest(new ByteArrayInputStream(bytes));
        }
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
