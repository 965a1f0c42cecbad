// SPDX-License-Identifier: Apache-2.0
package io.penstock.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One source file: its lines, and its methods as the JDK's own parser sees them. */
record JavaSource(Path path, List<String> lines, List<String> packageWords, List<Method> methods) {
    /** The peers are programs for other systems, in builds of their own. */
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".mvn", "node_modules", "peers");

    /** A method or constructor with a body. A record's canonical constructor is a list by nature and not reported. */
    record Method(String name, int line, int lines, int parameters) {
        boolean isConstructor() {
            return name.equals("<init>");
        }
    }

    /** All Java files below a directory, parsed but not compiled. */
    static List<JavaSource> under(Path root) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaSource> sources = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> paths = javaFiles(root.toRealPath());
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) sources.add(read(unit, positions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(sources);
    }

    String fileName() {
        return path.getFileName().toString();
    }

    Path directory() {
        return path.getParent();
    }

    boolean isTest() {
        String unix = path.toString().replace('\\', '/');
        return unix.contains("/src/test/") || unix.contains("/src/races/");
    }

    String at(int line) {
        return path.getFileName() + ":" + line + ": ";
    }

    private static JavaSource read(CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Path path = Path.of(unit.getSourceFile().toUri());
        List<Method> methods = new ArrayList<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                boolean inRecord = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                        && owner.getKind() == Tree.Kind.RECORD;
                long start = positions.getStartPosition(unit, method);
                long end = positions.getEndPosition(unit, method);
                if (start >= 0 && end >= 0 && method.getBody() != null) {
                    long first = unit.getLineMap().getLineNumber(start);
                    long last = unit.getLineMap().getLineNumber(end);
                    int parameters = inRecord ? 0 : method.getParameters().size();
                    methods.add(
                            new Method(method.getName().toString(), (int) first, (int) (last - first + 1), parameters));
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit, null);
        String packageName =
                unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        return new JavaSource(path, Files.readAllLines(path), List.of(packageName.split("\\.")), methods);
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skip = !directory.equals(root)
                        && SKIPPED.contains(directory.getFileName().toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
