// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import io.penstock.api.JobProgram;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Finds the programs in a jar by reading its class files; nothing is loaded. */
public final class JarPrograms {
    private static final int CLASSES_MAX = 20_000;
    private static final int CLASS_BYTES_MAX = 1 << 20;
    private static final int PROGRAMS_MAX = 200;
    private static final int PARENTS_MAX = 32;

    private JarPrograms() {}

    /** Public classes that can be instantiated and are programs, by name; blocks. */
    public static List<String> in(Path file) throws IOException {
        Map<String, ClassFile> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements() && classes.size() < CLASSES_MAX) read(jar, entries.nextElement(), classes);
        }
        List<String> programs = new ArrayList<>();
        classes.forEach((name, type) -> {
            int flags = type.flags();
            boolean makeable = Modifier.isPublic(flags) && !Modifier.isAbstract(flags) && !Modifier.isInterface(flags);
            if (makeable && programs.size() < PROGRAMS_MAX && isProgram(type, classes, 0)) programs.add(name);
        });
        return programs;
    }

    private static void read(JarFile jar, JarEntry entry, Map<String, ClassFile> classes) throws IOException {
        String name = entry.getName();
        if (!name.endsWith(".class") || name.startsWith("META-INF/") || name.endsWith("-info.class")) return;
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(CLASS_BYTES_MAX);
            if (bytes.length == CLASS_BYTES_MAX) return;
            ClassFile type = new ClassFile(bytes);
            classes.put(type.name(), type);
        } catch (RuntimeException noClassFile) {
            // An entry that only looks like one is no program; running the jar will say what is wrong with it.
            return;
        }
    }

    private static boolean isProgram(ClassFile type, Map<String, ClassFile> classes, int depth) {
        for (String parent : type.parents()) {
            if (parent.equals(JobProgram.class.getName())) return true;
            ClassFile known = classes.get(parent);
            if (known != null && depth < PARENTS_MAX && isProgram(known, classes, depth + 1)) return true;
        }
        return false;
    }
}
