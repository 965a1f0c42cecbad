// SPDX-License-Identifier: Apache-2.0
/**
 * Workloads and drivers that measure: throughput in one JVM, start-up, submission and scheduling of real nodes. Main
 * types: Throughput (W cases), Startup (C1), Submission (C2), Scheduling (C3); jobs are the classes that end in Job.
 * Input and checksums are those that the peers' harnesses use, so that figures compare. Must not know the runtime's
 * insides: jobs use the API, drivers use HTTP, processes and /proc.
 */
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
