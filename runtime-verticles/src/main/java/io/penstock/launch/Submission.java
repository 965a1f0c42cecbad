// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a job is to be run.
 *
 * @param entryClass the program's class; null: the one the jar's manifest names
 * @param parallelism default parallelism; null: the program's or the cluster's
 * @param options job options such as {@code restart.strategy}
 * @param arguments what the program gets
 */
record Submission(
        @Nullable String entryClass,
        @Nullable Integer parallelism,
        Map<String, String> options,
        List<String> arguments) {}
