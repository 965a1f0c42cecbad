// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

/**
 * A worker's end.
 *
 * @param worker which one
 * @param exitCode the process's exit code, or -1 if it is not known
 * @param requested whether it was stopped by the provider
 * @param detail in words: where its output is, what was seen
 */
public record WorkerExit(ProvidedWorker worker, int exitCode, boolean requested, String detail) {}
