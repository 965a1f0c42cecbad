// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars that nobody should take. */
final class HostileJars {
    private static final int MIB = 1 << 20;

    private HostileJars() {}

    /** By what is wrong with them. */
    static Map<String, byte[]> all() {
        Map<String, byte[]> jars = new LinkedHashMap<>();
        jars.put("an entry above the jar", zip("../../evil.class", 10));
        jars.put("an absolute entry", zip("/etc/cron.d/evil.class", 10));
        jars.put("a Windows path", zip("..\\evil.class", 10));
        jars.put("a line break in a name", zip("a\r\nSet-Cookie: x.class", 10));
        jars.put("a bomb", zip("bomb.txt", 300 * MIB));
        jars.put("a class of 64 MiB", zip("Bomb.class", 64 * MIB));
        jars.put("a manifest of 64 MiB", zip("META-INF/MANIFEST.MF", 64 * MIB, "A.class"));
        jars.put("no class", zip("readme.txt", 10));
        jars.put("no zip", "this is no jar".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        jars.put("nothing", new byte[0]);
        byte[] cut = zip("A.class", 1000);
        jars.put("half a jar", java.util.Arrays.copyOf(cut, cut.length / 2));
        return jars;
    }

    private static byte[] zip(String name, int bytes, String... further) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            byte[] part = new byte[Math.min(bytes, MIB)];
            for (int written = 0; written < bytes; written += part.length) zip.write(part);
            for (String other : further) {
                zip.putNextEntry(new ZipEntry(other));
                zip.write(part, 0, 10);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
