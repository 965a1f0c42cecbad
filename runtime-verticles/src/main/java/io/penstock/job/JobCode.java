// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.JobProgram;
import io.penstock.core.message.TaskFailure;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job's classes and its program; closed when the job is dropped. */
final class JobCode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobCode.class);

    private final ClassLoader loader;
    private final Supplier<JobProgram> program;

    private JobCode(ClassLoader loader, Supplier<JobProgram> program) {
        this.loader = loader;
        this.program = program;
    }

    /** A program of this JVM. Its classes are those of whoever wrote it. */
    static JobCode local(JobProgram program) {
        ClassLoader loader = program.getClass().getClassLoader();
        return new JobCode(loader == null ? ClassLoader.getSystemClassLoader() : loader, () -> program);
    }

    /** The program of that class in a jar. Nothing of it is loaded yet. */
    static JobCode ofJar(String job, Path jar, String entryClass) {
        try {
            JobClassLoader loader = new JobClassLoader("job-" + job, jar);
            return new JobCode(loader, () -> instantiate(loader, entryClass));
        } catch (IOException e) {
            throw ProgramRefusedException.because("the job's jar cannot be opened: " + e.getMessage());
        }
    }

    /** Where the job's classes are. */
    ClassLoader loader() {
        return loader;
    }

    /**
     * The program, a fresh one for each evaluation if it comes from a jar. Runs user code. Throws
     * {@link ProgramRefusedException}.
     */
    JobProgram program() {
        return program.get();
    }

    @Override
    public void close() {
        if (!(loader instanceof JobClassLoader own)) return;
        try {
            own.close();
        } catch (IOException e) {
            LOG.warn("could not close the class loader {}", own.getName(), e);
        }
    }

    private static JobProgram instantiate(ClassLoader loader, String entryClass) {
        Class<?> type = load(loader, entryClass);
        if (!JobProgram.class.isAssignableFrom(type)) {
            throw ProgramRefusedException.because("class " + entryClass + " is no program: it does not implement "
                    + JobProgram.class.getName() + "; name another entry class or let it implement that");
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw ProgramRefusedException.because("class " + entryClass + " is abstract and cannot be instantiated");
        }
        try {
            if (!Modifier.isPublic(type.getModifiers())) throw new NoSuchMethodException();
            return (JobProgram) type.getConstructor().newInstance();
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw ProgramRefusedException.because(
                    "class " + entryClass + " needs to be public and to have a public constructor without parameters");
        } catch (InvocationTargetException e) {
            throw threw("the constructor of " + entryClass, e.getTargetException());
        } catch (InstantiationException | LinkageError e) {
            throw threw("class " + entryClass, e);
        }
    }

    private static Class<?> load(ClassLoader loader, String entryClass) {
        try {
            return Class.forName(entryClass, true, loader);
        } catch (ClassNotFoundException e) {
            throw ProgramRefusedException.because(
                    "class " + entryClass + " is not in the job's jar; check the name, package included");
        } catch (LinkageError e) {
            throw threw("class " + entryClass, e);
        }
    }

    private static ProgramRefusedException threw(String what, Throwable thrown) {
        String message = what + " threw " + thrown;
        return new ProgramRefusedException(Failures.of(TaskFailure.Kind.PROGRAM, message, thrown, null));
    }
}
