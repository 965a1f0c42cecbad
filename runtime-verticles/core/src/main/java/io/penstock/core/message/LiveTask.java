// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** A task that runs, as its worker sees it at the moment of a question. */
public record LiveTask(AttemptId attempt, TaskCounts counts) {}
