// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import org.jspecify.annotations.Nullable;

/**
 * A program that can't become a job. The message is for the job's author: what is wrong, with which operator, and what
 * to do about it.
 */
public final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final @Nullable String operator;
    private final @Nullable String remedy;

    /**
     * With all that is known.
     *
     * @param problem what is wrong, as a sentence without a full stop
     * @param operator name of the operator at fault, or null if the job as a whole is
     * @param remedy what the author can do, or null when the problem says it
     * @param cause what user code threw, or null
     */
    public ProgramException(
            String problem, @Nullable String operator, @Nullable String remedy, @Nullable Throwable cause) {
        super(text(problem, operator, remedy), cause);
        this.problem = problem;
        this.operator = operator;
        this.remedy = remedy;
    }

    /** About the job as a whole. */
    public static ProgramException of(String problem, String remedy) {
        return new ProgramException(problem, null, remedy, null);
    }

    /** About one operator. */
    public static ProgramException at(String operator, String problem, String remedy) {
        return new ProgramException(problem, operator, remedy, null);
    }

    private static String text(String problem, @Nullable String operator, @Nullable String remedy) {
        return (operator == null ? "" : "operator '" + operator + "': ")
                + problem
                + (remedy == null ? "" : "; " + remedy);
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** Name of the operator at fault, or null. */
    public @Nullable String operator() {
        return operator;
    }

    /** What to do about it, or null. */
    public @Nullable String remedy() {
        return remedy;
    }
}
