// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.flow.operator.Specializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The class files of operator templates, each read once per JVM: templates are ours and few. Thread-safe. */
final class TemplateFiles implements Specializer.ClassFiles {
    static final TemplateFiles INSTANCE = new TemplateFiles();

    private final Map<Class<?>, byte[]> known = new ConcurrentHashMap<>();

    private TemplateFiles() {}

    @Override
    public byte[] read(Class<?> template) {
        return known.computeIfAbsent(template, TemplateFiles::load);
    }

    private static byte[] load(Class<?> template) {
        String file = template.getName().substring(template.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("there is no class file of " + template.getName());
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the class file of " + template.getName() + " cannot be read", e);
        }
    }
}
