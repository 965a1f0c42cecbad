// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobProgram;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public type of the API has an example in its Javadoc, and every example compiles, as it stands there. */
class DocExamplesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/penstock/api");
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\\n(.*?)^\\s*\\* ?\\}</pre>", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public [a-z -]*(class|interface|record|enum) ", Pattern.MULTILINE);
    private static final Pattern DECLARATION = Pattern.compile(
            "^(public |final |abstract |static )*(class|record|interface|enum|[\\w<>,. \\[\\]]+ \\w+\\(.*\\{$)");

    /** What examples may use without saying where it comes from. */
    private static final String IMPORTS = """
            import io.penstock.api.*;
            import io.penstock.api.function.*;
            import io.penstock.api.metric.*;
            import io.penstock.api.sink.*;
            import io.penstock.api.source.*;
            import io.penstock.api.state.*;
            import io.penstock.api.time.*;
            import io.penstock.api.window.*;
            import java.nio.ByteBuffer;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            """;

    private static final String SHOP = """
            record Order(String id, String customer, long amount, long timeMs) {}
            record Payment(String order, long amount, long timeMs) {}
            record Reading(String sensor, double value, long timeMs) {}
            record Rule(String name, long limit) {}
            """;

    private static final String STATEMENTS = """
            void example(JobBuilder job, JobProgram program, DataStream<String> lines, DataStream<Order> orders,
                    DataStream<Payment> payments, DataStream<Reading> readings, DataStream<Rule> rules)
                    throws Exception {
            """;

    private record Example(String file, String code) {}

    @Test
    void everyExampleCompiles(@TempDir Path classes) throws IOException {
        List<Example> examples = examples();
        assertThat(examples).hasSizeGreaterThan(60);
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var sources = new ArrayList<JavaFileObject>(List.of(source("Shop", "package docs;\n" + SHOP)));
        for (int i = 0; i < examples.size(); i++) sources.add(source("Example" + i, wrap(i, examples.get(i))));
        List<String> options = List.of("-d", classes.toString(), "-classpath", classPath(), "-proc:none");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, options, null, sources)
                .call();
        assertThat(diagnostics.getDiagnostics().stream()
                        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                        .map(DocExamplesTest::report))
                .isEmpty();
        assertThat(compiled).isTrue();
    }

    @Test
    void everyPublicTypeHasAnExample() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            if (PUBLIC_TYPE.matcher(text).find() && !EXAMPLE.matcher(text).find()) without.add(file.toString());
        }
        assertThat(without).isEmpty();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            return walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = EXAMPLE.matcher(Files.readString(file));
            while (matcher.find()) {
                String code = matcher.group(1)
                        .lines()
                        .map(line -> line.replaceFirst("^\\s*\\* ?", ""))
                        .collect(Collectors.joining("\n"));
                examples.add(new Example(SOURCES.relativize(file).toString(), code));
            }
        }
        return examples;
    }

    /** Declarations become members of a class, anything else the body of a method. */
    private static String wrap(int number, Example example) {
        String firstLine = example.code()
                .lines()
                .filter(l -> !l.startsWith("//"))
                .findFirst()
                .orElse("");
        boolean declares = DECLARATION.matcher(firstLine).find();
        String members = declares ? staticMember(example.code()) : STATEMENTS + example.code() + "\n}";
        return "package docs;\n" + IMPORTS + "// " + example.file() + "\nclass Example" + number + " {\n" + members
                + "\n}\n";
    }

    private static String staticMember(String code) {
        return code.replaceFirst("(?m)^((public |final |abstract )*)(class )", "static $1$3");
    }

    private static String classPath() {
        return Stream.of(JobProgram.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(url -> Path.of(URI.create(url.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///docs/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static String report(Diagnostic<? extends JavaFileObject> diagnostic) {
        try {
            String source = diagnostic.getSource().getCharContent(true).toString();
            String line = source.lines()
                    .skip(Math.max(0, diagnostic.getLineNumber() - 1))
                    .findFirst()
                    .orElse("");
            String file =
                    source.lines().filter(l -> l.startsWith("// ")).findFirst().orElse("");
            return file + ": " + diagnostic.getMessage(Locale.ROOT) + " in: " + line.strip();
        } catch (IOException e) {
            return diagnostic.toString();
        }
    }
}
