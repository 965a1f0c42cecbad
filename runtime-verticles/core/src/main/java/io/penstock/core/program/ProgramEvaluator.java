// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.JobProgram;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * Evaluates programs into plans. Runs user code, so it must be called where user code may run, with a thread of its
 * own; it never returns before {@code define} does. Stateless.
 */
public final class ProgramEvaluator {
    private ProgramEvaluator() {}

    /**
     * The first evaluation, at submission: constants are computed.
     *
     * @throws ProgramException if the program throws or its plan makes no sense
     */
    public static Plan evaluate(JobProgram program, List<String> args) {
        return evaluate(program, args, FunctionListener.NONE);
    }

    /** As above, and {@code functions} hears of the program's functions as they come. */
    public static Plan evaluate(JobProgram program, List<String> args, FunctionListener functions) {
        var recorder = new PlanRecorder(defaultName(program), args, Collections.emptySortedMap(), false, functions);
        return run(program, recorder);
    }

    /**
     * Any later evaluation: constants are those of the first one, from {@code Plan.constants}.
     *
     * @throws ProgramException as above, and if the program asks for a constant that the first evaluation did not
     */
    public static Plan evaluateAgain(JobProgram program, List<String> args, SortedMap<String, String> constants) {
        return run(program, new PlanRecorder(defaultName(program), args, constants, true, FunctionListener.NONE));
    }

    private static Plan run(JobProgram program, PlanRecorder recorder) {
        try {
            program.define(new RecordedJob(recorder));
            return recorder.finish();
        } catch (ProgramException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw wrap(e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            throw wrap(e);
        } finally {
            recorder.close();
        }
    }

    private static ProgramException wrap(Throwable e) {
        String remedy = e instanceof NoClassDefFoundError || e instanceof ClassNotFoundException
                ? "put the class into the job's jar"
                : null;
        return new ProgramException(
                "the program threw " + e.getClass().getName() + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                null,
                remedy,
                e);
    }

    /**
     * The simple class name; for lambdas and anonymous classes that of the class around them. The same in every JVM.
     */
    private static String defaultName(JobProgram program) {
        String name = program.getClass().getName();
        int generated = name.indexOf("$$");
        if (generated >= 0) name = name.substring(0, generated);
        name = name.substring(name.lastIndexOf('.') + 1).replaceAll("(\\$\\d+)+$", "");
        return name.substring(name.lastIndexOf('$') + 1);
    }
}
