// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** A job's id: 32 hex digits. */
public record JobId(String value) implements Comparable<JobId> {
    public JobId {
        if (!value.matches("[0-9a-f]{32}"))
            throw new IllegalArgumentException("a job id is 32 hex digits, not: " + value);
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
