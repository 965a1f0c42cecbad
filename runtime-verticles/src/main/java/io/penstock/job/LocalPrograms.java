// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.JobProgram;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Programs that exist only as objects of this JVM, by the name under which they are submitted. Thread-safe. */
public final class LocalPrograms {
    private final Map<String, JobProgram> byName = new ConcurrentHashMap<>();

    /** Makes a program known. */
    public void register(String name, JobProgram program) {
        byName.put(name, program);
    }

    /** Forgets it; running jobs keep theirs. */
    public void forget(String name) {
        byName.remove(name);
    }

    Optional<JobProgram> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
