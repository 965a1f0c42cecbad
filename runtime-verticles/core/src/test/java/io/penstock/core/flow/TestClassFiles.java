// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.operator.Specializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads class files as the shell does. */
final class TestClassFiles implements Specializer.ClassFiles {
    @Override
    public byte[] read(Class<?> template) {
        String name = template.getName();
        try (InputStream in = template.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
