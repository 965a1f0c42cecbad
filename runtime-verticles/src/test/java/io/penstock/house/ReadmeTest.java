// SPDX-License-Identifier: Apache-2.0
package io.penstock.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is true. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FOLDER = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
    private static final String IMPORTS = """
            import io.penstock.api.*;
            import io.penstock.api.sink.*;
            import io.penstock.api.source.*;
            import java.nio.file.Path;
            """;

    @TempDir
    Path classes;

    @Test
    void itsJobCompiles() throws IOException {
        Matcher sample = JAVA.matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(sample.find()).isTrue();
        StringWriter complaints = new StringWriter();

        boolean compiled = compile(IMPORTS + sample.group(1), complaints);

        assertThat(compiled).as(complaints.toString()).isTrue();
    }

    @Test
    void itsFoldersExist() throws IOException {
        List<String> folders = FOLDER.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(folders)
                .hasSizeGreaterThan(5)
                .allSatisfy(folder -> assertThat(ROOT.resolve(folder)).isDirectory());
    }

    private boolean compile(String source, StringWriter complaints) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Lengths.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        return compiler.getTask(complaints, null, null, options, null, List.of(file))
                .call();
    }
}
