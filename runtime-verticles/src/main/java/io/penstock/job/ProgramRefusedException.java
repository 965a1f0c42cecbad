// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.TaskFailure;

/** A program that cannot be run, for a reason that its author or submitter can act on. */
public final class ProgramRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TaskFailure failure;

    ProgramRefusedException(TaskFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    static ProgramRefusedException because(String message) {
        return new ProgramRefusedException(TaskFailure.of(TaskFailure.Kind.PROGRAM, message));
    }

    /** The reason as it travels. */
    public TaskFailure failure() {
        return failure;
    }
}
