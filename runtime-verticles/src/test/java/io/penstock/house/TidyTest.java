// SPDX-License-Identifier: Apache-2.0
package io.penstock.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looks at the source tree itself, of all modules: lengths, names, and what comments may not be. */
@Tag("house")
class TidyTest {
    private static final int LINE_MAX = 120;
    private static final int METHOD_LINES_MAX = 70;
    private static final int CLASS_LINES_MAX = 500;
    private static final int VERTICLE_LINES_MAX = 150;
    private static final int CONSTRUCTOR_PARAMETERS_MAX = 6;

    private static final Set<String> EMPTY_PACKAGE_NAMES =
            Set.of("impl", "util", "utils", "common", "manager", "base", "helper", "helpers", "misc");
    private static final Set<String> MAY_CATCH_THROWABLE = Set.of("verticle", "worker", "launch");

    private static final Pattern MARK = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
    private static final Pattern CODE_IN_COMMENT = Pattern.compile(
            "\\s*//\\s*(@\\w+(\\(.*\\))?|[^.]*\\(.*\\)[^.]*;|\\w.*=.*;|(return|import)\\b.*;|.*\\)\\s*\\{|\\})\\s*");
    private static final Pattern CATCHES_THROWABLE = Pattern.compile("catch \\((final )?(\\w+ \\| )*Throwable\\b");

    private static List<JavaSource> sources = List.of();

    @BeforeAll
    static void readAll() {
        sources = JavaSource.under(Path.of(".."));
    }

    @Test
    void theWholeTreeWasRead() {
        assertThat(sources)
                .extracting(JavaSource::fileName)
                .contains("TidyTest.java", "HotPath.java", "NodeConfig.java");
    }

    @Test
    void everyFileStartsWithItsLicence() {
        findings(file -> file.lines().get(0).equals("// SPDX-License-Identifier: Apache-2.0")
                ? Stream.empty()
                : Stream.of(file.at(1) + "first line must be the SPDX line"));
    }

    @Test
    void linesFitThePage() {
        // A line that is one text literal is as long as its text.
        lines(line -> line.length() > LINE_MAX && !line.strip().startsWith("\""), "longer than " + LINE_MAX);
    }

    @Test
    void methodsFitTheScreen() {
        findings(file -> file.methods().stream()
                .filter(method -> method.lines() > METHOD_LINES_MAX && !file.isTest())
                .map(method -> file.at(method.line()) + method.name() + " has " + method.lines() + " lines, at most "
                        + METHOD_LINES_MAX));
    }

    @Test
    void classesDoOneThing() {
        findings(file -> {
            int max = file.fileName().endsWith("Verticle.java") ? VERTICLE_LINES_MAX : CLASS_LINES_MAX;
            return file.isTest() || file.lines().size() <= max
                    ? Stream.empty()
                    : Stream.of(file.at(1) + file.lines().size() + " lines, at most " + max);
        });
    }

    @Test
    void constructorsAreNoShoppingLists() {
        findings(file -> file.methods().stream()
                .filter(method -> method.isConstructor() && method.parameters() > CONSTRUCTOR_PARAMETERS_MAX)
                .map(method -> file.at(method.line()) + "constructor with " + method.parameters()
                        + " parameters, at most " + CONSTRUCTOR_PARAMETERS_MAX));
    }

    @Test
    void packageNamesMeanSomething() {
        findings(file -> file.packageWords().stream()
                .filter(EMPTY_PACKAGE_NAMES::contains)
                .map(word -> file.at(1) + "package named '" + word + "'"));
    }

    @Test
    void everyPackageIsExplainedAndNullMarked() {
        List<JavaSource> marked = sources.stream()
                .filter(file -> file.fileName().equals("package-info.java"))
                .filter(file -> file.lines().contains("@NullMarked"))
                .toList();
        List<Path> explained = marked.stream().map(JavaSource::directory).toList();
        findings(file -> file.isTest() || explained.contains(file.directory())
                ? Stream.empty()
                : Stream.of(file.at(1) + "its package has no package-info.java with @NullMarked"));
    }

    @Test
    void openEndsHaveAnIssue() {
        findings(file -> file.fileName().equals("TidyTest.java")
                ? Stream.empty()
                : matches(file, MARK.asPredicate(), "an open end needs its issue: (#12) right behind the word"));
    }

    @Test
    void noCodeIsCommentedOut() {
        lines(CODE_IN_COMMENT.asMatchPredicate(), "looks like code in a comment");
    }

    @Test
    void onlyTheOuterLoopsCatchEverything() {
        // A method handle's call declares Throwable, so there is nothing narrower to catch.
        findings(file -> file.isTest()
                        || file.packageWords().stream().anyMatch(MAY_CATCH_THROWABLE::contains)
                        || file.lines().contains("import java.lang.invoke.MethodHandle;")
                ? Stream.empty()
                : matches(file, CATCHES_THROWABLE.asPredicate(), "catches Throwable"));
    }

    private static void lines(Predicate<String> bad, String what) {
        findings(file -> matches(file, bad, what));
    }

    private static Stream<String> matches(JavaSource file, Predicate<String> bad, String what) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < file.lines().size(); i++) {
            String line = file.lines().get(i);
            if (bad.test(line)) found.add(file.at(i + 1) + what + ": " + line.strip());
        }
        return found.stream();
    }

    private static void findings(Function<JavaSource, Stream<String>> rule) {
        assertThat(sources.stream().flatMap(rule)).isEmpty();
    }
}
