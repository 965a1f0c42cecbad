// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static net.bytebuddy.matcher.ElementMatchers.is;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the tests: takes one {@link Guard} after another away, by loading the whole control plane anew with that one
 * method answering as if there were nothing to keep out, and demands that the simulator sees it. Run by {@code mvn
 * -Pguards -pl runtime-verticles/core -am test}; {@code -Dguards.seeds=N} bounds the search for each,
 * {@code -Dguards.only=NAME} looks at one.
 */
class GuardRemoval {
    private static final String CORE = "io.penstock.core.";

    record Marked(String name, Class<?> type, Method method, boolean open) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Marked> guards() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Guard.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String only = System.getProperty("guards.only", "");
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace(classes.getFileSystem().getSeparator(), "."))
                    .flatMap(GuardRemoval::guardsOf)
                    .filter(guard -> guard.name.contains(only))
                    .sorted(Comparator.comparing(Marked::name))
                    .toList();
        }
    }

    private static Stream<Marked> guardsOf(String type) {
        try {
            Class<?> loaded = Class.forName(type, false, GuardRemoval.class.getClassLoader());
            return Arrays.stream(loaded.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Guard.class))
                    .map(method -> {
                        Guard guard = method.getAnnotation(Guard.class);
                        return new Marked(guard.value(), loaded, method, guard.open());
                    });
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void isMissed(Marked guard) throws ReflectiveOperationException {
        int seeds = Integer.getInteger("guards.seeds", 10_000);
        Object violation = new Without(guard)
                .loadClass(CORE + "sim.GuardRemoval$Hunt")
                .getMethod("violation", int.class)
                .invoke(null, seeds);
        System.out.println("without " + guard + ": " + violation);
        assertThat(violation)
                .as("what goes wrong without %s in %d seeds", guard, seeds)
                .isNotNull();
    }

    @Test
    void eachHasANameOfItsOwnAndIsAQuestion() throws IOException, URISyntaxException {
        List<Marked> guards = guards();
        assertThat(guards).extracting(Marked::name).doesNotHaveDuplicates();
        assertThat(guards).allMatch(guard -> guard.method.getReturnType() == boolean.class);
    }

    /** Runs in the other class loader. */
    public static final class Hunt {
        private Hunt() {}

        /** The first thing that goes wrong, or null. */
        public static @org.jspecify.annotations.Nullable String violation(int seeds) {
            List<SeededRun.Failure> failures = new Campaign(1, seeds, 1).run();
            return failures.isEmpty()
                    ? null
                    : failures.get(0).getMessage().lines().findFirst().orElse("");
        }
    }

    /** The control plane and its simulator once more, but for one guard. */
    private static final class Without extends ClassLoader {
        private final Marked guard;

        Without(Marked guard) {
            super(GuardRemoval.class.getClassLoader());
            this.guard = guard;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(CORE)) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) return loaded;
                byte[] bytes = name.equals(guard.type.getName()) ? open() : read(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        private byte[] open() {
            return new ByteBuddy()
                    .redefine(guard.type, ClassFileLocator.ForClassLoader.of(getParent()))
                    .method(is(guard.method))
                    .intercept(FixedValue.value(guard.open))
                    .make()
                    .getBytes();
        }

        private byte[] read(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) throw new ClassNotFoundException(name);
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
