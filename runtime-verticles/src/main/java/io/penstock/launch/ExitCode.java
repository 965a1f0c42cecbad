// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

/** What the process's exit code tells its caller. */
final class ExitCode {
    /** Done; for commands that follow a job: it finished. */
    static final int DONE = 0;
    /** The cluster refused, or the job failed or was canceled. */
    static final int FAILED = 1;
    /** Wrong usage or configuration; nothing was started. */
    static final int USAGE = 2;
    /** No cluster answers. */
    static final int UNREACHABLE = 3;
    /** A mistake in Penstock itself. */
    static final int BUG = 70;

    private ExitCode() {}
}
