// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was submitted.
 *
 * @param jarId id of the uploaded jar, or null for a program registered in this JVM (local mode)
 * @param entryClass the program's class; for local mode the registered name
 * @param parallelism default parallelism; 0: the program's own, else 1
 * @param options job options given at submission; they win over the program's own
 */
public record JobSpec(
        JobId jobId,
        @Nullable String jarId,
        String entryClass,
        List<String> args,
        int parallelism,
        SortedMap<String, String> options) {}
